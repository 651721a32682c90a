import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, progressOf, samplesOf, totalsOf } from '../../../src/domain/run/columns.ts';
import { COMPLETION_STATUSES } from '../../../src/domain/run/completion.ts';
import { completion, runView } from '../completions.ts';

test('there is a column for each value, in the order they were asked, and each completion stands in one', () => {
  const view = runView({ temperature: [1, 0, null], model: ['a', 'b'] }, { samples: 2 });
  const columns = columnsOf(view);
  expect(columns.map(({ axis, value }) => [axis, value])).toEqual([
    ['temperature', 1],
    ['temperature', 0],
    ['temperature', null],
  ]);
  const shown = columns.flatMap(({ cells }) => cells.flatMap(({ completions }) => completions));
  expect(shown).toHaveLength(view.completions.length);
  expect(new Set(shown)).toEqual(new Set(view.completions));
  for (const { value, cells } of columns) {
    expect(cells.map(({ settings }) => settings)).toEqual([[['model', 'a']], [['model', 'b']]]);
    for (const { completions } of cells) {
      expect(completions.map(({ completion: { settings, sample } }) => [settings.temperature, sample])).toEqual([
        [value, 0],
        [value, 1],
      ]);
    }
  }
});

test('with only one axis swept a column is one cell without further settings', () => {
  const [column] = columnsOf(runView({ temperature: [0.5] }, { samples: 3 }));
  expect(column?.cells.map(({ settings, completions }) => [settings, completions.length])).toEqual([[[], 3]]);
});

test('whole and cut answers are samples; failures are counted apart and the rest is neither', () => {
  const statuses = ['done', 'incomplete', 'failed', 'cancelled', 'queued', 'streaming', 'held', 'interrupted'] as const;
  const view = runView({}, { samples: 8, fields: (ordinal) => ({ status: statuses[ordinal] ?? 'done' }) });
  const [column] = columnsOf(view);
  if (column === undefined) throw new Error('no column');
  const { samples, failed } = samplesOf(column);
  expect(samples.map(({ status }) => status)).toEqual(['done', 'incomplete']);
  expect(failed).toBe(1);
});

test('progress counts every completion once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...COMPLETION_STATUSES)), (statuses) => {
      const view = statuses.map((status) => ({ completion: completion({ status }), waiting: null }));
      const { total, done, streaming, queued, held, failed, cancelled, ended } = progressOf(view);
      expect(total).toBe(statuses.length);
      expect(done + streaming + queued + held + failed + cancelled).toBe(total);
      expect(ended).toBe(done + failed + cancelled);
    }),
  );
});

const USED = {
  inputTokens: 10,
  cachedInputTokens: 0,
  outputTokens: 5,
  reasoningTokens: 0,
  source: 'reported',
} as const;

test('totals add up what is known and count what is not', () => {
  const totals = totalsOf([
    completion({ usage: USED, cost: { picodollars: 2n ** 60n, source: 'computed' } }),
    completion({ usage: { ...USED, outputTokens: null }, cost: null }),
    completion({ usage: USED, cost: { picodollars: 0n, source: 'free' } }),
    completion({ usage: null, cost: { picodollars: 7n, source: 'reported' } }),
    completion({ status: 'queued' }),
    completion({ status: 'failed' }),
    completion({ status: 'incomplete' }),
  ]);
  expect(totals).toEqual({
    completions: 7,
    inputTokens: 30,
    outputTokens: 10,
    costPicodollars: 2n ** 60n + 7n,
    unpriced: 3,
    free: 1,
  });
});

test('with nothing known totals are unknown, not 0', () => {
  expect(totalsOf([])).toMatchObject({ inputTokens: null, outputTokens: null, costPicodollars: null });
  expect(totalsOf([completion({ status: 'queued' })])).toMatchObject({ inputTokens: null, unpriced: 0 });
  expect(totalsOf([completion({ cost: { picodollars: 0n, source: 'free' } })]).costPicodollars).toBeNull();
});
