import type { Case } from './case.ts';
import type { ColumnScore, Flips } from './score.ts';

/** How often the answers of one column to one case passed. */
export interface MatrixCell {
  readonly passed: number;
  readonly failed: number;
  /** Answers that could not be judged. */
  readonly unknown: number;
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
  readonly score: ColumnScore | null;
  readonly flips: Flips | null;
  /** Holm's p over all columns beside the first. */
  readonly adjusted: number | null;
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
