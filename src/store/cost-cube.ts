import { sql } from 'kysely';
import type { CompletionFilter, CostGroup, GroupValue, HistoryFacets, HistoryTotals } from '../domain/history.ts';
import { PERIODS, type Period } from '../domain/history.ts';
import { periodOf } from '../domain/period.ts';
import { dayOf, temperatureKey, temperatureOf } from './daily-costs.ts';
import type { StoreDatabase } from './schema.ts';

/*
 * The daily sums in memory, column by column: two years of a million completions are some hundred thousand rows, which
 * SQL takes half a second to group, and this a few milliseconds. Only days that changed since are read again.
 */

/** Sums of one group; `key` has a value for each of the groups that were asked for. */
export interface GroupSums extends HistoryTotals {
  readonly key: readonly GroupValue[];
}

const DIMENSIONS = ['connection', 'model', 'notebook', 'experiment', 'version', 'temperature', 'status'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** Costs are summed in two halves, because floating point is exact up to 2^53 only, and BigInts are slow. */
const COUNTS = ['completions', 'input', 'output', 'costHigh', 'costLow', 'unpriced', 'free'] as const;
const HALF = 32n;

interface Day {
  readonly day: string;
  readonly changes: number;
  readonly rows: number;
  readonly dimensions: Readonly<Record<Dimension, Uint32Array>>;
  /** Row after row, in the order of `COUNTS`. */
  readonly counts: Float64Array;
}

export class CostCube {
  readonly #db: StoreDatabase;
  #days: readonly Day[] = [];
  readonly #dictionaries: Readonly<Record<Dimension, Dictionary>>;

  constructor(db: StoreDatabase) {
    this.#db = db;
    this.#dictionaries = Object.fromEntries(DIMENSIONS.map((name) => [name, new Dictionary()])) as Record<
      Dimension,
      Dictionary
    >;
  }

  /** Sums by groups over the days that a filter names; rows whose sums are all 0 are left out. In no order. */
  async sums(groups: readonly CostGroup[], filter: CompletionFilter): Promise<readonly GroupSums[]> {
    await this.#refresh();
    const wanted = this.#wanted(filter);
    if (wanted === null) return [];
    const sums = new Sums(groups, this.#dictionaries);
    for (const day of this.#days) {
      if (isWithin(day, filter)) sums.add(day, wanted);
    }
    return sums.result();
  }

  /** The first and the last day with anything that matches; `null` when nothing does. */
  async span(filter: CompletionFilter): Promise<{ readonly first: string; readonly last: string } | null> {
    await this.#refresh();
    const wanted = this.#wanted(filter);
    if (wanted === null) return null;
    const days = this.#days.filter((day) => isWithin(day, filter));
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

  /** For each dimension that is filtered by, the one number that matches; `null` when a value was never seen. */
  #wanted(filter: CompletionFilter): Wanted | null {
    const values: Readonly<Record<Dimension, string | number | undefined>> = {
      connection: filter.connection,
      model: filter.model,
      notebook: filter.notebook,
      experiment: filter.experiment,
      version: filter.version,
      temperature: filter.temperature === undefined ? undefined : temperatureKey(filter.temperature),
      status: filter.status,
    };
    const wanted: (readonly [Dimension, number])[] = [];
    for (const name of DIMENSIONS) {
      const value = values[name];
      if (value === undefined) continue;
      const number = this.#dictionaries[name].find(value);
      if (number === undefined) return null;
      wanted.push([name, number]);
    }
    return wanted;
  }

  async #refresh(): Promise<void> {
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
    const rows = await this.#db
      .selectFrom('daily_costs')
      .select(['connection', 'model', 'notebook_id as notebook', 'experiment_id as experiment'])
      .select(['version_id as version', 'temperature_key as temperature', 'status'])
      .select(['completions', 'input_tokens as input', 'output_tokens as output', 'unpriced', 'free'])
      .select([sql<number>`cost_pico >> 32`.as('costHigh'), sql<number>`cost_pico & 4294967295`.as('costLow')])
      .where('day', '=', day)
      .execute();
    const dimensions = Object.fromEntries(
      DIMENSIONS.map((name) => [name, Uint32Array.from(rows, (row) => this.#dictionaries[name].number(row[name]))]),
    ) as Record<Dimension, Uint32Array>;
    const counts = new Float64Array(rows.length * COUNTS.length);
    for (const [row, values] of rows.entries()) {
      for (const [place, name] of COUNTS.entries()) counts[row * COUNTS.length + place] = values[name];
    }
    return { day, changes, rows: rows.length, dimensions, counts };
  }
}

/** Numbers for values, from 0, in the order they are first seen. */
class Dictionary {
  readonly values: (string | number)[] = [];
  readonly #numbers = new Map<string | number, number>();

  number(value: string | number): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.push(value) - 1;
    this.#numbers.set(value, number);
    return number;
  }

  find(value: string | number): number | undefined {
    return this.#numbers.get(value);
  }
}

type Wanted = readonly (readonly [Dimension, number])[];

function isWithin({ day }: Day, { from, to }: CompletionFilter): boolean {
  return (from === undefined || day >= dayOf(from.getTime())) && (to === undefined || day < dayOf(to.getTime()));
}

function hasMatch(day: Day, wanted: Wanted): boolean {
  for (let row = 0; row < day.rows; row++) if (matches(day, wanted, row)) return true;
  return false;
}

/** In a plain loop, as everything that is done for each row: this is run half a million times for one page. */
function matches({ dimensions }: Day, wanted: Wanted, row: number): boolean {
  for (let index = 0; index < wanted.length; index++) {
    const condition = wanted[index];
    if (condition !== undefined && dimensions[condition[0]][row] !== condition[1]) return false;
  }
  return true;
}

/**
 * Sums under way. The numbers of a row's values are put together into one, which is quicker to look up than text. Days
 * come in order, so what was looked up is forgotten whenever another period begins.
 */
class Sums {
  readonly #groups: readonly CostGroup[];
  readonly #columns: readonly { readonly name: Dimension; readonly factor: number }[];
  readonly #dictionaries: Readonly<Record<Dimension, Dictionary>>;
  readonly #places = new Map<number, number>();
  readonly #keys: { readonly periods: readonly string[]; readonly number: number }[] = [];
  #periods: readonly string[] = [];
  #sums = new Float64Array(64 * COUNTS.length);

  constructor(groups: readonly CostGroup[], dictionaries: Readonly<Record<Dimension, Dictionary>>) {
    this.#groups = groups;
    this.#dictionaries = dictionaries;
    let factor = 1;
    this.#columns = groups.filter(isDimension).map((name) => {
      const own = { name, factor };
      factor *= dictionaries[name].values.length + 1;
      if (factor > Number.MAX_SAFE_INTEGER) throw new Error(`Too many groups at once: ${groups.join(', ')}.`);
      return own;
    });
  }

  add(day: Day, wanted: Wanted): void {
    const periods = this.#groups.filter(isPeriod).map((period) => periodOf(day.day, period));
    if (periods.some((start, index) => start !== this.#periods[index])) {
      this.#places.clear();
      this.#periods = periods;
    }
    const columns = this.#columns.map(({ name, factor }) => ({ values: day.dimensions[name], factor }));
    const { counts } = day;
    for (let row = 0; row < day.rows; row++) {
      if (!matches(day, wanted, row)) continue;
      let key = 0;
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index];
        if (column !== undefined) key += (column.values[row] ?? 0) * column.factor;
      }
      const place = this.#placeOf(key);
      const sums = this.#sums;
      for (let index = 0; index < COUNTS.length; index++) {
        sums[place + index] = (sums[place + index] ?? 0) + (counts[row * COUNTS.length + index] ?? 0);
      }
    }
  }

  result(): readonly GroupSums[] {
    return this.#keys
      .map(({ periods, number }, index) => ({
        key: this.#values(periods, number),
        ...totalsOf(this.#sums, index * COUNTS.length),
      }))
      .filter(isAnything);
  }

  #placeOf(key: number): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = (this.#keys.push({ periods: this.#periods, number: key }) - 1) * COUNTS.length;
    this.#places.set(key, place);
    if (place + COUNTS.length > this.#sums.length) {
      const larger = new Float64Array(this.#sums.length * 2);
      larger.set(this.#sums);
      this.#sums = larger;
    }
    return place;
  }

  #values(periods: readonly string[], number: number): readonly GroupValue[] {
    const starts = [...periods];
    let rest = number;
    return this.#groups.map((group) => {
      if (!isDimension(group)) return starts.shift() ?? null;
      const { values } = this.#dictionaries[group];
      const value = values[rest % (values.length + 1)] ?? null;
      rest = Math.floor(rest / (values.length + 1));
      return group === 'temperature' ? temperatureOf(Number(value)) : value;
    });
  }
}

function isPeriod(group: CostGroup): group is Period {
  return (PERIODS as readonly string[]).includes(group);
}

function isDimension(group: CostGroup): group is Exclude<CostGroup, Period> {
  return !isPeriod(group);
}

function totalsOf(sums: Float64Array, place: number): HistoryTotals {
  const [completions = 0, inputTokens = 0, outputTokens = 0, high = 0, low = 0, unpriced = 0, free = 0] = sums.subarray(
    place,
    place + COUNTS.length,
  );
  const costPicodollars = (BigInt(high) << HALF) + BigInt(low);
  return { completions, inputTokens, outputTokens, costPicodollars, unpriced, free };
}

function isAnything(row: HistoryTotals): boolean {
  const counted = row.completions > 0 || row.inputTokens > 0 || row.outputTokens > 0;
  return counted || row.costPicodollars > 0n || row.unpriced > 0;
}
