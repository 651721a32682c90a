import type { PromptEdit } from '../../domain/prompt/prompt-history.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { toCell } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { selectCells } from './cell-queries.ts';
import { saveDraft } from './cells.ts';
import type { DraftStore, DraftTrail, KeptDraft, SavedDraft } from './draft-store.ts';

/** Edits that can be taken back, at most. */
const MAX_EDITS = 100;

/** Drafts with who saved them last and what can be undone. What was saved past all this ends both. */
export function draftStore({ writer, reader }: OpenDatabase): DraftStore {
  return {
    get: (id) => keptDraft(reader, id),
    trail: (id) => trail(reader, id),
    save: (id, saved) => writer.transaction().execute((db) => save(db, id, saved)),
  };
}

async function keptDraft(db: StoreDatabase, id: number): Promise<KeptDraft | null> {
  const row = await selectCells(db)
    .select(['experiments.draft_page', 'experiments.draft_floor', 'experiments.tracked_revision'])
    .where('cells.id', '=', id)
    .executeTakeFirst();
  const cell = row === undefined ? null : toCell(row);
  if (row === undefined || cell?.kind !== 'experiment') return null;
  return row.tracked_revision === cell.revision
    ? { cell, page: row.draft_page, floor: row.draft_floor ?? cell.revision }
    : { cell, page: null, floor: cell.revision };
}

async function trail(db: StoreDatabase, id: number): Promise<DraftTrail> {
  const edits = db
    .selectFrom('draft_edits')
    .innerJoin('experiments', 'experiments.id', 'draft_edits.experiment_id')
    .select(['draft_edits.place', 'draft_edits.edit'])
    .where('draft_edits.experiment_id', '=', id)
    .whereRef('experiments.tracked_revision', '=', 'experiments.revision');
  const last = await edits.where('undone', '=', 0).orderBy('place', 'desc').executeTakeFirst();
  const next = await edits.where('undone', '=', 1).orderBy('place').executeTakeFirst();
  return { last: toStep(last), next: toStep(next) };
}

function toStep(row: { readonly place: number; readonly edit: string } | undefined) {
  return row === undefined ? null : { place: row.place, edit: JSON.parse(row.edit) as PromptEdit };
}

async function save(db: StoreDatabase, id: number, saved: SavedDraft): Promise<number | null> {
  const tracked = await isTracked(db, id);
  const revision = await saveDraft(db, { id, draft: saved.draft, expected: saved.expected });
  if (revision === null) return null;
  await db
    .updateTable('experiments')
    .set({ draft_page: saved.page, draft_floor: saved.floor, tracked_revision: revision })
    .where('id', '=', id)
    .execute();
  if (!tracked) await db.deleteFrom('draft_edits').where('experiment_id', '=', id).execute();
  for (const step of saved.steps) await saveStep(db, id, step);
  return revision;
}

async function isTracked(db: StoreDatabase, id: number): Promise<boolean> {
  const query = db.selectFrom('experiments').select(['revision', 'tracked_revision']).where('id', '=', id);
  const row = await query.executeTakeFirst();
  return row !== undefined && row.tracked_revision === row.revision;
}

/** A new edit takes the place of those that were taken back before it. */
async function saveStep(
  db: StoreDatabase,
  experiment_id: number,
  { place, edit, kind }: SavedDraft['steps'][number],
): Promise<void> {
  const own = db.deleteFrom('draft_edits').where('experiment_id', '=', experiment_id);
  await own.where('place', kind === 'new' ? '>=' : '=', place).execute();
  await own.where('place', '<=', place - MAX_EDITS).execute();
  const undone = kind === 'undone' ? 1 : 0;
  await db
    .insertInto('draft_edits')
    .values({ experiment_id, place, undone, edit: JSON.stringify(edit) })
    .execute();
}
