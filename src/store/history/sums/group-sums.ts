import type { CostGroup, GroupValue, HistoryTotals } from '../../../domain/history/history.ts';
import { PERIODS, type Period } from '../../../domain/history/history.ts';
import { periodOf } from '../../../domain/history/period.ts';
import { temperatureOf } from '../../costs/daily-costs.ts';
import type { Dictionaries, Dimension, DimensionedDay } from './dimensions.ts';

/*
 * Sums by groups over days that are kept in memory column by column: of the daily sums, and of completions one by one.
 */

/** Sums of one group; `key` has a value for each of the groups that were asked for. */
export interface GroupSums extends HistoryTotals {
  readonly key: readonly GroupValue[];
}

/** Costs are summed in two halves, because floating point is exact up to 2^53 only, and BigInts are slow. */
export const COUNTS = ['completions', 'input', 'output', 'costHigh', 'costLow', 'unpriced', 'free', 'cached'] as const;
export const HALF = 32n;

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
