import { expect, test } from 'vitest';
import { endedRun } from '../support/pages.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

interface StudyJson {
  readonly rows: readonly {
    readonly variant: string;
    readonly pass_rate: { readonly value: number; readonly low: number; readonly high: number; readonly cases: number };
    readonly input_tokens: number;
    readonly tokens_saved?: number;
    readonly flips: { readonly fixed: number; readonly broken: number; readonly same: number } | null;
  }[];
}

async function lesson() {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  const notebook = (await app.store.notebooks.list('')).find(({ title }) => title === 'Which examples help?');
  const cells = await app.store.cells.list(notebook?.id ?? 0);
  return { app, experiments: cells.filter(({ kind }) => kind === 'experiment').map(({ id }) => id) };
}

async function study(app: TestApp, experiment: number | undefined, kind: string): Promise<StudyJson> {
  const started = await app.send('POST', `/experiments/${experiment}/cases/runs`, { study: kind, count: '', seed: '' });
  const run = Number(/\/runs\/(\d+)\//.exec(started.headers.get('HX-Redirect') ?? '')?.[1]);
  return ((await endedRun(app, run)) as unknown as { study: StudyJson }).study;
}

test('the ladder on Practice rises and saturates, with intervals, and has the same shape with flipped labels', async () => {
  const { app, experiments } = await lesson();
  const ladders = [await study(app, experiments[0], 'shots'), await study(app, experiments[1], 'shots')];
  const [plain, flipped] = ladders.map(({ rows }) => rows.map(({ pass_rate }) => Math.round(24 * pass_rate.value)));
  expect(plain).toEqual([0, expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)]);
  const least = [0, 12, 20, 23, 24];
  plain?.forEach((right, step) => {
    expect(right).toBeGreaterThanOrEqual(Math.max(least[step] ?? 0, plain[step - 1] ?? 0));
  });
  expect(flipped).toEqual(plain);
  const [first, last] = [ladders[0]?.rows.at(0), ladders[0]?.rows.at(-1)];
  expect(first?.pass_rate).toMatchObject({ low: 0, high: expect.closeTo(0.137972, 5), cases: 24 });
  expect(last?.pass_rate).toMatchObject({ value: 1, low: expect.closeTo(0.862028, 5), high: 1 });
  // It saturates: most is gained by the first two shots, at a tenth of what eight cost.
  expect((plain?.[2] ?? 0) / (plain?.[4] ?? 1)).toBeGreaterThan(0.8);
  expect(ladders[0]?.rows.map(({ input_tokens }) => input_tokens)).toEqual(
    ladders[0]?.rows.map(({ input_tokens }) => input_tokens).toSorted((a, b) => a - b),
  );
});

test('leaving each row out shows rows that earn nothing, and what they cost', async () => {
  const { app, experiments } = await lesson();
  const { rows } = await study(app, experiments[0], 'leave_one_out');
  expect(rows.map(({ variant }) => variant)).toEqual([
    'all rows',
    ...Array.from({ length: 8 }, (_, place) => `without example ${place + 1}`),
  ]);
  for (const { tokens_saved, flips } of rows.slice(1)) {
    expect(tokens_saved).toBeGreaterThan(5);
    expect((flips?.fixed ?? 0) + (flips?.broken ?? 0) + (flips?.same ?? 0)).toBe(24);
  }
  expect(rows.some(({ flips }) => flips?.broken === 0)).toBe(true);
});
