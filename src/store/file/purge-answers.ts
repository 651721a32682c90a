import { setImmediate as otherWork } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import { addDays } from '../../domain/history/period.ts';
import { LIVE } from '../costs/rollups.ts';
import type { StoreDatabase } from '../schema.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';

const FORGOTTEN_AT_ONCE = 100;

/**
 * Deletes the text of answers asked for before a time. In short transactions with other work in between, so that answers
 * that come in meanwhile are saved in time. Answers how many it met; less than all once `signal` is aborted.
 */
export async function forgetAnswers(
  db: StoreDatabase,
  before: Date,
  { now, signal }: { readonly now: Date; readonly signal?: AbortSignal },
): Promise<number> {
  let forgotten = 0;
  for (let after = 0; signal?.aborted !== true; ) {
    const ids = await oldAnswers(db, before, after);
    const last = ids.at(-1);
    if (last === undefined) break;
    await db.transaction().execute((transaction) => forget(transaction, ids, now));
    forgotten += ids.length;
    after = last;
    // Queries of this driver are answered without waiting, so nothing else would have its turn.
    await otherWork();
  }
  return forgotten;
}

/** Pinned ones stay, and so do those still to end. The index holds none that were met before. */
async function oldAnswers(db: StoreDatabase, before: Date, after: number): Promise<readonly number[]> {
  // In whatever zone days are, theirs are at most one off from those of UTC; the times decide.
  const day = addDays(before.toISOString().slice(0, 10), 1);
  const { rows } = await sql<{ id: number }>`select id from completions indexed by completions_remembered
    where forgotten_at is null and pinned = 0 and id > ${after}
      and id <= (select coalesce(max(last_completion_id), 0) from completion_days where day <= ${day})
      and created_at < ${before.getTime()} and not ${LIVE}
    order by id limit ${FORGOTTEN_AT_ONCE}`.execute(db);
  return rows.map(({ id }) => id);
}

const NOTHING_SAID = { text: '', reasoning: null, tool_calls: null };
/** A remark on the fields of an answer, or of a call, names what stood in it. */
const WITHOUT_QUOTES = sql<
  string | null
>`case when remarks like '%"format_not_met"%' or remarks like '%"arguments_not_met"%' then null else remarks end`;

/** What was asked, used and paid stays, and so do ratings and notes. */
async function forget(db: StoreDatabase, ids: readonly number[], now: Date): Promise<void> {
  const among = oneOf(ids);
  await db.deleteFrom('answer_search').where(sql<SqlBool>`rowid in ${among}`).execute();
  await db.deleteFrom('completion_raw').where('completion_id', 'in', among).execute();
  await db
    .updateTable('earlier_attempts')
    .set({ ...NOTHING_SAID, remarks: WITHOUT_QUOTES })
    .where('completion_id', 'in', among)
    .execute();
  await db
    .updateTable('completions')
    .set({ ...NOTHING_SAID, remarks: WITHOUT_QUOTES, forgotten_at: now.getTime() })
    .where('id', 'in', among)
    .execute();
}
