import { type ColumnsRef, formatColumnsRef, MAX_PAIRS, type Pair, pairsOf } from '../domain/answers/comparison.ts';
import { columnKey } from '../domain/run/column-label.ts';
import type { Column } from '../domain/run/columns.ts';
import { type AppError, ValidationError } from '../errors.ts';

/**
 * The pairs of columns that two choices make.
 * @throws ValidationError when a column is not there, or there are no pairs, or too many
 */
export function checkedPairs(
  a: ColumnsRef,
  b: ColumnsRef,
  [ofA, ofB]: readonly (readonly Column[])[],
): readonly Pair[] {
  for (const [path, ref, columns] of [
    ['a', a, ofA ?? []],
    ['b', b, ofB ?? []],
  ] as const) {
    if (ref.column !== null && ref.column >= columns.length) throw noSuchColumn(path, ref, columns.length);
  }
  const valuesOf = (columns: readonly Column[] = []) => columns.map(columnKey);
  const pairs = pairsOf({ ref: a, values: valuesOf(ofA) }, { ref: b, values: valuesOf(ofB) });
  if (pairs.length === 0) {
    throw new ValidationError([
      {
        path: 'b',
        message: 'There is nothing to compare: choose two columns, or two runs with a column value in common.',
      },
    ]);
  }
  if (pairs.length > MAX_PAIRS) {
    throw new ValidationError([
      {
        path: 'b',
        message: `That would be ${pairs.length} pairs; at most ${MAX_PAIRS} are compared at once. Choose a column.`,
      },
    ]);
  }
  return pairs;
}

function noSuchColumn(path: string, ref: ColumnsRef, columns: number): AppError {
  return new ValidationError([
    {
      path,
      message: `${formatColumnsRef(ref)}: run ${ref.run} has ${columns} columns, counted from 0.`,
    },
  ]);
}
