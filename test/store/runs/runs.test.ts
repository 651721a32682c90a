import { expect, test } from 'vitest';
import { temporaryStore } from '../../support/temporary-data.ts';
import { draftOf, experimentIn, newRun, promptOf, startRun } from '../support/fixtures.ts';

test('a run is saved with its version, its messages and every completion in the order of the plan', async () => {
  const { store } = await temporaryStore();
  const { notebookId, experimentId } = await experimentIn(store);
  const planned = newRun(experimentId, {
    sweep: { temperature: [0, null, 1.5], max_completion_tokens: [60], seed: [7] },
    samples: 2,
    prompt: promptOf('How are you?', 'Be brief.'),
  });
  const { run, repeated } = await store.runs.create(planned);
  expect(repeated).toBe(false);
  expect(run).toMatchObject({
    notebookId,
    experimentId,
    version: { number: 1 },
    status: 'running',
    request: planned.request,
    planned: 6,
    estimate: { inputTokens: 9, method: 'tiktoken', maxCostPicodollars: 500n },
    createdAt: planned.createdAt,
    endedAt: null,
    prompt: planned.prompt,
  });
  expect(await store.runs.get(run.id)).toEqual(run);
  expect(await store.runs.latestOf(experimentId)).toEqual(run);
  expect(await store.runs.messagesByVariant(run.id)).toEqual(new Map([[null, planned.messages]]));
  const completions = await store.completions.ofRun(run.id);
  expect(
    completions.map(({ ordinal, settings, column, row, sample }) => ({ ordinal, settings, column, row, sample })),
  ).toEqual(planned.planned);
  expect(completions[0]).toMatchObject({ status: 'queued', connection: 'openai', text: '', usage: null, cost: null });
});

test('an equal prompt is the same version, another one gets the next number', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const first = await startRun(store, experimentId, { prompt: promptOf('One') });
  const second = await startRun(store, experimentId, { prompt: promptOf('Two') });
  const third = await startRun(store, experimentId, { prompt: promptOf('One') });
  expect([first, second, third].map(({ run }) => run.version.number)).toEqual([1, 2, 1]);
  expect(third.run.version).toEqual(first.run.version);
  const other = await experimentIn(store);
  const elsewhere = await startRun(store, other.experimentId, { prompt: promptOf('Two') });
  expect(elsewhere.run.version).toMatchObject({ number: 1, hash: second.run.version.hash });
});

test('a key that was used starts nothing again, also when both come at once', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const create = () => store.runs.create(newRun(experimentId, { idempotencyKey: 'click-1' }));
  const answers = await Promise.all([create(), create(), create()]);
  expect(answers.map(({ repeated }) => repeated)).toEqual([false, true, true]);
  expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
  expect(await store.runs.list({ before: null, limit: 10, notebook: null })).toHaveLength(1);
  expect(await store.history.totals({})).toMatchObject({ completions: 1 });
});

test('runs without a key are never taken for one another', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  await startRun(store, experimentId);
  await startRun(store, experimentId);
  expect(await store.runs.list({ before: null, limit: 10, notebook: null })).toHaveLength(2);
});

test('runs are listed page by page, newest first, of all notebooks or one', async () => {
  const { store } = await temporaryStore();
  const one = await experimentIn(store);
  const other = await experimentIn(store);
  for (let i = 0; i < 3; i += 1) {
    await startRun(store, one.experimentId);
    await startRun(store, other.experimentId);
  }
  const ids = async (before: number | null, notebook: number | null) =>
    (await store.runs.list({ before, limit: 2, notebook })).map(({ id }) => id);
  expect(await ids(null, null)).toEqual([6, 5]);
  expect(await ids(5, null)).toEqual([4, 3]);
  expect(await ids(null, one.notebookId)).toEqual([5, 3]);
  expect(await ids(3, one.notebookId)).toEqual([1]);
  expect(await store.runs.latestOf(other.experimentId)).toMatchObject({ id: 6 });
});

test('the state of a run changes in the transaction of its completions', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { run } = await startRun(store, experimentId);
  const endedAt = new Date('2026-03-01T10:01:00Z');
  await store.completions.write([{ type: 'run', id: run.id, status: 'finished', endedAt }]);
  expect(await store.runs.get(run.id)).toMatchObject({ status: 'finished', endedAt });
  await store.completions.write([{ type: 'run', id: run.id, status: 'running', endedAt: null }]);
  expect(await store.runs.get(run.id)).toMatchObject({ status: 'running', endedAt: null });
});

test('the last model is the one asked from a page, not over the API', async () => {
  const { store } = await temporaryStore();
  expect(await store.runs.lastModel()).toBeNull();
  const { experimentId } = await experimentIn(store);
  await startRun(store, experimentId, { connection: 'local', sweep: { model: ['org/model:7b', 'other'] } });
  const api = await store.notebooks.forApiRuns();
  const { id } = await store.cells.experimentForApiRuns(api.id, draftOf('Hi'));
  await startRun(store, id, { connection: 'openai' });
  expect(await store.runs.lastModel()).toBe('local/org/model:7b');
});

test('an estimate without a price and one above 2^53 come back as they were', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const unpriced = await startRun(store, experimentId, { maxCost: null });
  const huge = await startRun(store, experimentId, { maxCost: 2n ** 60n + 1n });
  expect(unpriced.run.estimate.maxCostPicodollars).toBeNull();
  expect(huge.run.estimate.maxCostPicodollars).toBe(2n ** 60n + 1n);
});

test('a long plan is saved whole', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, { sweep: { temperature: [0, 1] }, samples: 2_150 });
  expect(run.planned).toBe(4_300);
  expect(completions.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 4_300 }, (_, i) => i));
});

test('runs that never were give null, and experiments that never were cannot be run', async () => {
  const { store } = await temporaryStore();
  expect(await store.runs.get(3)).toBeNull();
  expect(await store.runs.latestOf(3)).toBeNull();
  expect(await store.runs.messagesByVariant(3)).toEqual(new Map());
  await expect(store.runs.create(newRun(3))).rejects.toThrow('no experiment 3');
});
