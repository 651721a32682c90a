import type { Draft, ExperimentCell } from '../domain/notebook.ts';
import { toDraft } from './rows.ts';
import type { StoreDatabase } from './schema.ts';

/** So many are kept for each experiment; older ones go. */
const MOST_KEPT = 50;

/** Keeps a draft that something else is about to take the place of; answers the id it can be brought back by. */
export async function keepDraft(db: StoreDatabase, { id, draft }: ExperimentCell): Promise<number> {
  const kept = await db
    .insertInto('replaced_drafts')
    .values({ experiment_id: id, draft: JSON.stringify(draft), created_at: Date.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  const newest = db
    .selectFrom('replaced_drafts')
    .select('id')
    .where('experiment_id', '=', id)
    .orderBy('id', 'desc')
    .limit(MOST_KEPT);
  await db.deleteFrom('replaced_drafts').where('experiment_id', '=', id).where('id', 'not in', newest).execute();
  return kept.id;
}

/** A draft that was kept, if it was this experiment's. */
export async function keptDraft(db: StoreDatabase, experimentId: number, id: number): Promise<Draft | null> {
  const row = await db
    .selectFrom('replaced_drafts')
    .select('draft')
    .where('id', '=', id)
    .where('experiment_id', '=', experimentId)
    .executeTakeFirst();
  return row === undefined ? null : toDraft(row.draft);
}
