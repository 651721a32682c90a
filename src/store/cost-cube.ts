import { sql } from 'kysely';
import type { CompletionFilter, CostGroup, GroupValue, HistoryFacets, HistoryTotals } from '../domain/history.ts';
import { PERIODS } from '../domain/history.ts';
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
  readonly counts: Readonly<Record<(typeof COUNTS)[number], Float64Array>>;
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
    const { from, to } = filter;
    const firstDay = from === undefined ? '' : dayOf(from.getTime());
    const endDay = to === undefined ? '~' : dayOf(to.getTime() - 1 + 86_400_000);
    const sums = new Sums(groups, this.#dictionaries);
    for (const day of this.#days) {
      if (day.day >= firstDay && day.day < endDay) sums.add(day, wanted);
    }
    return sums.result();
  }

  /** What was ever asked, but for the titles of notebooks. */
  async used(): Promise<Omit<HistoryFacets, 'notebooks'> & { readonly notebooks: readonly number[] }> {
    const values = async (group: 'model' | 'connection' | 'notebook' | 'temperature') =>
      (await this.sums([group], {})).map(({ key }) => key[0] ?? null);
    return {
      models: (await values('model')).map(String).sort(),
      connections: (await values('connection')).map(String).sort(),
      notebooks: (await values('notebook')).map(Number),
      temperatures: (await values('temperature'))
        .map((value) => (value === null ? null : Number(value)))
        .sort((a, b) => (a ?? -1) - (b ?? -1)),
    };
  }

  /** For each dimension that is filtered by, the one number that matches; `null` when a value was never seen. */
  #wanted(filter: CompletionFilter): readonly (readonly [Dimension, number])[] | null {
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
    const counts = Object.fromEntries(
      COUNTS.map((name) => [name, Float64Array.from(rows, (row) => row[name])]),
    ) as Day['counts'];
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

type Accumulator = Record<(typeof COUNTS)[number], number>;

/** Sums under way. A group's values are numbered and put together into one number, which is quicker to look up than text. */
class Sums {
  readonly #groups: readonly CostGroup[];
  readonly #dictionaries: Readonly<Record<CostGroup, Dictionary>>;
  readonly #sums = new Map<number, Accumulator>();

  constructor(groups: readonly CostGroup[], dimensions: Readonly<Record<Dimension, Dictionary>>) {
    this.#groups = groups;
    this.#dictionaries = { ...dimensions, day: new Dictionary(), week: new Dictionary(), month: new Dictionary() };
  }

  add(day: Day, wanted: readonly (readonly [Dimension, number])[]): void {
    const base = this.#base(day.day);
    const factors = this.#factors();
    const columns = this.#groups.map((group) => (isPeriod(group) ? null : day.dimensions[group]));
    for (let row = 0; row < day.rows; row++) {
      if (!wanted.every(([name, number]) => day.dimensions[name][row] === number)) continue;
      let key = base;
      for (let group = 0; group < columns.length; group++) {
        key += (columns[group]?.[row] ?? 0) * (factors[group] ?? 0);
      }
      this.#count(key, day.counts, row);
    }
  }

  result(): readonly GroupSums[] {
    return [...this.#sums]
      .map(([key, sums]) => ({ key: this.#values(key), ...totalsOf(sums) }))
      .filter((row) => row.completions > 0 || row.inputTokens > 0 || row.outputTokens > 0 || hasCost(row));
  }

  #count(key: number, counts: Day['counts'], row: number): void {
    let sums = this.#sums.get(key);
    if (sums === undefined) {
      sums = { completions: 0, input: 0, output: 0, costHigh: 0, costLow: 0, unpriced: 0, free: 0 };
      this.#sums.set(key, sums);
    }
    for (const name of COUNTS) sums[name] += counts[name][row] ?? 0;
  }

  /** The periods' part of the key, the same for all rows of a day. */
  #base(day: string): number {
    const factors = this.#factors();
    return this.#groups.reduce(
      (key, group, index) =>
        isPeriod(group) ? key + this.#dictionaries[group].number(periodOf(day, group)) * (factors[index] ?? 0) : key,
      0,
    );
  }

  /** Fixed widths, because the dictionaries of periods grow while sums are under way. */
  #factors(): readonly number[] {
    let factor = 1;
    return this.#groups.map((group) => {
      const own = factor;
      factor *= isPeriod(group) ? MOST_DAYS : this.#dictionaries[group].values.length + 1;
      if (factor > Number.MAX_SAFE_INTEGER) throw new Error(`Too many groups at once: ${this.#groups.join(', ')}.`);
      return own;
    });
  }

  #values(key: number): readonly GroupValue[] {
    const factors = this.#factors();
    let rest = key;
    const values: GroupValue[] = [];
    for (let index = this.#groups.length - 1; index >= 0; index--) {
      const group = this.#groups[index] ?? 'day';
      const number = Math.floor(rest / (factors[index] ?? 1));
      rest -= number * (factors[index] ?? 1);
      const value = this.#dictionaries[group].values[number] ?? null;
      values.unshift(group === 'temperature' ? temperatureOf(Number(value)) : value);
    }
    return values;
  }
}

/** A century of days. */
const MOST_DAYS = 36_600;

function isPeriod(group: CostGroup): group is (typeof PERIODS)[number] {
  return (PERIODS as readonly string[]).includes(group);
}

function totalsOf(sums: Accumulator): HistoryTotals {
  return {
    completions: sums.completions,
    inputTokens: sums.input,
    outputTokens: sums.output,
    costPicodollars: (BigInt(sums.costHigh) << HALF) + BigInt(sums.costLow),
    unpriced: sums.unpriced,
    free: sums.free,
  };
}

function hasCost({ costPicodollars, unpriced }: HistoryTotals): boolean {
  return costPicodollars > 0n || unpriced > 0;
}
