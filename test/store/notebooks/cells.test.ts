import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Draft } from '../../../src/domain/notebook/notebook.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { draftOf, experimentIn } from '../support/fixtures.ts';

async function notes(store: Store, notebookId: number): Promise<readonly string[]> {
  return (await store.cells.list(notebookId)).map((cell) => (cell.kind === 'note' ? cell.text : cell.title));
}

test('cells are added last, first, or after another one', async () => {
  const { store } = await temporaryStore();
  const { id } = await store.notebooks.create('Order');
  const b = await store.cells.addNote(id, { text: 'b' });
  await store.cells.addNote(id, { text: 'a', after: null });
  await store.cells.addNote(id, { text: 'd' });
  await store.cells.addExperiment(id, { title: 'c', draft: draftOf('c'), after: b.id });
  expect(await notes(store, id)).toEqual(['a', 'b', 'c', 'd']);
});

test('cells move up and down, and stay where they are at the ends', async () => {
  const { store } = await temporaryStore();
  const { id } = await store.notebooks.create('Moves');
  const a = await store.cells.addNote(id, { text: 'a' });
  const b = await store.cells.addNote(id, { text: 'b' });
  await store.cells.addNote(id, { text: 'c' });
  expect(await store.cells.move(a.id, 'up')).toMatchObject({ text: 'a' });
  expect(await notes(store, id)).toEqual(['a', 'b', 'c']);
  await store.cells.move(a.id, 'down');
  expect(await notes(store, id)).toEqual(['b', 'a', 'c']);
  await store.cells.remove(b.id);
  await store.cells.move(a.id, 'down');
  expect(await notes(store, id)).toEqual(['c', 'a']);
});

test('a deleted cell comes back to its place', async () => {
  const { store } = await temporaryStore();
  const { id } = await store.notebooks.create('Undo');
  await store.cells.addNote(id, { text: 'a' });
  const b = await store.cells.addNote(id, { text: 'b' });
  await store.cells.addNote(id, { text: 'c' });
  expect(await store.cells.remove(b.id)).toMatchObject({ text: 'b' });
  expect(await store.cells.remove(b.id)).toBeNull();
  expect(await store.cells.get(b.id)).toBeNull();
  await store.cells.addNote(id, { text: 'first', after: null });
  expect(await notes(store, id)).toEqual(['first', 'a', 'c']);
  expect(await store.cells.restore(b.id)).toEqual(b);
  expect(await notes(store, id)).toEqual(['first', 'a', 'b', 'c']);
});

test('a copy follows its original', async () => {
  const { store } = await temporaryStore();
  const { notebookId, experimentId } = await experimentIn(store);
  await store.cells.addNote(notebookId, { text: 'after' });
  const copy = await store.cells.duplicate(experimentId);
  const list = await store.cells.list(notebookId);
  expect(list.map((cell) => cell.id).slice(0, 2)).toEqual([experimentId, copy?.id]);
  expect(copy).toMatchObject({ kind: 'experiment', title: 'Hello', draft: draftOf('Say hello'), revision: 1 });
});

test('each save of a draft counts its revision up', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  expect(await store.cells.experiment(experimentId)).toMatchObject({ revision: 1 });
  expect(await store.cells.saveDraft(experimentId, draftOf('One'))).toBe(2);
  expect(await store.cells.saveDraft(experimentId, draftOf('Two \ud800 \0'))).toBe(3);
  expect(await store.cells.experiment(experimentId)).toMatchObject({ draft: draftOf('Two \ud800 \0'), revision: 3 });
});

test('a draft saved before a setting existed gets its default', async () => {
  const { store } = await temporaryStore();
  const { notebookId } = await experimentIn(store);
  const { settings, prompt } = draftOf('Old');
  const { verbosity: _, ...older } = settings;
  const draft = { prompt, settings: older } as Draft;
  const { id } = await store.cells.addExperiment(notebookId, { title: 'Old', draft });
  expect(await store.cells.experiment(id)).toMatchObject({ draft: { settings: { verbosity: '' } } });
});

test('notes and experiments do not stand in for one another', async () => {
  const { store } = await temporaryStore();
  const { notebookId, experimentId } = await experimentIn(store);
  const note = await store.cells.addNote(notebookId, { text: 'note' });
  expect(await store.cells.saveNote(note.id, 'changed')).toEqual({ ...note, text: 'changed' });
  expect(await store.cells.saveNote(experimentId, 'x')).toBeNull();
  expect(await store.cells.experiment(note.id)).toBeNull();
  expect(await store.cells.renameExperiment(note.id, 'x')).toBeNull();
  expect(await store.cells.saveDraft(note.id, draftOf('x'))).toBeNull();
  expect(await store.cells.renameExperiment(experimentId, 'Renamed')).toMatchObject({ title: 'Renamed' });
});

test('a cell cannot be added to a notebook that is not there, and nothing stays of the attempt', async () => {
  const { store } = await temporaryStore();
  const { id } = await store.notebooks.create('Gone');
  await store.notebooks.remove(id);
  await expect(store.cells.addNote(id, { text: 'lost' })).rejects.toThrow(`no notebook ${id}`);
  await expect(store.cells.addNote(99, { text: 'lost' })).rejects.toThrow();
  await store.notebooks.restore(id);
  expect(await store.cells.list(id)).toEqual([]);
});

test('whatever is added, moved and deleted, cells keep the order that a list would have', async () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('add' as const), at: fc.integer({ min: -1, max: 8 }) }),
    fc.record({ type: fc.constantFrom('up' as const, 'down' as const, 'remove' as const), at: fc.nat(8) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { store } = await temporaryStore();
      const { id } = await store.notebooks.create('Property');
      const model: { readonly id: number; readonly text: string }[] = [];
      for (const [number, { type, at }] of steps.entries()) {
        const target = model[at];
        if (type === 'add') {
          const after = at === -1 ? null : target?.id;
          const added = await store.cells.addNote(
            id,
            after === undefined ? { text: `${number}` } : { text: `${number}`, after },
          );
          model.splice(at === -1 ? 0 : target === undefined ? model.length : at + 1, 0, {
            id: added.id,
            text: `${number}`,
          });
        } else if (target !== undefined && type === 'remove') {
          await store.cells.remove(target.id);
          model.splice(at, 1);
        } else if (target !== undefined && type !== 'remove') {
          await store.cells.move(target.id, type);
          const other = at + (type === 'up' ? -1 : 1);
          const neighbour = model[other];
          if (neighbour !== undefined) [model[at], model[other]] = [neighbour, target];
        }
      }
      expect(await notes(store, id)).toEqual(model.map(({ text }) => text));
    }),
    { numRuns: 40 },
  );
});
