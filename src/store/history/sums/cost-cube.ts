import { sql } from 'kysely';
import type { CompletionFilter, CostGroup, HistoryFacets } from '../../../domain/history/history.ts';
import { calendarOf, UTC } from '../../../domain/history/time-zone.ts';
import { temperatureOf } from '../../costs/daily-costs.ts';
import { readZoneInForce } from '../../days/reporting-zones.ts';
import type { StoreDatabase } from '../../schema.ts';
import { arraysOf } from '../../sqlite/sqlite-dialect.ts';
import { whileUnchanged } from '../../sqlite/while-unchanged.ts';
import { daysWithin } from './days-within.ts';
import {
  conditionsOn,
  DIMENSIONS,
  type Dictionaries,
  type DimensionedDay,
  dimensionsOf,
  matches,
  newDictionaries,
  type Wanted,
  wantedBy,
} from './dimensions.ts';
import { COUNTS, type GroupSums, Sums } from './group-sums.ts';

/*
 * The daily sums in memory, column by column: two years of a million completions are some hundred thousand rows, which
 * SQL takes half a second to group, and this a few milliseconds. Only days that changed since are read again.
 */

interface Day extends DimensionedDay {
  readonly changes: number;
  /** Row after row, in the order of `COUNTS`. */
  readonly counts: Float64Array;
}

export class CostCube {
  readonly #db: StoreDatabase;
  readonly #refresh: () => Promise<void>;
  #days: readonly Day[] = [];
  #generation = 0;
  #calendar = calendarOf(UTC);
  readonly #dictionaries: Dictionaries = newDictionaries();

  /** The connection must never write. */
  constructor(db: StoreDatabase) {
    this.#db = db;
    this.#refresh = whileUnchanged(db, () => this.#readChanged());
  }

  /** Sums by groups over the days that a filter names; rows whose sums are all 0 are left out. In no order. */
  async sums(groups: readonly CostGroup[], filter: CompletionFilter): Promise<readonly GroupSums[]> {
    await this.#refresh();
    const wanted = wantedBy(filter, this.#dictionaries);
    if (wanted === null) return [];
    const sums = new Sums(groups, this.#dictionaries);
    for (const day of daysWithin(this.#days, filter, this.#calendar)) addDay(sums, day, wanted);
    return sums.result();
  }

  /** The first and the last day with anything that matches; `null` when nothing does. */
  async span(filter: CompletionFilter): Promise<{ readonly first: string; readonly last: string } | null> {
    await this.#refresh();
    const wanted = wantedBy(filter, this.#dictionaries);
    if (wanted === null) return null;
    const days = daysWithin(this.#days, filter, this.#calendar);
    const matching = (day: Day) => hasMatch(day, wanted);
    const first = days.find(matching);
    const last = days.findLast(matching);
    return first === undefined || last === undefined ? null : { first: first.day, last: last.day };
  }

  /** What was ever asked, but for the titles of notebooks. */
  async used(): Promise<Omit<HistoryFacets, 'notebooks'> & { readonly notebooks: readonly number[] }> {
    await this.#refresh();
    const { model, connection, notebook, temperature } = this.#dictionaries;
    return {
      models: model.values.map(String).sort(),
      connections: connection.values.map(String).sort(),
      notebooks: notebook.values.map(Number),
      temperatures: temperature.values
        .map(Number)
        .sort((a, b) => a - b)
        .map(temperatureOf),
    };
  }

  async #readChanged(): Promise<void> {
    const { generation, calendar } = await readZoneInForce(this.#db);
    // Days of another zone have nothing in common with these but their names.
    if (generation !== this.#generation) this.#days = [];
    this.#generation = generation;
    this.#calendar = calendar;
    const days = await this.#db.selectFrom('daily_cost_changes').selectAll().orderBy('day').execute();
    const known = new Map(this.#days.map((day) => [day.day, day]));
    const fresh: Day[] = [];
    for (const { day, changes } of days) {
      const old = known.get(day);
      fresh.push(old?.changes === changes ? old : await this.#read(day, changes));
    }
    this.#days = fresh;
  }

  async #read(day: string, changes: number): Promise<Day> {
    const query = sql`select connection, model, notebook_id, experiment_id, version_id, temperature_key, status,
      completions, input_tokens, output_tokens, cost_pico >> 32, cost_pico & 4294967295, unpriced, free,
      cached_input_tokens
      from daily_costs where day = ${day}`;
    const { rows } = await this.#db.executeQuery(arraysOf<string | number>(query.compile(this.#db)));
    const counts = new Float64Array(rows.length * COUNTS.length);
    for (const [row, values] of rows.entries()) {
      for (let index = 0; index < COUNTS.length; index++) {
        counts[row * COUNTS.length + index] = Number(values[DIMENSIONS.length + index]);
      }
    }
    return { day, changes, rows: rows.length, dimensions: dimensionsOf(rows, this.#dictionaries), counts };
  }
}

function hasMatch(day: Day, wanted: Wanted): boolean {
  const conditions = conditionsOn(day, wanted);
  for (let row = 0; row < day.rows; row++) if (matches(conditions, row)) return true;
  return false;
}

/** In a plain loop: this is run half a million times for one page. */
function addDay(sums: Sums, day: Day, wanted: Wanted): void {
  const placeOf = sums.placesOf(day);
  const conditions = conditionsOn(day, wanted);
  for (let row = 0; row < day.rows; row++) {
    if (!matches(conditions, row)) continue;
    const place = placeOf(row);
    addCounts(sums.values, place, day.counts, row * COUNTS.length);
  }
}

/** One by one, in the order of `COUNTS`: in a loop over them it takes twice as long. */
function addCounts(to: Float64Array, place: number, from: Float64Array, start: number): void {
  to[place] = (to[place] ?? 0) + (from[start] ?? 0);
  to[place + 1] = (to[place + 1] ?? 0) + (from[start + 1] ?? 0);
  to[place + 2] = (to[place + 2] ?? 0) + (from[start + 2] ?? 0);
  to[place + 3] = (to[place + 3] ?? 0) + (from[start + 3] ?? 0);
  to[place + 4] = (to[place + 4] ?? 0) + (from[start + 4] ?? 0);
  to[place + 5] = (to[place + 5] ?? 0) + (from[start + 5] ?? 0);
  to[place + 6] = (to[place + 6] ?? 0) + (from[start + 6] ?? 0);
  to[place + 7] = (to[place + 7] ?? 0) + (from[start + 7] ?? 0);
}
