import { type SqlBool, sql } from 'kysely';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import { MAX_COMPUTED_COST, MAX_COST } from '../../domain/money/cost.ts';
import { IMPOSSIBLE_USAGE } from '../../domain/run/remark.ts';
import { MAX_TOKENS } from '../../domain/run/usage.ts';
import { askedDay, askedSpan, spendingDayIn } from '../days/asked-day.ts';
import type { StoreDatabase } from '../schema.ts';
import { boundedSum } from '../sqlite/exact-integers.ts';
import { isNoInteger } from '../sqlite/sqlite-only.ts';
import { addAllToDailyCosts, addEarlierToDailyCosts, ENDED_HERE } from './rollups.ts';

/*
 * Files written before figures from outside had bounds may hold counts and costs that no request can have, and sums of them that
 * went beyond the integers. Such rows lose those figures, as they were never true, and the sums are counted anew.
 */

const COUNTS = [
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cache_write_tokens',
] as const;
const SUM_COLUMNS = {
  daily_costs: ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_tokens', 'cost_pico'],
  spending: ['requests', 'tokens', 'cost_pico', 'assumed_pico'],
  runs: ['spent_requests', 'spent_tokens', 'spent_pico', 'assumed_pico'],
  estimate_errors: ['input_error_ppm', 'input_distance_ppm', 'cost_error_ppm', 'cost_distance_ppm'],
} as const;
type SumTable = keyof typeof SUM_COLUMNS;

/**
 * Puts right what is beyond all bounds, and says so in sentences. Looks at the sums alone, which are few, and at every row only
 * when they are broken or `thoroughly`.
 */
export async function mendSums(
  { writer, days }: { readonly writer: StoreDatabase; readonly days: ReportingDays },
  { thoroughly }: { readonly thoroughly: boolean },
): Promise<readonly string[]> {
  const isBroken = await hasBrokenSums(writer);
  if (!isBroken && !thoroughly) return [];
  return await writer.transaction().execute(async (db) => {
    const rows = (await forgetImpossible(db, 'completions')) + (await forgetImpossible(db, 'earlier_attempts'));
    if (!isBroken && rows === 0) return [];
    await recount(db, days);
    const mended = isBroken ? ['Sums in the data file had grown beyond all bounds; they were counted anew.'] : [];
    const marked = `${rows} ${rows === 1 ? 'request' : 'requests'} of which an endpoint had reported an impossible usage`;
    return rows === 0
      ? mended
      : [...mended, `${marked} ${rows === 1 ? 'was' : 'were'} marked; the sums are without it.`];
  });
}

async function hasBrokenSums(db: StoreDatabase): Promise<boolean> {
  for (const table of Object.keys(SUM_COLUMNS) as SumTable[]) {
    const { rows } = await sql`select 1 from ${sql.table(table)} where ${isBroken(table)} limit 1`.execute(db);
    if (rows.length > 0) return true;
  }
  return false;
}

function isBroken(table: SumTable) {
  return sql<SqlBool>`(${sql.join(
    SUM_COLUMNS[table].map((name) => isNoInteger(`${table}.${name}`)),
    sql` or `,
  )})`;
}

/** Takes figures out that no request can have; answers of how many. A cost that was worked out from such counts goes as well. */
async function forgetImpossible(db: StoreDatabase, table: 'completions' | 'earlier_attempts'): Promise<number> {
  const wrongCount = COUNTS.map((name) => sql`${sql.ref(name)} not between 0 and ${sql.lit(MAX_TOKENS)}`);
  const wrongCost = sql`cost_pico < 0 or cost_pico >= ${sql.raw(String(MAX_COMPUTED_COST))}
    or (cost_source = 'reported' and cost_pico >= ${sql.raw(String(MAX_COST))})`;
  const { numAffectedRows = 0n } = await sql`update ${sql.table(table)} set
      ${sql.join(COUNTS.map((name) => sql`${sql.ref(name)} = null`))}, usage_source = null,
      cost_pico = null, cost_source = null, unpriced = 1,
      remarks = ${JSON.stringify([IMPOSSIBLE_USAGE])}
    where ${sql.join(wrongCount, sql` or `)} or ${wrongCost}`.execute(db);
  return Number(numAffectedRows);
}

async function recount(db: StoreDatabase, days: ReportingDays): Promise<void> {
  const day = await askedDay(db, days.calendar);
  await db.deleteFrom('daily_costs').execute();
  await addAllToDailyCosts(db, ENDED_HERE, day);
  await addEarlierToDailyCosts(db, day);
  await recountSpending(db, days);
  await recountRuns(db);
  await sql`delete from estimate_errors where ${isBroken('estimate_errors')}`.execute(db);
}

/** Every attempt under the day on which it was sent. What was only assumed is kept where it is still a number. */
async function recountSpending(db: StoreDatabase, days: ReportingDays): Promise<void> {
  const { day, zone } = spendingDayIn(days.zones, sql`sent.sent_at`, await askedSpan(db));
  await sql`create temp table kept_assumed as select day, zone, connection, notebook_id,
      case when ${isNoInteger('spending.assumed_pico')} then 0 else assumed_pico end as assumed_pico from spending`.execute(
    db,
  );
  await sql`delete from spending`.execute(db);
  await sql`insert into spending (day, zone, connection, notebook_id, requests, tokens, cost_pico, assumed_pico, unpriced)
    select day, zone, connection, notebook_id, ${boundedSum('requests')}, ${boundedSum('tokens')}, ${boundedSum('cost_pico')},
      coalesce((select assumed_pico from kept_assumed where kept_assumed.day = sent.day and kept_assumed.zone = sent.zone
        and kept_assumed.connection = sent.connection and kept_assumed.notebook_id = sent.notebook_id), 0),
      ${boundedSum('unpriced')}
    from (select sent.*, ${day} as day, ${zone} as zone from ${SENT} as sent) as sent
    group by day, zone, connection, notebook_id`.execute(db);
  await sql`drop table kept_assumed`.execute(db);
}

async function recountRuns(db: StoreDatabase): Promise<void> {
  await sql`update runs set spent_requests = sums.requests, spent_tokens = sums.tokens, spent_pico = sums.cost,
      assumed_pico = case when ${isNoInteger('runs.assumed_pico')} then 0 else assumed_pico end
    from (select run_id, ${boundedSum('requests')} as requests, ${boundedSum('tokens')} as tokens,
        ${boundedSum('cost_pico')} as cost from ${SENT} as sent group by run_id) as sums
    where sums.run_id = runs.id`.execute(db);
}

/** What was sent, completion by completion and earlier attempt by earlier attempt. */
const SENT = sql`(select ${sentColumns('completions')} from completions where imported = 0 and attempts > 0
  union all select ${sentColumns('earlier_attempts')} from earlier_attempts
    join completions on completions.id = earlier_attempts.completion_id where earlier_attempts.attempts > 0)`;

function sentColumns(of: 'completions' | 'earlier_attempts') {
  const own = (name: string) => sql.ref(`${of}.${name}`);
  const at = sql`coalesce(${own('started_at')}, ${own('ended_at')}, completions.created_at)`;
  return sql`${at} as sent_at, completions.connection as connection, completions.notebook_id as notebook_id,
    completions.run_id as run_id, ${own('attempts')} as requests, coalesce(${own('cost_pico')}, 0) as cost_pico,
    coalesce(${own('input_tokens')}, 0) + coalesce(${own('output_tokens')}, 0) as tokens, ${own('unpriced')} as unpriced`;
}
