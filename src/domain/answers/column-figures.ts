import { type RunTotals, totalsOf } from '../run/columns.ts';
import type { Completion } from '../run/completion.ts';
import type { GroupedColumn } from './answer-groups.ts';

/** What a column's answers came to, as its head says it. */
export interface ColumnFigures {
  /** How many answers count as samples. */
  readonly n: number;
  /** How many of them are equal to the commonest one. */
  readonly same: number;
  /** How many answers were rated good, and how many bad. */
  readonly good: number;
  readonly bad: number;
  /** Median of the answers' output tokens, the lower one of two; `null` when none is known. */
  readonly outputTokens: number | null;
  readonly totals: RunTotals;
}

/** Figures of a column whose answers all stand in one cell; of several cells, `same` is that of the commonest answer anywhere. */
export function columnFigures({ cells }: Pick<GroupedColumn, 'cells'>): ColumnFigures {
  const samples = cells.flatMap(({ answers }) => answers.flatMap(({ members }) => members));
  const failures = cells.flatMap(({ failures }) => failures.flatMap(({ members }) => members));
  return {
    n: samples.length,
    same: Math.max(0, ...cells.flatMap(({ answers }) => answers.map(({ members }) => members.length))),
    good: samples.filter(({ annotations }) => annotations.rating === 'good').length,
    bad: samples.filter(({ annotations }) => annotations.rating === 'bad').length,
    outputTokens: medianTokens(samples),
    totals: totalsOf([...samples, ...failures]),
  };
}

function medianTokens(completions: readonly Completion[]): number | null {
  const known = completions
    .map(({ usage }) => usage?.outputTokens ?? null)
    .filter((tokens) => tokens !== null)
    .sort((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}
