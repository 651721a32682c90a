import { type SqlBool, sql } from 'kysely';
import type { Calendar } from '../../domain/history/time-zone.ts';
import { addToDailyCosts, countsOfLeaving, dailyCostKey, KEY_SOURCE_COLUMNS } from '../costs/daily-costs.ts';
import { LIVE } from '../costs/rollups.ts';
import type { StoreDatabase } from '../schema.ts';
import { forgetAnswer } from '../search/search-index.ts';

/** What an attempt leaves behind, in `completions` and `earlier_attempts` alike. */
const ATTEMPT_COLUMNS = [
  'status',
  'finish_reason',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'usage_source',
  'price_input_pico',
  'price_cached_input_pico',
  'price_output_pico',
  'price_model',
  'price_date',
  'price_source',
  'cost_pico',
  'cost_source',
  'unpriced',
  'ttft_ms',
  'duration_ms',
  'attempts',
  'error_kind',
  'error_message',
  'error_status',
  'error_param',
  'started_at',
  'ended_at',
  'text',
  'reasoning',
  'cache_write_tokens',
  'price_cache_write_pico',
  'remarks',
  'tool_calls',
] as const;

const LEFT_SOMETHING = sql<SqlBool>`(started_at is not null or usage_source is not null or cost_pico is not null
  or text <> '')`;

/** Sets an ended completion back to `queued`; what it was before goes to `earlier_attempts` and stays paid for. */
export async function requeue(db: StoreDatabase, id: number, calendar: Calendar): Promise<void> {
  const ended = await db
    .selectFrom('completions')
    .select([...KEY_SOURCE_COLUMNS, 'cost_source'])
    .where('id', '=', id)
    .where('imported', '=', 0)
    .where(sql<SqlBool>`not ${LIVE}`)
    .executeTakeFirst();
  if (ended === undefined) return;
  await keepAttempt(db, id);
  await addToDailyCosts(db, { ...dailyCostKey(ended, calendar), ...countsOfLeaving(ended.cost_source) });
  await forgetAnswer(db, id);
  await db.deleteFrom('completion_raw').where('completion_id', '=', id).execute();
  await db
    .updateTable('completions')
    .set({ ...BLANK, text_mended: 0, forgotten_at: null })
    .where('id', '=', id)
    .execute();
}

/** One that was never sent, held by a cap for example, has left nothing to keep. */
async function keepAttempt(db: StoreDatabase, id: number): Promise<void> {
  await db
    .insertInto('earlier_attempts')
    .columns(['completion_id', ...ATTEMPT_COLUMNS])
    .expression((eb) =>
      eb
        .selectFrom('completions')
        .select(['id as completion_id', ...ATTEMPT_COLUMNS])
        .where('id', '=', id)
        .where(LEFT_SOMETHING),
    )
    .execute();
}

const BLANK = {
  ...Object.fromEntries(ATTEMPT_COLUMNS.map((name) => [name, null])),
  status: 'queued' as const,
  unpriced: 0 as const,
  attempts: 0,
  text: '',
  // A rating and checks were of the answer that goes.
  rating: null,
  passed: null,
  checks: null,
};
