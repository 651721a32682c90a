import { type CheckResult, withHandVerdict } from '../../domain/cases/check.ts';
import { isSample } from '../../domain/run/columns.ts';
import type { AnnotationChange } from '../../domain/run/completion.ts';
import type { StoreDatabase } from '../schema.ts';
import { annotationColumns, checkedColumns } from './completion-values.ts';

/** Writes the marks that are given and leaves the others. A verdict stands with those of the checks; what is no sample has none. */
export async function saveAnnotations(
  db: StoreDatabase,
  id: number,
  { byHand, ...annotations }: Partial<AnnotationChange>,
): Promise<void> {
  const columns = {
    ...annotationColumns(annotations),
    ...(byHand === undefined ? {} : await verdictColumns(db, id, byHand)),
  };
  if (Object.keys(columns).length === 0) return;
  await db.updateTable('completions').set(columns).where('id', '=', id).execute();
}

async function verdictColumns(db: StoreDatabase, id: number, verdict: boolean | null) {
  const row = await db.selectFrom('completions').select(['status', 'checks']).where('id', '=', id).executeTakeFirst();
  if (row === undefined || !isSample(row)) return {};
  const results = row.checks === null ? [] : (JSON.parse(row.checks) as readonly CheckResult[]);
  return checkedColumns(withHandVerdict({ passed: null, results }, verdict));
}
