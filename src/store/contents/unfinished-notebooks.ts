import type { StoreDatabase } from '../schema.ts';

/**
 * Deletes what is left of notebooks whose import never became whole, as when the server died in the middle of one. Their
 * answers count nowhere and are in no index, so nothing else has to be mended. Answers how many there were.
 */
export async function deleteUnfinishedNotebooks(db: StoreDatabase): Promise<number> {
  const notebooks = await db.selectFrom('notebooks').select('id').where('origin', '=', 'making').execute();
  for (const { id } of notebooks) await db.transaction().execute((transaction) => deleteNotebook(transaction, id));
  return notebooks.length;
}

async function deleteNotebook(db: StoreDatabase, id: number): Promise<void> {
  const cells = db.selectFrom('cells').select('cells.id').where('notebook_id', '=', id);
  await db.deleteFrom('completions').where('notebook_id', '=', id).execute();
  await db.deleteFrom('runs').where('notebook_id', '=', id).execute();
  await db.deleteFrom('experiment_cases').where('experiment_id', 'in', cells).execute();
  await db.deleteFrom('versions').where('experiment_id', 'in', cells).execute();
  await db.deleteFrom('experiments').where('id', 'in', cells).execute();
  await db.deleteFrom('cells').where('notebook_id', '=', id).execute();
  await db.deleteFrom('notebooks').where('id', '=', id).execute();
}
