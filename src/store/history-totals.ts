import { type Expression, type SqlBool, sql } from 'kysely';
import type { CompletionFilter, HistoryTotals } from '../domain/history.ts';
import { dayOf } from './daily-costs.ts';
import { exactSum } from './exactly.ts';
import { completionsMatch, type DailyFilter, dailyCostsMatch, earlierAttemptsMatch } from './history-filter.ts';
import { accountsOfCompletions, accountsOfEarlierAttempts, LIVE } from './rollups.ts';
import type { StoreDatabase } from './schema.ts';

const DAY_MS = 86_400_000;

/** What the roll-ups do not know of. */
const ONE_BY_ONE = ['run', 'q', 'rating', 'pinned', 'noted'] as const satisfies readonly (keyof CompletionFilter)[];

/**
 * Sums over everything that matches: completions still to end count as completions, earlier attempts by what they used
 * and cost. Whole days come from the roll-ups; only a search, a run, marks, and parts of days are counted one by one.
 */
export async function historyTotals(db: StoreDatabase, filter: CompletionFilter): Promise<HistoryTotals> {
  if (ONE_BY_ONE.some((name) => filter[name] !== undefined)) return await countedTotals(db, filter);
  const { from, to, ...others } = filter;
  const { days, parts } = splitByDay(from, to);
  const totals = [await liveTotals(db, filter)];
  if (days !== null) totals.push(await rolledUpTotals(db, { ...others, ...days }));
  for (const part of parts) totals.push(await countedTotals(db, { ...others, ...part }, sql<SqlBool>`not ${LIVE}`));
  return totals.reduce(addTotals);
}

/** The columns of `daily_costs` (or of accounts like them) summed up. */
export const TOTALS = [
  sql<number>`coalesce(sum(completions), 0)`.as('completions'),
  sql<number>`coalesce(sum(input_tokens), 0)`.as('input_tokens'),
  sql<number>`coalesce(sum(output_tokens), 0)`.as('output_tokens'),
  exactSum('cost_pico').as('cost_pico'),
  sql<number>`coalesce(sum(unpriced), 0)`.as('unpriced'),
  sql<number>`coalesce(sum(free), 0)`.as('free'),
] as const;

export interface TotalsRow {
  readonly completions: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_pico: string;
  readonly unpriced: number;
  readonly free: number;
}

export function toTotals(row: TotalsRow): HistoryTotals {
  const { completions, input_tokens: inputTokens, output_tokens: outputTokens, cost_pico, unpriced, free } = row;
  return { completions, inputTokens, outputTokens, costPicodollars: BigInt(cost_pico), unpriced, free };
}

async function countedTotals(
  db: StoreDatabase,
  filter: CompletionFilter,
  also: Expression<SqlBool> = sql<SqlBool>`true`,
): Promise<HistoryTotals> {
  const where = sql<SqlBool>`${completionsMatch(filter)} and ${also}`;
  const accounts = accountsOfCompletions(db, where).unionAll(
    accountsOfEarlierAttempts(db, earlierAttemptsMatch(filter)),
  );
  return toTotals(await db.selectFrom(accounts.as('accounts')).select(TOTALS).executeTakeFirstOrThrow());
}

async function rolledUpTotals(db: StoreDatabase, filter: DailyFilter): Promise<HistoryTotals> {
  const query = db.selectFrom('daily_costs').select(TOTALS).where(dailyCostsMatch(filter));
  return toTotals(await query.executeTakeFirstOrThrow());
}

/** Materialized, so that it starts from the few that are live and not from an index of what the filter names. */
async function liveTotals(db: StoreDatabase, filter: CompletionFilter): Promise<HistoryTotals> {
  const { completions } = await db
    .with(
      (cte) => cte('live').materialized(),
      (query) => query.selectFrom('completions').selectAll().where(LIVE),
    )
    .selectFrom('live as completions')
    .select((eb) => eb.fn.countAll<number>().as('completions'))
    .where(completionsMatch(filter))
    .executeTakeFirstOrThrow();
  return { completions, inputTokens: 0, outputTokens: 0, costPicodollars: 0n, unpriced: 0, free: 0 };
}

interface Parts {
  readonly days: Pick<DailyFilter, 'firstDay' | 'endDay'> | null;
  readonly parts: readonly Pick<CompletionFilter, 'from' | 'to'>[];
}

/** A stretch of time as the whole UTC days in it and what is left of the days at its ends. */
function splitByDay(from: Date | undefined, to: Date | undefined): Parts {
  const first = from === undefined ? undefined : new Date(Math.ceil(from.getTime() / DAY_MS) * DAY_MS);
  const end = to === undefined ? undefined : new Date(Math.floor(to.getTime() / DAY_MS) * DAY_MS);
  if (from && to && first && end && first > end) return { days: null, parts: [{ from, to }] };
  const parts: Pick<CompletionFilter, 'from' | 'to'>[] = [];
  if (from && first && from < first) parts.push({ from, to: first });
  if (to && end && end < to) parts.push({ from: end, to });
  return { days: { firstDay: first && dayOf(first.getTime()), endDay: end && dayOf(end.getTime()) }, parts };
}

function addTotals(a: HistoryTotals, b: HistoryTotals): HistoryTotals {
  return {
    completions: a.completions + b.completions,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costPicodollars: a.costPicodollars + b.costPicodollars,
    unpriced: a.unpriced + b.unpriced,
    free: a.free + b.free,
  };
}
