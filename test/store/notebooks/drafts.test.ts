import { expect, test } from 'vitest';
import type { PromptEdit } from '../../../src/domain/prompt/prompt-history.ts';
import type { SavedDraft } from '../../../src/store/notebooks/draft-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { draftOf, experimentIn } from '../support/fixtures.ts';

const edit = (system: string): PromptEdit => ({ examples: null, messages: null, parts: { system } });
const step = (kind: 'new' | 'undone' | 'redone', place: number, name = `${kind} ${place}`) =>
  ({ kind, place, edit: edit(name) }) as const;

/** Saves as a page does that knows what is kept. */
async function saved(store: Store, id: number, ...steps: SavedDraft['steps']): Promise<number | null> {
  const expected = (await store.drafts.get(id))?.cell.revision ?? 0;
  return store.drafts.save(id, { draft: draftOf('Hello'), expected, steps, page: 'mine', floor: expected + 1 });
}

/** The edits that Undo and Redo would go over, as the places and names they have. */
async function around(store: Store, id: number) {
  const { last, next } = await store.drafts.trail(id);
  return [last, next].map((one) => (one === null ? null : `${one.place}: ${one.edit.parts.system}`));
}

test('the trail has the last edit that stands and the first that was taken back', async () => {
  const { store } = await temporaryStore();
  const { experimentId: id } = await experimentIn(store);
  expect(await around(store, id)).toEqual([null, null]);
  await saved(store, id, step('new', 0), step('new', 1), step('new', 2));
  expect(await around(store, id)).toEqual(['2: new 2', null]);
  await saved(store, id, step('undone', 2));
  await saved(store, id, step('undone', 1));
  expect(await around(store, id)).toEqual(['0: new 0', '1: undone 1']);
  await saved(store, id, step('redone', 1));
  expect(await around(store, id)).toEqual(['1: redone 1', '2: undone 2']);
});

test('a new edit takes the place of those that were taken back, and the edits before it stay', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId: id } = await experimentIn(store);
  const { experimentId: other } = await experimentIn(store);
  await saved(store, other, step('new', 0), step('new', 1), step('new', 2));
  await saved(store, id, step('new', 0), step('new', 1), step('new', 2));
  await saved(store, id, step('undone', 2), step('undone', 1));
  await saved(store, id, step('new', 1, 'instead'));
  expect(await around(store, id)).toEqual(['1: instead', null]);
  const rows = await database.reader.selectFrom('draft_edits').select(['experiment_id', 'place']).execute();
  expect(rows.map(({ experiment_id, place }) => [experiment_id, place]).sort()).toEqual(
    [...[0, 1].map((place) => [id, place]), ...[0, 1, 2].map((place) => [other, place])].sort(),
  );
});

test('the last hundred edits are kept, and no more', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId: id } = await experimentIn(store);
  await saved(store, id, ...Array.from({ length: 103 }, (_, place) => step('new', place)));
  const rows = await database.reader.selectFrom('draft_edits').select('place').orderBy('place').execute();
  expect([rows.length, rows[0]?.place, rows.at(-1)?.place]).toEqual([100, 3, 102]);
});

test('what is saved past the trail ends it: nothing of before is undone, and the page is nobody’s', async () => {
  const { store } = await temporaryStore();
  const { experimentId: id } = await experimentIn(store);
  await saved(store, id, step('new', 0), step('new', 1));
  expect(await store.drafts.get(id)).toMatchObject({ page: 'mine' });
  await store.cells.saveDraft(id, draftOf('From elsewhere'));
  expect(await around(store, id)).toEqual([null, null]);
  const kept = await store.drafts.get(id);
  expect(kept).toMatchObject({ page: null, floor: kept?.cell.revision });
  // What a page types next, without a structural edit, brings none of them back.
  await saved(store, id);
  expect(await around(store, id)).toEqual([null, null]);
  await saved(store, id, step('new', 0, 'anew'));
  expect(await around(store, id)).toEqual(['0: anew', null]);
  await saved(store, id, step('undone', 0, 'anew'));
  expect(await around(store, id)).toEqual([null, '0: anew']);
});

test('a save that expects another revision writes nothing, its steps neither', async () => {
  const { store } = await temporaryStore();
  const { experimentId: id } = await experimentIn(store);
  await saved(store, id, step('new', 0));
  const late = { draft: draftOf('Late'), expected: 0, steps: [step('new', 1)], page: 'late', floor: 1 };
  expect(await store.drafts.save(id, late)).toBeNull();
  expect(await around(store, id)).toEqual(['0: new 0', null]);
  expect(await store.drafts.get(id)).toMatchObject({ page: 'mine', cell: { draft: { prompt: { system: null } } } });
});
