import type { CompletionFilter, CostGroup, GroupValue, HistoryTotals } from '../../../domain/history/history.ts';
import { PERIODS, type Period } from '../../../domain/history/history.ts';
import { periodOf } from '../../../domain/history/period.ts';
import { temperatureKey, temperatureOf } from '../../costs/daily-costs.ts';

/*
 * Sums by groups over days that are kept in memory column by column: of the daily sums, and of completions one by one.
 */

/** Sums of one group; `key` has a value for each of the groups that were asked for. */
export interface GroupSums extends HistoryTotals {
  readonly key: readonly GroupValue[];
}

export const DIMENSIONS = [
  'connection',
  'model',
  'notebook',
  'experiment',
  'version',
  'temperature',
  'status',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Costs are summed in two halves, because floating point is exact up to 2^53 only, and BigInts are slow. */
export const COUNTS = ['completions', 'input', 'output', 'costHigh', 'costLow', 'unpriced', 'free', 'cached'] as const;
export const HALF = 32n;

/** The rows of one day; each dimension's value as its number in that dimension's dictionary. */
export interface DimensionedDay {
  readonly day: string;
  readonly rows: number;
  readonly dimensions: Readonly<Record<Dimension, Uint32Array>>;
}

export type Dictionaries = Readonly<Record<Dimension, Dictionary>>;

export function newDictionaries(): Dictionaries {
  return Object.fromEntries(DIMENSIONS.map((name) => [name, new Dictionary()])) as Record<Dimension, Dictionary>;
}

/** The dimensions of rows that begin with their values, in the order of `DIMENSIONS`. */
export function dimensionsOf(
  rows: readonly (readonly (string | number | null)[])[],
  dictionaries: Dictionaries,
): DimensionedDay['dimensions'] {
  return Object.fromEntries(
    DIMENSIONS.map((name, index) => {
      const numbers = new Uint32Array(rows.length);
      for (let row = 0; row < rows.length; row++) numbers[row] = dictionaries[name].number(rows[row]?.[index] ?? '');
      return [name, numbers];
    }),
  ) as Record<Dimension, Uint32Array>;
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

/** For each dimension that is filtered by, the one number that matches. */
export type Wanted = readonly (readonly [Dimension, number])[];

/** What a filter wants of each dimension; `null` when a value was never seen. */
export function wantedBy(filter: CompletionFilter, dictionaries: Dictionaries): Wanted | null {
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
    const number = dictionaries[name].find(value);
    if (number === undefined) return null;
    wanted.push([name, number]);
  }
  return wanted;
}

/** What is wanted, in the columns of a day. */
type Conditions = readonly { readonly numbers: Uint32Array; readonly wanted: number }[];

export function conditionsOn({ dimensions }: DimensionedDay, wanted: Wanted): Conditions {
  return wanted.map(([name, number]) => ({ numbers: dimensions[name], wanted: number }));
}

/** In a plain loop, as everything that is done for each row: this is run half a million times for one page. */
export function matches(conditions: Conditions, row: number): boolean {
  for (let index = 0; index < conditions.length; index++) {
    const condition = conditions[index];
    if (condition !== undefined && condition.numbers[row] !== condition.wanted) return false;
  }
  return true;
}

/**
 * Sums under way. The numbers of a row's values are put together into one, which is quicker to look up than text. Days
 * come in order, so what was looked up is forgotten whenever another period begins.
 */
export class Sums {
  readonly #groups: readonly CostGroup[];
  readonly #columns: readonly { readonly name: Dimension; readonly factor: number }[];
  readonly #dictionaries: Dictionaries;
  readonly #places: Places;
  readonly #keys: { readonly periods: readonly string[]; readonly number: number }[] = [];
  #periods: readonly string[] = [];

  constructor(groups: readonly CostGroup[], dictionaries: Dictionaries) {
    this.#groups = groups;
    this.#dictionaries = dictionaries;
    let factor = 1;
    this.#columns = groups.filter(isDimension).map((name) => {
      const own = { name, factor };
      factor *= dictionaries[name].values.length + 1;
      if (factor > Number.MAX_SAFE_INTEGER) throw new Error(`Too many groups at once: ${groups.join(', ')}.`);
      return own;
    });
    this.#places = factor <= MAX_LISTED ? new ListedPlaces(factor) : new Map<number, number>();
  }

  /** Where the sums of a row stand, in the order of `COUNTS`. */
  values = new Float64Array(64 * COUNTS.length);

  /** Must be called for each day, in their order. Answers where in `values` the sums of each of its rows stand. */
  placesOf({ day, dimensions }: DimensionedDay): (row: number) => number {
    const periods = this.#groups.filter(isPeriod).map((period) => periodOf(day, period));
    if (periods.some((start, index) => start !== this.#periods[index])) {
      this.#places.clear();
      this.#periods = periods;
    }
    const columns = this.#columns.map(({ name, factor }) => ({ values: dimensions[name], factor }));
    const [only] = columns;
    if (only !== undefined && columns.length === 1) return (row) => this.#placeOf(only.values[row] ?? 0);
    return (row) => {
      let key = 0;
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index];
        if (column !== undefined) key += (column.values[row] ?? 0) * column.factor;
      }
      return this.#placeOf(key);
    };
  }

  result(): readonly GroupSums[] {
    return this.#keys
      .map(({ periods, number }, index) => ({
        key: this.#values(periods, number),
        ...totalsOf(this.values, index * COUNTS.length),
      }))
      .filter(isAnything);
  }

  #placeOf(key: number): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = (this.#keys.push({ periods: this.#periods, number: key }) - 1) * COUNTS.length;
    this.#places.set(key, place);
    if (place + COUNTS.length > this.values.length) {
      const larger = new Float64Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
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

interface Places {
  get(key: number): number | undefined;
  set(key: number, place: number): unknown;
  clear(): void;
}

/** With fewer possible keys than this, a list is quicker than a map. */
const MAX_LISTED = 65_536;

/** Places by their keys, which are below `count`. */
class ListedPlaces implements Places {
  readonly #places: Int32Array;

  constructor(count: number) {
    this.#places = new Int32Array(count).fill(-1);
  }

  get(key: number): number | undefined {
    const place = this.#places[key] ?? -1;
    return place < 0 ? undefined : place;
  }

  set(key: number, place: number): void {
    this.#places[key] = place;
  }

  clear(): void {
    this.#places.fill(-1);
  }
}

function isPeriod(group: CostGroup): group is Period {
  return (PERIODS as readonly string[]).includes(group);
}

function isDimension(group: CostGroup): group is Exclude<CostGroup, Period> {
  return !isPeriod(group);
}

function totalsOf(sums: Float64Array, place: number): HistoryTotals {
  const [completions = 0, inputTokens = 0, outputTokens = 0, high = 0, low = 0, ...rest] = sums.subarray(
    place,
    place + COUNTS.length,
  );
  const [unpriced = 0, free = 0, cachedInputTokens = 0] = rest;
  const costPicodollars = (BigInt(high) << HALF) + BigInt(low);
  return { completions, inputTokens, cachedInputTokens, outputTokens, costPicodollars, unpriced, free };
}

function isAnything(row: HistoryTotals): boolean {
  const counted = row.completions > 0 || row.inputTokens > 0 || row.outputTokens > 0 || row.cachedInputTokens > 0;
  return counted || row.costPicodollars > 0n || row.unpriced > 0;
}
