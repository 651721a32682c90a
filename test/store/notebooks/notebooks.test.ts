import { expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/notebook/notebook.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { draftOf, experimentIn, finish, NOTHING_USED, startRun } from '../support/fixtures.ts';

test('notebooks are listed with the newest change first, and what they hold and cost', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { store } = await temporaryStore();
  vi.setSystemTime('2026-03-01T10:00:00Z');
  const older = await store.notebooks.create('Older');
  vi.setSystemTime('2026-03-01T10:00:01Z');
  const { experimentId, notebookId } = await experimentIn(store);
  await store.cells.addNote(notebookId, { text: 'A note' });
  const { completions } = await startRun(store, experimentId, { samples: 2 });
  await finish(store, completions[0]?.id ?? 0);
  await finish(store, completions[1]?.id ?? 0, { ...NOTHING_USED, status: 'incomplete', text: 'cut' });
  const spent = { cells: 2, runs: 1, costPicodollars: 20n, unpriced: 1 };
  const unused = { id: older.id, title: 'Older', cells: 0, runs: 0, costPicodollars: 0n, unpriced: 0 };
  expect(await store.notebooks.list('')).toMatchObject([{ id: notebookId, title: 'Greetings', ...spent }, unused]);
  vi.setSystemTime('2026-03-01T10:00:02Z');
  await store.cells.addNote(older.id, { text: 'Touched' });
  expect((await store.notebooks.list('')).map(({ id }) => id)).toEqual([older.id, notebookId]);
  vi.useRealTimers();
});

test('a search finds titles, notes, experiments and any part of a prompt, whatever their case', async () => {
  const { store } = await temporaryStore();
  const { id } = await store.notebooks.create('Sentiment of reviews');
  await store.cells.addNote(id, { text: 'Temperature was LOW' });
  const { prompt } = draftOf('今日の天気は？');
  await store.cells.addExperiment(id, {
    title: 'Überblick',
    draft: {
      prompt: {
        ...prompt,
        system: 'Be "brief"',
        examples: [{ input: 'Rain', output: 'wet', enabled: false, tags: [] }],
      },
      settings: DEFAULT_SETTINGS,
    },
  });
  await store.notebooks.create('Other');
  const found = async (search: string) => (await store.notebooks.list(search)).map((notebook) => notebook.id);
  for (const search of [
    'SENTIMENT',
    'temperature low',
    'überblick',
    'ÜBERBLICK',
    '"brief"',
    'rain WET',
    '天気',
    '天',
  ]) {
    expect([search, await found(search)]).toEqual([search, [id]]);
  }
  for (const search of ['system', 'max_completion_tokens', 'user', '%', '_____________', 'sentiment absent', '\0x']) {
    expect([search, await found(search)]).toEqual([search, []]);
  }
});

test('a search does not find what was deleted', async () => {
  const { store } = await temporaryStore();
  const { id } = await store.notebooks.create('Kept');
  const note = await store.cells.addNote(id, { text: 'needle' });
  expect(await store.notebooks.list('needle')).toHaveLength(1);
  await store.cells.remove(note.id);
  expect(await store.notebooks.list('needle')).toEqual([]);
});

test('a notebook can be renamed, deleted and restored with its cells', async () => {
  const { store } = await temporaryStore();
  const { notebookId, experimentId } = await experimentIn(store);
  expect(await store.notebooks.rename(notebookId, 'Renamed')).toMatchObject({ id: notebookId, title: 'Renamed' });
  expect(await store.notebooks.remove(notebookId)).toBe(true);
  expect(await store.notebooks.remove(notebookId)).toBe(false);
  expect(await store.notebooks.get(notebookId)).toBeNull();
  expect(await store.notebooks.list('')).toEqual([]);
  expect(await store.notebooks.rename(notebookId, 'Ghost')).toBeNull();
  expect(await store.notebooks.duplicate(notebookId, 'Ghost')).toBeNull();
  expect(await store.cells.list(notebookId)).toEqual([]);
  expect(await store.cells.experiment(experimentId)).toBeNull();
  expect(await store.notebooks.restore(notebookId)).toMatchObject({ title: 'Renamed' });
  expect(await store.cells.list(notebookId)).toMatchObject([{ id: experimentId }]);
});

test('runs and costs of a deleted notebook stay in the history', async () => {
  const { store } = await temporaryStore();
  const { notebookId, experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId);
  await finish(store, completions[0]?.id ?? 0);
  await store.notebooks.remove(notebookId);
  expect(await store.runs.get(run.id)).toMatchObject({ id: run.id });
  expect(await store.history.totals({})).toMatchObject({ completions: 1, costPicodollars: 20n });
  expect((await store.history.page({}, { before: null, limit: 9 })).rows).toMatchObject([
    { notebook: { title: 'Greetings' } },
  ]);
});

test('a copy has the cells with their drafts in their order, but not the runs', async () => {
  const { store } = await temporaryStore();
  const { notebookId, experimentId } = await experimentIn(store);
  await store.cells.addNote(notebookId, { text: 'First', after: null });
  await store.cells.remove((await store.cells.addNote(notebookId, { text: 'Deleted' })).id);
  await startRun(store, experimentId);
  const copy = await store.notebooks.duplicate(notebookId, 'Copy');
  const cells = await store.cells.list(copy?.id ?? 0);
  expect(cells).toMatchObject([
    { kind: 'note', text: 'First' },
    { kind: 'experiment', title: 'Hello', draft: draftOf('Say hello') },
  ]);
  expect(await store.runs.latestOf(cells[1]?.id ?? 0)).toBeNull();
  await store.cells.renameExperiment(cells[1]?.id ?? 0, 'Changed');
  expect(await store.cells.experiment(experimentId)).toMatchObject({ title: 'Hello' });
});

test('runs that nobody wrote have an experiment of their own, made once, and again when it was deleted', async () => {
  const { store } = await temporaryStore();
  const made = { notebook: 'Probes', title: 'What does temperature do?', draft: draftOf('Hi') };
  const [first, atOnce] = await Promise.all([
    store.cells.ownExperiment('probes', made),
    store.cells.ownExperiment('probes', made),
  ]);
  expect(atOnce).toEqual(first);
  expect(await store.notebooks.get(first.notebookId)).toMatchObject({ title: 'Probes' });
  expect((await store.cells.ownExperiment('tests', made)).id).not.toBe(first.id);
  await store.cells.remove(first.id);
  const second = await store.cells.ownExperiment('probes', made);
  expect(second.id).not.toBe(first.id);
  await store.notebooks.remove(second.notebookId);
  expect((await store.cells.ownExperiment('probes', made)).id).not.toBe(second.id);
});

test('runs over the API get one notebook and one experiment, and new ones after a deletion', async () => {
  const { store } = await temporaryStore();
  const [first, again] = await Promise.all([store.notebooks.forApiRuns(), store.notebooks.forApiRuns()]);
  expect(again).toEqual(first);
  const experiment = await store.cells.experimentForApiRuns(first.id, draftOf('Hi'));
  expect(await store.cells.experimentForApiRuns(first.id, draftOf('Other'))).toEqual(experiment);
  await store.cells.remove(experiment.id);
  expect((await store.cells.experimentForApiRuns(first.id, draftOf('Hi'))).id).not.toBe(experiment.id);
  await store.notebooks.remove(first.id);
  expect((await store.notebooks.forApiRuns()).id).not.toBe(first.id);
});

test('ids that never were give null', async () => {
  const { store } = await temporaryStore();
  expect(await store.notebooks.get(7)).toBeNull();
  expect(await store.notebooks.restore(7)).toBeNull();
  expect(await store.notebooks.duplicate(7, 'x')).toBeNull();
  expect(await store.notebooks.remove(7)).toBe(false);
});
