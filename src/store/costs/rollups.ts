import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Calendar } from '../../domain/history/time-zone.ts';
import type { CompletionStatus } from '../../domain/run/completion.ts';
import { askedDay } from '../days/asked-day.ts';
import type { StoreDatabase } from '../schema.ts';
import { boundedSum, exactSum } from '../sqlite/exact-integers.ts';
import { utcDay } from '../sqlite/sqlite-only.ts';
import {
  ADDED_UP,
  COUNT_COLUMNS,
  type DailyCostCounts,
  type DailyCostKey,
  KEY_COLUMNS,
  NO_TEMPERATURE,
} from './daily-costs.ts';

/** The day that a completion is counted under, in SQL. */
export type DayColumn = RawBuilder<string>;

const UTC_DAY: DayColumn = utcDay('completions.created_at');

/** Completions that are still to end; the roll-ups do not know them yet. */
export const LIVE = sql<SqlBool>`completions.status in ('queued', 'streaming')`;

/** Completions that ended here, as the roll-ups count them; those that came with a file were asked elsewhere. */
export const ENDED_HERE = sql<SqlBool>`not ${LIVE} and completions.imported = 0`;

/** Completions that match, one by one, in the columns of `daily_costs`. */
export function accountsOfCompletions(db: StoreDatabase, where: Expression<SqlBool>, day: DayColumn = UTC_DAY) {
  return db
    .selectFrom('completions')
    .where(where)
    .select(keySelection('completions', day))
    .select(sql<number>`1`.as('completions'))
    .select(countSelection('completions'))
    .select(sql<number>`coalesce(completions.cost_source = 'free', 0)`.as('free'));
}

/** Earlier attempts that match (by their completion, or themselves), in the same columns; they count no completion. */
export function accountsOfEarlierAttempts(db: StoreDatabase, where: Expression<SqlBool>, day: DayColumn = UTC_DAY) {
  return db
    .selectFrom('earlier_attempts')
    .innerJoin('completions', 'completions.id', 'earlier_attempts.completion_id')
    .where(where)
    .select(keySelection('earlier_attempts', day))
    .select(sql<number>`0`.as('completions'))
    .select(countSelection('earlier_attempts'))
    .select(sql<number>`0`.as('free'));
}

/** Adds the completions that match to the roll-ups, in one statement. */
export async function addAllToDailyCosts(
  db: StoreDatabase,
  where: Expression<SqlBool>,
  day: DayColumn = UTC_DAY,
): Promise<void> {
  await addAccounts(db, accountsOfCompletions(db, where, day));
}

/** Adds every earlier attempt to the roll-ups. */
export async function addEarlierToDailyCosts(db: StoreDatabase, day: DayColumn): Promise<void> {
  await addAccounts(db, accountsOfEarlierAttempts(db, sql<SqlBool>`true`, day));
}

async function addAccounts(
  db: StoreDatabase,
  accounts: ReturnType<typeof accountsOfCompletions> | ReturnType<typeof accountsOfEarlierAttempts>,
): Promise<void> {
  const sums = db
    .selectFrom(accounts.as('accounts'))
    .select(KEY_COLUMNS)
    .select(COUNT_COLUMNS.map((name) => boundedSum(name).as(name)))
    .groupBy(KEY_COLUMNS);
  await db
    .insertInto('daily_costs')
    .columns([...KEY_COLUMNS, ...COUNT_COLUMNS])
    .expression(sums)
    .onConflict((conflict) => conflict.columns(KEY_COLUMNS).doUpdateSet(ADDED_UP))
    .execute();
}

/** A row of `daily_costs`, with its cost as text. */
export type DailyCost = DailyCostKey & Omit<DailyCostCounts, 'cost_pico'> & { readonly cost_pico: string };

/**
 * What `daily_costs` should hold for the days of a zone (default: those in force), counted anew from every completion and earlier
 * attempt, in the order of its key. The table may also have rows whose counts are all 0.
 */
export async function recountDailyCosts(db: StoreDatabase, calendar?: Calendar): Promise<readonly DailyCost[]> {
  const day = await askedDay(db, calendar);
  const accounts = accountsOfCompletions(db, ENDED_HERE, day).unionAll(
    accountsOfEarlierAttempts(db, sql<SqlBool>`true`, day),
  );
  return await db
    .selectFrom(accounts.as('accounts'))
    .select(KEY_COLUMNS)
    .select(COUNT_COLUMNS.filter((name) => name !== 'cost_pico').map((name) => boundedSum(name).as(name)))
    .select(exactSum('cost_pico').as('cost_pico'))
    .groupBy(KEY_COLUMNS)
    .orderBy(sql.join(KEY_COLUMNS.map((name) => sql.ref(name))))
    .execute();
}

type Counted = 'completions' | 'earlier_attempts';

function keySelection(counted: Counted, day: DayColumn) {
  return [
    day.as('day'),
    sql<string>`completions.connection`.as('connection'),
    sql<string>`completions.model`.as('model'),
    sql<number>`completions.notebook_id`.as('notebook_id'),
    sql<number>`completions.experiment_id`.as('experiment_id'),
    sql<number>`completions.version_id`.as('version_id'),
    sql<number>`coalesce(completions.temperature, ${sql.lit(NO_TEMPERATURE)})`.as('temperature_key'),
    sql<CompletionStatus>`${sql.ref(`${counted}.status`)}`.as('status'),
  ] as const;
}

function countSelection(counted: Counted) {
  const count = <Name extends string>(name: Name) =>
    sql<number>`coalesce(${sql.ref(`${counted}.${name}`)}, 0)`.as(name);
  return [
    count('input_tokens'),
    count('cached_input_tokens'),
    count('output_tokens'),
    count('reasoning_tokens'),
    count('cost_pico'),
    count('unpriced'),
  ] as const;
}
