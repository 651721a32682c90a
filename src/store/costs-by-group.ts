import { type SqlBool, sql } from 'kysely';
import type { CompletionFilter, CostGroup, CostGroupRow } from '../domain/history.ts';
import { dayOf, temperatureOf } from './daily-costs.ts';
import { dailyCostsMatch } from './history-filter.ts';
import { TOTALS, type TotalsRow, toTotals } from './history-totals.ts';
import type { StoreDatabase } from './schema.ts';

const COLUMNS = {
  day: 'day',
  model: 'model',
  connection: 'connection',
  notebook: 'notebook_id',
  experiment: 'experiment_id',
  version: 'version_id',
  temperature: 'temperature_key',
} as const satisfies Record<CostGroup, string>;

/** A completion that was asked again leaves rows of zeros behind. */
const NOT_ALL_ZERO = sql<SqlBool>`sum(completions + input_tokens + output_tokens + cost_pico + unpriced) > 0`;

/** Sums of the roll-ups by group; a day that a time falls into counts as a whole. */
export async function costsByGroup(
  db: StoreDatabase,
  groups: readonly CostGroup[],
  { from, to, ...filter }: Pick<CompletionFilter, 'from' | 'to' | 'model' | 'connection' | 'notebook' | 'temperature'>,
): Promise<readonly CostGroupRow[]> {
  const days = { firstDay: from && dayOf(from.getTime()), endDay: to && dayOf(to.getTime() - 1 + 86_400_000) };
  const sums = db
    .selectFrom('daily_costs')
    .select(keySelection(groups))
    .select(TOTALS)
    .select((eb) => eb.fn.sum('cost_pico').as('order_by_cost'))
    .where(dailyCostsMatch({ ...filter, ...days }))
    .having(NOT_ALL_ZERO)
    .$if(groups.length > 0, (query) => query.groupBy(groups.map((group) => COLUMNS[group])));
  const rows = await db
    .selectFrom(sums.as('sums'))
    .leftJoin('notebooks', 'notebooks.id', 'sums.notebook_id')
    .leftJoin('experiments', 'experiments.id', 'sums.experiment_id')
    .leftJoin('versions', 'versions.id', 'sums.version_id')
    .leftJoin('experiments as version_experiments', 'version_experiments.id', 'versions.experiment_id')
    .selectAll('sums')
    .select(['notebooks.title as notebook', 'experiments.title as experiment', 'versions.number as version'])
    .select('version_experiments.title as version_of')
    .$if(groups.includes('day'), (query) => query.orderBy('sums.day', 'desc'))
    .orderBy('sums.order_by_cost', 'desc')
    .orderBy('sums.completions', 'desc')
    .execute();
  return rows.map((row) => ({ key: keyOf(row, groups), ...toTotals(row) }));
}

/** Groups that were not asked for are `null`. */
function keySelection(groups: readonly CostGroup[]) {
  const key = <Value extends string | number, Group extends CostGroup>(group: Group) => {
    const value = groups.includes(group) ? sql<Value | null>`${sql.ref(COLUMNS[group])}` : sql<Value | null>`null`;
    return value.as(COLUMNS[group] as (typeof COLUMNS)[Group]);
  };
  return [
    key<string, 'day'>('day'),
    key<string, 'model'>('model'),
    key<string, 'connection'>('connection'),
    key<number, 'notebook'>('notebook'),
    key<number, 'experiment'>('experiment'),
    key<number, 'version'>('version'),
    key<number, 'temperature'>('temperature'),
  ] as const;
}

interface GroupRow extends TotalsRow {
  readonly day: string | null;
  readonly model: string | null;
  readonly connection: string | null;
  readonly temperature_key: number | null;
  readonly notebook: string | null;
  readonly experiment: string | null;
  readonly version: number | null;
  readonly version_of: string | null;
}

function keyOf(row: GroupRow, groups: readonly CostGroup[]): CostGroupRow['key'] {
  return Object.fromEntries(groups.map((group) => [group, label(row, group)]));
}

function label(row: GroupRow, group: CostGroup): string | number | null {
  switch (group) {
    case 'temperature':
      return row.temperature_key === null ? null : temperatureOf(row.temperature_key);
    case 'version':
      return `${row.version_of} v${row.version}`;
    default:
      return row[group];
  }
}
