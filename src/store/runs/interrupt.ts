import { type SqlBool, sql } from 'kysely';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import { NOTHING_SPENT } from '../../domain/money/caps.ts';
import { COUNTED_BY_CONNECTION, type RunStatus } from '../../domain/run/run.ts';
import { addAllToDailyCosts, LIVE } from '../costs/rollups.ts';
import { addToSpending } from '../costs/spending.ts';
import { askedDay } from '../days/asked-day.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { StoreDatabase } from '../schema.ts';
import { indexAnswer } from '../search/search-index.ts';

const JUST_INTERRUPTED = sql<SqlBool>`completions.status = 'interrupted' and completions.ended_at is null`;
/** Only the built-in model counts by itself, and it is free. */
const ON_BUILT_IN = sql<SqlBool>`(select estimate_method from runs where runs.id = completions.run_id) = ${sql.lit(COUNTED_BY_CONNECTION)}`;

/** All of a run may have been answered, and only its own end not have been written. */
const HOW_IT_ENDED = sql<RunStatus>`case
  when exists (select 1 from completions where run_id = runs.id and status = 'interrupted') then 'interrupted'
  when exists (select 1 from completions where run_id = runs.id and status = 'held') then 'held'
  when exists (select 1 from completions where run_id = runs.id and status = 'cancelled') then 'cancelled'
  else 'finished' end`;

/**
 * Marks what a server left unfinished as `interrupted`: completions that were queued or streaming, with the text saved
 * so far, and runs that were running. One that was being sent may have been billed, so its cost counts as unknown,
 * unless it was on the built-in model; `started_at` tells which were sent. Answers how many completions it met.
 */
export async function interruptUnfinished(
  { writer, days }: Pick<OpenDatabase, 'writer' | 'days'>,
  now: Date,
): Promise<number> {
  return await writer.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('completions')
      .set({
        status: 'interrupted',
        attempts: sql`case when started_at is null then attempts else max(attempts, 1) end`,
        unpriced: sql`started_at is not null and not ${ON_BUILT_IN}`,
        cost_pico: sql`case when started_at is not null and ${ON_BUILT_IN} then 0 end`,
        cost_source: sql`case when started_at is not null and ${ON_BUILT_IN} then 'free' end`,
      })
      .where(LIVE)
      .executeTakeFirstOrThrow();
    const ended_at = now.getTime();
    // As a rule there are none.
    if (numUpdatedRows > 0n) {
      await addAllToDailyCosts(transaction, JUST_INTERRUPTED, await askedDay(transaction, days.calendar));
      await countSent(transaction, days);
      await indexInterrupted(transaction);
      await transaction.updateTable('completions').set({ ended_at }).where(JUST_INTERRUPTED).execute();
    }
    await transaction
      .updateTable('runs')
      .set({ status: HOW_IT_ENDED, ended_at })
      .where('status', '=', 'running')
      .execute();
    return Number(numUpdatedRows);
  });
}

/** For caps: a request that was being sent counts as one, of unknown size. */
async function countSent(db: StoreDatabase, days: ReportingDays): Promise<void> {
  const sent = await db
    .selectFrom('completions')
    .select(['run_id', 'connection', 'notebook_id', 'started_at', 'unpriced'])
    .where(JUST_INTERRUPTED)
    .where('started_at', 'is not', null)
    .execute();
  for (const { started_at, unpriced, ...spender } of sent) {
    const charge = { ...NOTHING_SPENT, requests: 1n, unpriced };
    await addToSpending(db, spender, { at: started_at ?? 0, charge, days });
  }
}

async function indexInterrupted(db: StoreDatabase): Promise<void> {
  const begun = db.selectFrom('completions').select(['id', 'text']).where(JUST_INTERRUPTED).where('text', '<>', '');
  for (const { id, text } of await begun.execute()) await indexAnswer(db, id, text);
}
