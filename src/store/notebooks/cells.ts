import type { Cell, Draft, ExperimentCell } from '../../domain/notebook/notebook.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { toCell } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { readSetting, writeSetting } from '../settings.ts';
import { type CellContent, insertCell, selectCells } from './cell-queries.ts';
import type { CellStore } from './cell-store.ts';
import { insertNotebook, touchNotebook } from './notebooks.ts';

const API_TITLE = 'API runs';

/** The cells of notebooks. Positions are distinct within a notebook and include those of deleted cells. */
export function cellStore({ writer, reader }: OpenDatabase): CellStore {
  const inTransaction = <T>(work: (db: StoreDatabase) => Promise<T>) => writer.transaction().execute(work);
  return {
    list: (notebookId) => listCells(reader, notebookId),
    get: (id) => cell(reader, id),
    experiment: (id) => experiment(reader, id),
    addNote: (notebookId, { text, after }) =>
      inTransaction((db) => addCell(db, notebookId, { kind: 'note', text }, after)),
    addExperiment: (notebookId, { title, draft, after }) =>
      inTransaction((db) => addExperiment(db, notebookId, { kind: 'experiment', title, draft }, after)),
    experimentForApiRuns: (notebookId, draft) => inTransaction((db) => experimentForApiRuns(db, notebookId, draft)),
    ownExperiment: (kept, made) => inTransaction((db) => ownExperiment(db, kept, made)),
    saveNote: (id, text) => inTransaction((db) => saveNote(db, id, text)),
    renameExperiment: (id, title) => inTransaction((db) => renameExperiment(db, id, title)),
    saveDraft: (id, draft, expected) => inTransaction((db) => saveDraft(db, { id, draft, expected })),
    move: (id, direction) => inTransaction((db) => move(db, id, direction)),
    place: (id, after) => inTransaction((db) => place(db, id, after)),
    duplicate: (id) => inTransaction((db) => duplicate(db, id)),
    remove: (id) => inTransaction((db) => remove(db, id)),
    restore: (id) => inTransaction((db) => restore(db, id)),
  };
}

async function listCells(db: StoreDatabase, notebookId: number): Promise<readonly Cell[]> {
  const rows = await selectCells(db).where('cells.notebook_id', '=', notebookId).execute();
  return rows.map(toCell);
}

async function cell(db: StoreDatabase, id: number): Promise<Cell | null> {
  const row = await selectCells(db).where('cells.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toCell(row);
}

async function experiment(db: StoreDatabase, id: number): Promise<ExperimentCell | null> {
  const found = await cell(db, id);
  return found?.kind === 'experiment' ? found : null;
}

async function addCell(
  db: StoreDatabase,
  notebookId: number,
  content: CellContent,
  after: number | null | undefined,
): Promise<Cell> {
  const position = await makeRoom(db, notebookId, after);
  const id = await insertCell(db, notebookId, content, position);
  await touchNotebook(db, notebookId);
  const added = await cell(db, id);
  if (added === null) throw new Error(`There is no notebook ${notebookId}.`);
  return added;
}

async function addExperiment(
  db: StoreDatabase,
  notebookId: number,
  content: Extract<CellContent, { kind: 'experiment' }>,
  after: number | null | undefined,
): Promise<ExperimentCell> {
  const added = await addCell(db, notebookId, content, after);
  if (added.kind !== 'experiment') throw new Error(`Cell ${added.id} is no experiment.`);
  return added;
}

async function experimentForApiRuns(db: StoreDatabase, notebookId: number, draft: Draft): Promise<ExperimentCell> {
  const row = await selectCells(db)
    .where('cells.notebook_id', '=', notebookId)
    .where('experiments.origin', '=', 'api')
    .executeTakeFirst();
  const found = row === undefined ? null : toCell(row);
  if (found?.kind === 'experiment') return found;
  return await addExperiment(db, notebookId, { kind: 'experiment', title: API_TITLE, draft, origin: 'api' }, undefined);
}

async function ownExperiment(
  db: StoreDatabase,
  kept: string,
  { notebook, title, draft }: Parameters<CellStore['ownExperiment']>[1],
): Promise<ExperimentCell> {
  const id = await readSetting(db, kept);
  const known = typeof id === 'number' ? await experiment(db, id) : null;
  if (known !== null) return known;
  const { id: place } = await insertNotebook(db, notebook);
  const made = await addExperiment(db, place, { kind: 'experiment', title, draft }, undefined);
  await writeSetting(db, kept, made.id);
  return made;
}

async function saveNote(db: StoreDatabase, id: number, text: string): Promise<Cell | null> {
  const found = await cell(db, id);
  if (found?.kind !== 'note') return null;
  await touchCell(db, found);
  await db.updateTable('cells').set({ text }).where('id', '=', id).execute();
  return { ...found, text };
}

async function renameExperiment(db: StoreDatabase, id: number, title: string): Promise<ExperimentCell | null> {
  const found = await experiment(db, id);
  if (found === null) return null;
  await touchCell(db, found);
  await db.updateTable('experiments').set({ title }).where('id', '=', id).execute();
  return { ...found, title };
}

/** Inside of a transaction. */
export async function saveDraft(
  db: StoreDatabase,
  { id, draft, expected }: { readonly id: number; readonly draft: Draft; readonly expected: number | undefined },
): Promise<number | null> {
  const found = await experiment(db, id);
  if (found === null || (expected !== undefined && found.revision !== expected)) return null;
  const revision = found.revision + 1;
  await touchCell(db, found);
  await db
    .updateTable('experiments')
    .set({ draft: JSON.stringify(draft), revision })
    .where('id', '=', id)
    .execute();
  return revision;
}

async function duplicate(db: StoreDatabase, id: number): Promise<Cell | null> {
  const found = await cell(db, id);
  return found === null ? null : await addCell(db, found.notebookId, found, id);
}

async function remove(db: StoreDatabase, id: number): Promise<Cell | null> {
  const found = await cell(db, id);
  if (found === null) return null;
  await db.updateTable('cells').set({ deleted_at: Date.now() }).where('id', '=', id).execute();
  await touchNotebook(db, found.notebookId);
  return found;
}

async function restore(db: StoreDatabase, id: number): Promise<Cell | null> {
  await db.updateTable('cells').set({ deleted_at: null }).where('id', '=', id).execute();
  const found = await cell(db, id);
  if (found !== null) await touchNotebook(db, found.notebookId);
  return found;
}

async function move(db: StoreDatabase, id: number, direction: 'up' | 'down'): Promise<Cell | null> {
  const found = await cell(db, id);
  if (found === null) return null;
  const order = await listCells(db, found.notebookId);
  const index = order.findIndex((other) => other.id === id);
  const neighbour = order[direction === 'up' ? index - 1 : index + 1];
  if (neighbour !== undefined) await swap(db, id, neighbour.id);
  await touchNotebook(db, found.notebookId);
  return found;
}

async function place(db: StoreDatabase, id: number, after: number | null): Promise<Cell | null> {
  const found = await cell(db, id);
  const before = after === null ? null : await cell(db, after);
  const elsewhere = before !== null && before.notebookId !== found?.notebookId;
  if (found === null || after === id || elsewhere || (after !== null && before === null)) return null;
  const position = await makeRoom(db, found.notebookId, after);
  await db.updateTable('cells').set({ position }).where('id', '=', id).execute();
  await touchNotebook(db, found.notebookId);
  return found;
}

async function swap(db: StoreDatabase, id: number, otherId: number): Promise<void> {
  const position = await positionOf(db, id);
  const otherPosition = await positionOf(db, otherId);
  await db.updateTable('cells').set({ position: otherPosition }).where('id', '=', id).execute();
  await db.updateTable('cells').set({ position }).where('id', '=', otherId).execute();
}

/** Frees the position after a cell (`null`: the first, `undefined`: the last) by moving what follows, and answers it. */
async function makeRoom(db: StoreDatabase, notebookId: number, after: number | null | undefined): Promise<number> {
  const { first, last } = await db
    .selectFrom('cells')
    .select((eb) => [eb.fn.min('position').as('first'), eb.fn.max('position').as('last')])
    .where('notebook_id', '=', notebookId)
    .executeTakeFirstOrThrow();
  if (after === undefined) return (last ?? -1) + 1;
  const position = after === null ? (first ?? 0) : (await positionOf(db, after)) + 1;
  await db
    .updateTable('cells')
    .set((eb) => ({ position: eb('position', '+', 1) }))
    .where('notebook_id', '=', notebookId)
    .where('position', '>=', position)
    .execute();
  return position;
}

async function positionOf(db: StoreDatabase, id: number): Promise<number> {
  const { position } = await db.selectFrom('cells').select('position').where('id', '=', id).executeTakeFirstOrThrow();
  return position;
}

async function touchCell(db: StoreDatabase, { id, notebookId }: Cell): Promise<void> {
  await db.updateTable('cells').set({ updated_at: Date.now() }).where('id', '=', id).execute();
  await touchNotebook(db, notebookId);
}
