import { beforeAll, expect, test, vi } from 'vitest';
import { buildServer, newFolder, type RunningServer, startServer } from '../../support/running-server.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { killRepeatedly } from '../kills.ts';

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => buildServer());

test('killed in the middle of runs, it loses nothing that was called done, and says of the rest that it was interrupted', async () => {
  const report = await killRepeatedly(3);
  expect(report.lost).toEqual([]);
  expect(report.toldDone).toBeGreaterThan(0);
  expect(Object.keys(report.completions).sort()).toEqual(['done', 'interrupted']);
  expect(Object.keys(report.runs)).toContain('interrupted');
  expect(report.runs).not.toHaveProperty('running');
  expect(report.integrity).toEqual(['ok']);
});

test('killed while a judge is asked, answers stay open with the reason, and asking again pays only for what was not judged', async () => {
  const { folder, remove } = newFolder();
  let isReached: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    isReached = resolve;
  });
  const judgeRequests: string[] = [];
  const endpoint = await startScriptedEndpoint({
    models: ['gpt-4o-mini', 'gpt-4o'],
    answering: ({ body }) => {
      const { model, messages } = body as { model: string; messages: readonly { content: string }[] };
      const asked = messages.at(-1)?.content ?? '';
      if (model !== 'gpt-4o') return answer(asked);
      judgeRequests.push(asked);
      const verdict = answer(`VERDICT ${/VERDICT (\S+) /.exec(asked)?.[1]} pass`);
      if (judgeRequests.length !== 3) return verdict;
      isReached();
      return { ...verdict, steps: [{ hang: true }] };
    },
  });
  const env = { OPENAI_API_KEY: 'sk-test-0000', OPENAI_BASE_URL: endpoint.baseUrl, TEMPERA_CONCURRENCY: '1' };
  const checks = [{ type: 'judge', rubric: 'Is it polite?', model: 'gpt-4o' }];
  try {
    const first = await startServer({ folder, env });
    const run = await judgedRun(first);
    expect((await first.post(`/api/v1/runs/${run}/checks`, { checks, confirm: true })).status).toBe(200);
    await reached;
    await first.stop();

    const second = await startServer({ folder, env });
    const after = await judgedJson(second, run);
    expect(after.judge?.status).toBe('interrupted');
    expect(after.completions.map(({ passed }) => passed)).toEqual([true, true, null, null]);
    expect(after.completions[2]?.checks[0]?.detail).toMatch(/^the judge did not answer \(run \d+\)/);
    const matrix = await (await second.request(`/runs/${run}/matrix`)).text();
    expect(matrix).toContain('2 answers without a verdict');
    const again = await second.post(`/api/v1/runs/${run}/checks?wait=20`, { checks });
    expect([again.status, await again.json()]).toEqual([
      409,
      expect.objectContaining({ estimate: expect.objectContaining({ requests: 2 }) }),
    ]);
    await second.post(`/api/v1/runs/${run}/checks?wait=20`, { checks, confirm: true });
    expect((await judgedJson(second, run)).completions.map(({ passed }) => passed)).toEqual([true, true, true, true]);
    expect(judgeRequests).toHaveLength(5);
    await second.stop();
  } finally {
    await endpoint.close();
    remove();
  }
});

interface JudgedJson {
  readonly judge?: { readonly status: string };
  readonly completions: readonly { readonly passed: boolean | null; readonly checks: readonly { detail: string }[] }[];
}

async function judgedRun(server: RunningServer): Promise<number> {
  const started = await server.post('/api/v1/runs', {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: '{{text}}' }],
    temperature: 0,
    cases: ['a', 'b', 'c', 'd'].map((text) => ({ variables: { text } })),
  });
  const { id } = (await started.json()) as { readonly id: number };
  await server.request(`/api/v1/runs/${id}?wait=20`);
  return id;
}

async function judgedJson(server: RunningServer, run: number): Promise<JudgedJson> {
  return (await (await server.request(`/api/v1/runs/${run}`)).json()) as JudgedJson;
}
