import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CompletionJson, runJson, SOON, start } from '../../support/asking-the-app.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

let endpoint: ScriptedEndpoint;
let app: TestApp;
let clock = Date.UTC(2026, 2, 1, 12);

beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
  app = await createTestApp({ endpoint, now: () => new Date(clock) });
});
afterAll(async () => {
  await app.close();
  await endpoint.close();
});

test('when the clock jumps in the middle of a run, durations stay true and the order is that of the ids', async () => {
  const ids: number[] = [];
  for (const jump of [-HOUR, YEAR, -2 * YEAR]) {
    let jumped = () => {};
    const until = new Promise<void>((resolve) => {
      jumped = resolve;
    });
    endpoint.enqueue({ steps: [{ until }, ...answer('tick tock', { firstTokenMs: 30, tokenMs: 10 }).steps] });
    const id = await start(app);
    await expect.poll(() => endpoint.requests.length, SOON).toBe(ids.length + 1);
    clock += jump;
    jumped();
    const run = await runJson(app, id, 10);
    expect(run.completions).toMatchObject([{ status: 'done', text: 'tick tock' }]);
    expect(run.completions[0]?.duration_ms).toBeGreaterThan(30);
    expect(run.completions[0]?.duration_ms).toBeLessThan(20_000);
    ids.push(id);
  }
  const { completions } = (await (await app.request('/api/v1/completions')).json()) as {
    readonly completions: readonly (CompletionJson & { readonly run: number })[];
  };
  expect(completions.map(({ run }) => run)).toEqual(ids.toReversed());
  const runs = (await (await app.request('/api/v1/runs')).json()) as {
    readonly runs: readonly { readonly id: number }[];
  };
  expect(runs.runs.map(({ id }) => id)).toEqual(ids.toReversed());
});
