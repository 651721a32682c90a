import type { Axis, Settings } from '../run/sweep.ts';
import type { Case } from './case.ts';
import type { ColumnScore, Flips } from './score.ts';

/** How often the answers of one column to one case passed. */
export interface MatrixCell {
  readonly passed: number;
  readonly failed: number;
  /** Answers that could not be judged. */
  readonly unknown: number;
  /** The only answer, where the case was asked once; its beginning. */
  readonly answer: string | null;
}

export interface MatrixRow {
  /** The place of the case, from 0. */
  readonly place: number;
  readonly case: Case;
  readonly cells: readonly MatrixCell[];
  /** Left out of every score: the prompt holds it as an example. */
  readonly leaked: boolean;
}

/** A column of the matrix; `flips` is against the first column. */
export interface MatrixColumn {
  readonly label: string;
  readonly axis: Axis;
  readonly value: Settings[Axis];
  readonly score: ColumnScore | null;
  readonly flips: Flips | null;
  /** Holm's p over all columns beside the first. */
  readonly adjusted: number | null;
  /** Mean of its requests; `null` where it is not known of all. */
  readonly inputTokens: number | null;
  /** The input of the example that this variant of a study leaves out. */
  readonly leftOut: string | null;
  /** Whether it chooses its examples for each case anew, so that no prompt can be it. */
  readonly perCase: boolean;
}

/** What checks say of a run, case by case: worst cases first. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/** Whether columns disagree about a case. */
export function disagrees({ cells }: MatrixRow): boolean {
  return new Set(cells.map(({ passed, failed }) => Math.sign(passed - failed))).size > 1;
}

/** Whether any answer to a case failed. */
export function hasFailures({ cells }: MatrixRow): boolean {
  return cells.some(({ failed }) => failed > 0);
}

/** What became of a case in a column, against the first one; an undecided side is the same. */
export type CellChange = 'fixed' | 'broken' | null;

/** Compares how the answers of two columns to one case came out, as flips count them. */
export function cellChange(baseline: MatrixCell | undefined, cell: MatrixCell): CellChange {
  const before = baseline === undefined ? 0 : Math.sign(baseline.passed - baseline.failed);
  const after = Math.sign(cell.passed - cell.failed);
  if (before === 0 || after === 0 || before === after) return null;
  return after > 0 ? 'fixed' : 'broken';
}
