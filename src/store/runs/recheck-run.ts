import { setImmediate } from 'node:timers/promises';
import type { Checked } from '../../domain/cases/check.ts';
import type { RunRequest, RunWithPrompt } from '../../domain/run/run.ts';
import { toRunWithPrompt } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { checkedColumns } from './completion-values.ts';
import { selectRunsWithPrompt } from './run-queries.ts';
import type { KeptChecks } from './run-store.ts';

const ROWS_PER_TURN = 500;

/** Replaces the checks of a run and what they say; completions that are not named keep no result. `null` without such a run. */
export async function recheckRun(
  db: StoreDatabase,
  id: number,
  { checks, results, judgedBy }: KeptChecks,
): Promise<RunWithPrompt | null> {
  const row = await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const { judgedBy: _, ...before } = toRunWithPrompt(row).request;
  const request: RunRequest = { ...before, checks, ...(judgedBy === null ? {} : { judgedBy }) };
  await db
    .updateTable('runs')
    .set({ request: JSON.stringify(request) })
    .where('id', '=', id)
    .execute();
  await db.updateTable('completions').set({ passed: null, checks: null }).where('run_id', '=', id).execute();
  await keepResults(db, id, results);
  return toRunWithPrompt(await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirstOrThrow());
}

/** Replaces what checks say of some completions of a run. */
export async function keepResults(db: StoreDatabase, id: number, results: ReadonlyMap<number, Checked>): Promise<void> {
  for (const [place, [completion, checked]] of [...results].entries()) {
    if (place % ROWS_PER_TURN === ROWS_PER_TURN - 1) await setImmediate();
    await db
      .updateTable('completions')
      .set(checkedColumns(checked))
      .where('id', '=', completion)
      .where('run_id', '=', id)
      .execute();
  }
}
