import type { CompletionFilter } from '../../../domain/history/history.ts';
import { temperatureKey } from '../../costs/daily-costs.ts';

/*
 * What days that are kept in memory column by column can be summed and filtered by.
 */

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
