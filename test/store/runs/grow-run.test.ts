import { expect, test } from 'vitest';
import { temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, startRun } from '../support/fixtures.ts';

const LATER = new Date('2026-03-02T09:00:00Z');

test('a run that grows gets more samples of each point in the order of its plan, and keeps what it has', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, {
    sweep: { temperature: [0, null, 1.5], seed: [7, 8] },
    samples: 2,
  });
  for (const { id } of completions) await finish(store, id);
  const before = await store.completions.ofRun(run.id);

  const grown = await store.runs.grow(run.id, { more: 3, maxCostPicodollars: 1_250n, at: LATER });

  expect(grown).toMatchObject({
    id: run.id,
    status: 'running',
    endedAt: null,
    planned: 30,
    request: { ...run.request, samples: 5 },
    estimate: { maxCostPicodollars: 1_250n },
  });
  const after = await store.completions.ofRun(run.id);
  expect(after.slice(0, 12)).toEqual(before);
  const added = after.slice(12);
  expect(added.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 18 }, (_, index) => 12 + index));
  for (const [index, { settings, column, row, sample, status, createdAt }] of added.entries()) {
    const point = before[index % 6];
    expect({ settings, column, row }).toEqual({ settings: point?.settings, column: point?.column, row: point?.row });
    expect({ sample, status, createdAt }).toEqual({
      sample: 2 + Math.floor(index / 6),
      status: 'queued',
      createdAt: LATER,
    });
  }
});

test('samples that were added on another day are found under that day', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { run } = await startRun(store, experimentId, { samples: 2 });
  await store.runs.grow(run.id, { more: 3, maxCostPicodollars: null, at: LATER });
  const on = (from: string, to: string) => store.history.totals({ from: new Date(from), to: new Date(to) });
  expect(await on('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z')).toMatchObject({ completions: 2 });
  expect(await on('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')).toMatchObject({ completions: 3 });
});

test('a run that does not exist cannot grow', async () => {
  const { store } = await temporaryStore();
  expect(await store.runs.grow(99, { more: 1, maxCostPicodollars: null, at: LATER })).toBeNull();
});
