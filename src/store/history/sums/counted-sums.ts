import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type {
  CompletionFilter,
  CostGroup,
  GroupValue,
  HistoryTotals,
  Period,
  SpendGroup,
} from '../../../domain/history/history.ts';
import { addTotals, NO_TOTALS } from '../../../domain/history/history.ts';
import { periodOf } from '../../../domain/history/period.ts';
import { LIVE } from '../../costs/rollups.ts';
import { askedDayNumber } from '../../days/asked-day.ts';
import type { StoreDatabase } from '../../schema.ts';
import { exactSum } from '../../sqlite/exact-integers.ts';
import { oneOf } from '../../sqlite/sqlite-only.ts';
import { whileUnchanged } from '../../sqlite/while-unchanged.ts';
import { isInBranch, type SearchHits } from '../columns/column-conditions.ts';
import { completionsMatch, earlierAttemptsMatch } from '../filter.ts';
import { searchBranches, searchMatches } from '../search.ts';
import type { GroupSums } from './group-sums.ts';

/** Counts completions still to end, which the daily sums do not know yet; mostly there are none. The connection must never write. */
export function liveTotals(db: StoreDatabase): (filter: CompletionFilter) => Promise<HistoryTotals> {
  const isAny = whileUnchanged(db, async () => {
    const { rows } =
      await sql`select 1 from completions indexed by completions_by_status where ${LIVE} limit 1`.execute(db);
    return rows.length > 0;
  });
  return async (filter) => {
    if (!(await isAny())) return NO_TOTALS;
    const { rows } = await sql<{ completions: number }>`select count(*) as completions
      from completions indexed by completions_by_status where ${LIVE} and ${completionsMatch(filter)}`.execute(db);
    return { ...NO_TOTALS, completions: rows[0]?.completions ?? 0 };
  };
}

/**
 * Sums by groups, counted completion by completion: for what the daily sums do not know of. Completions still to end
 * count as completions; earlier attempts by what they used and cost.
 */
export async function countedSums(
  db: StoreDatabase,
  groups: readonly CostGroup[],
  filter: CompletionFilter,
): Promise<readonly GroupSums[]> {
  const branches = filter.q === undefined ? null : await searchBranches(db, filter.q);
  const hits = branches === null ? sql<SqlBool>`true` : searchMatches(branches);
  const ended = await grouped(db, groups, {
    from: sql`completions ${figuresIndex(filter)}`,
    where: sql<SqlBool>`${completionsMatch(filter)} and ${hits}`,
    of: 'completions',
  });
  const earlier = await grouped(db, groups, {
    from: ATTEMPTS,
    where: sql<SqlBool>`${earlierAttemptsMatch(filter)} and ${hits}`,
    of: 'earlier_attempts',
  });
  const isApart = earlier.length === 0 && !groups.includes('week') && !groups.includes('month');
  return isApart ? ended : addedUp([...ended, ...earlier]);
}

/**
 * Sums by groups of what the columns of ended completions do not hold: completions still to end, and earlier attempts.
 */
export async function sumsBesideColumns(
  db: StoreDatabase,
  groups: readonly CostGroup[],
  { filter, hits }: { readonly filter: CompletionFilter; readonly hits: SearchHits | null },
): Promise<readonly GroupSums[]> {
  const live = await completionsAmong(db, hits, {
    from: sql`completions indexed by completions_by_status`,
    where: sql<SqlBool>`${LIVE} and ${completionsMatch(filter)}`,
  });
  const retried = await completionsAmong(db, hits, { from: ATTEMPTS, where: earlierAttemptsMatch(filter) });
  const among = (where: Expression<SqlBool>, ids: readonly number[]) =>
    sql<SqlBool>`${where} and completions.id in ${oneOf(ids)}`;
  return [
    ...(live.length === 0
      ? []
      : await grouped(db, groups, {
          from: sql`completions`,
          where: among(sql<SqlBool>`true`, live),
          of: 'completions',
        })),
    ...(retried.length === 0
      ? []
      : await grouped(db, groups, {
          from: ATTEMPTS,
          where: among(earlierAttemptsMatch(filter), retried),
          of: 'earlier_attempts',
        })),
  ];
}

/** `cross join`: there are few of them, and SQLite might begin with all completions instead. */
const ATTEMPTS = sql`earlier_attempts cross join completions on completions.id = earlier_attempts.completion_id`;

/** Few, so what was found is looked up here. */
async function completionsAmong(
  db: StoreDatabase,
  hits: SearchHits | null,
  { from, where }: Pick<Source, 'from' | 'where'>,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number; list: number }>`select distinct completions.id as id,
    completions.message_list_id as list from ${from} where ${where}`.execute(db);
  const isHit = ({ id, list }: { readonly id: number; readonly list: number }) =>
    hits === null || hits.some((branch) => isInBranch(branch, id, list));
  return rows.filter(isHit).map(({ id }) => id);
}

/** The index of all figures, which holds whatever is summed up, unless another one leaves next to nothing. */
function figuresIndex({ run, rating, passed, pinned, noted }: CompletionFilter): RawBuilder<unknown> {
  if (run !== undefined) return sql`indexed by completions_of_run`;
  if (rating !== undefined) return sql`indexed by completions_rated`;
  if (passed !== undefined) return sql`indexed by completions_passed`;
  if (pinned === true) return sql`indexed by completions_pinned`;
  if (noted === true) return sql`indexed by completions_noted`;
  return sql`indexed by completions_figures`;
}

const COLUMNS = {
  model: sql`completions.model`,
  connection: sql`completions.connection`,
  notebook: sql`completions.notebook_id`,
  experiment: sql`completions.experiment_id`,
  version: sql`completions.version_id`,
  temperature: sql`completions.temperature`,
} as const satisfies Record<SpendGroup, RawBuilder<unknown>>;

/** The columns to group by; of a period the number of the day, which is put into its week or month afterwards. */
async function keysOf(db: StoreDatabase, groups: readonly CostGroup[]): Promise<readonly RawBuilder<unknown>[]> {
  const day = groups.some(isPeriod) ? await askedDayNumber(db) : sql`null`;
  return groups.map((group) => (isPeriod(group) ? day : COLUMNS[group]));
}

function isPeriod(group: CostGroup): group is Period {
  return group === 'day' || group === 'week' || group === 'month';
}

interface Source {
  readonly from: RawBuilder<unknown>;
  readonly where: Expression<SqlBool>;
  readonly of: 'completions' | 'earlier_attempts';
}

async function grouped(
  db: StoreDatabase,
  groups: readonly CostGroup[],
  { from, where, of }: Source,
): Promise<readonly GroupSums[]> {
  const keys = (await keysOf(db, groups)).map((key, index) => sql`${key} as ${sql.raw(`key_${index}`)}`);
  const isCompletion = of === 'completions';
  const sums = [
    sql`${sql.raw(isCompletion ? 'count(*)' : '0')} as completions`,
    sql`coalesce(sum(${sql.ref(`${of}.input_tokens`)}), 0) as input`,
    sql`coalesce(sum(${sql.ref(`${of}.cached_input_tokens`)}), 0) as cached`,
    sql`coalesce(sum(${sql.ref(`${of}.output_tokens`)}), 0) as output`,
    sql`${exactSum(`${of}.cost_pico`)} as cost`,
    sql`coalesce(sum(${sql.ref(`${of}.unpriced`)}), 0) as unpriced`,
    sql`${isCompletion ? sql`coalesce(sum(completions.cost_source = 'free'), 0)` : sql`0`} as free`,
  ];
  const by = groups.length === 0 ? sql`` : sql`group by ${sql.join(groups.map((_, index) => sql.lit(index + 1)))}`;
  const { rows } = await sql<SumsRow>`select ${sql.join([...keys, ...sums])} from ${from} where ${where} ${by}`.execute(
    db,
  );
  return rows.map((row) => toSums(row, groups));
}

interface SumsRow {
  readonly completions: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly cost: string;
  readonly unpriced: number;
  readonly free: number;
  readonly [key: `key_${number}`]: string | number | null;
}

function toSums(row: SumsRow, groups: readonly CostGroup[]): GroupSums {
  return {
    key: groups.map((group, index) => valueIn(row[`key_${index}`] ?? null, group)),
    completions: row.completions,
    inputTokens: row.input,
    cachedInputTokens: row.cached,
    outputTokens: row.output,
    costPicodollars: BigInt(row.cost),
    unpriced: row.unpriced,
    free: row.free,
  };
}

function valueIn(value: string | number | null, group: CostGroup): GroupValue {
  if (!isPeriod(group)) return value;
  return periodOf(new Date(Number(value) * 86_400_000).toISOString().slice(0, 10), group);
}

/** One row per key; days of one week come together here. */
export function addedUp(rows: readonly GroupSums[]): readonly GroupSums[] {
  const sums = new Map<string, GroupSums>();
  for (const row of rows) {
    const key = JSON.stringify(row.key);
    const known = sums.get(key);
    sums.set(key, known === undefined ? row : { key: row.key, ...addTotals(known, row) });
  }
  return [...sums.values()];
}
