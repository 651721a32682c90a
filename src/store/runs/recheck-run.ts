import { setImmediate } from 'node:timers/promises';
import type { Check, Checked } from '../../domain/check.ts';
import type { RunRequest, RunWithPrompt } from '../../domain/run.ts';
import { toRunWithPrompt } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { checkedColumns } from './completion-rows.ts';
import { selectRunsWithPrompt } from './run-queries.ts';

const ROWS_PER_TURN = 500;

/** Replaces the checks of a run and what they say; completions that are not named keep no result. `null` without such a run. */
export async function recheckRun(
  db: StoreDatabase,
  id: number,
  checks: readonly Check[],
  results: ReadonlyMap<number, Checked>,
): Promise<RunWithPrompt | null> {
  const row = await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const request: RunRequest = { ...toRunWithPrompt(row).request, checks };
  await db
    .updateTable('runs')
    .set({ request: JSON.stringify(request) })
    .where('id', '=', id)
    .execute();
  await db.updateTable('completions').set({ passed: null, checks: null }).where('run_id', '=', id).execute();
  for (const [place, [completion, checked]] of [...results].entries()) {
    if (place % ROWS_PER_TURN === ROWS_PER_TURN - 1) await setImmediate();
    await db
      .updateTable('completions')
      .set(checkedColumns(checked))
      .where('id', '=', completion)
      .where('run_id', '=', id)
      .execute();
  }
  return toRunWithPrompt(await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirstOrThrow());
}
