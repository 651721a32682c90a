import { sql } from 'kysely';
import { addDays } from '../../../domain/history/period.ts';
import type { Calendar } from '../../../domain/history/time-zone.ts';
import { NO_TEMPERATURE } from '../../costs/daily-costs.ts';
import { LIVE } from '../../costs/rollups.ts';
import type { StoreDatabase } from '../../schema.ts';
import { arraysOf } from '../../sqlite/sqlite-dialect.ts';
import { DIMENSIONS, type Dictionaries, type DimensionedDay, dimensionsOf } from '../sums/dimensions.ts';
import { HALF, type Sums } from '../sums/group-sums.ts';

const FREE = 1;
const UNPRICED = 2;
/** Among the flags of a row: its cost is known. */
export const PRICED = 4;
const LOW_HALF = 2 ** 32;
/** Below this a sum and any one more low half are exact. */
const MAX_LOW = 2 ** 52;

/** The figures of the completions of one day that have ended. */
export interface ColumnsDay extends DimensionedDay {
  readonly changes: number;
  /** Ascending. */
  readonly ids: Float64Array;
  readonly lists: Uint32Array;
  /** Milliseconds; NaN, which no bound holds, when unknown. */
  readonly durations: Float64Array;
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly cached: Float64Array;
  readonly costHigh: Float64Array;
  readonly costLow: Float64Array;
  readonly flags: Uint8Array;
  /** The largest of `durations`, and of `costHigh`; 0 where there is none. */
  readonly longest: number;
  readonly dearest: number;
}

/** A day whose sums changed so many times, and between which ids its completions lie. */
export interface DayRow {
  readonly day: string;
  readonly changes: number;
  readonly first: number;
  readonly last: number;
}

/** Reads the completions of a day of a calendar. */
export async function readDay(
  db: StoreDatabase,
  { day, changes, first, last }: DayRow,
  { dictionaries, calendar }: { readonly dictionaries: Dictionaries; readonly calendar: Calendar },
): Promise<ColumnsDay> {
  const [start, end] = [calendar.startOf(day), calendar.startOf(addDays(day, 1))];
  const query = sql`select connection, model, notebook_id, experiment_id, version_id, temperature_key, status,
      id, message_list_id, duration_ms, input_tokens, output_tokens, cost_pico >> ${sql.lit(Number(HALF))},
      cost_pico & 4294967295, unpriced, cost_source, cached_input_tokens
      from (select *, coalesce(temperature, ${sql.lit(NO_TEMPERATURE)}) as temperature_key
        from completions indexed by completions_figures
        where id between ${first} and ${last} and created_at >= ${start} and created_at < ${end}
          and imported = 0 and not ${LIVE})
      order by id`;
  const { rows } = await db.executeQuery(arraysOf<string | number | null>(query.compile(db)));
  const dimensions = dimensionsOf(rows, dictionaries);
  const column = (place: number, unknown = 0) => {
    const values = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row++) values[row] = Number(rows[row]?.[place] ?? unknown);
    return values;
  };
  const at = DIMENSIONS.length;
  const [durations, costHigh] = [column(at + 2, Number.NaN), column(at + 5)];
  return {
    day,
    changes,
    rows: rows.length,
    dimensions,
    ids: column(at),
    lists: Uint32Array.from(column(at + 1)),
    durations,
    input: column(at + 3),
    output: column(at + 4),
    cached: column(at + 9),
    costHigh,
    costLow: column(at + 6),
    flags: Uint8Array.from(rows, (row) => flagsOf(row[at + 6] ?? null, row[at + 7] ?? null, row[at + 8] ?? null)),
    longest: largest(durations),
    dearest: largest(costHigh),
  };
}

/** The largest of some numbers from 0; those that are none are left out. */
function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value || 0), 0);
}

/** Adds a row to the sums that stand at a place, in the order of `COUNTS`. */
export function addRow({ values }: Sums, place: number, day: ColumnsDay, row: number): void {
  const flags = day.flags[row] ?? 0;
  let high = (values[place + 3] ?? 0) + (day.costHigh[row] ?? 0);
  let low = (values[place + 4] ?? 0) + (day.costLow[row] ?? 0);
  if (low >= MAX_LOW) {
    high += Math.floor(low / LOW_HALF);
    low %= LOW_HALF;
  }
  values[place] = (values[place] ?? 0) + 1;
  values[place + 1] = (values[place + 1] ?? 0) + (day.input[row] ?? 0);
  values[place + 2] = (values[place + 2] ?? 0) + (day.output[row] ?? 0);
  values[place + 3] = high;
  values[place + 4] = low;
  if ((flags & UNPRICED) > 0) values[place + 5] = (values[place + 5] ?? 0) + 1;
  if ((flags & FREE) > 0) values[place + 6] = (values[place + 6] ?? 0) + 1;
  values[place + 7] = (values[place + 7] ?? 0) + (day.cached[row] ?? 0);
}

type Value = string | number | null;

function flagsOf(cost: Value, unpriced: Value, costSource: Value): number {
  return (cost === null ? 0 : PRICED) | (unpriced === 1 ? UNPRICED : 0) | (costSource === 'free' ? FREE : 0);
}
