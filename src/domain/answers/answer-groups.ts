import type { Column, ColumnCell, Progress } from '../run/columns.ts';
import type { Completion, LiveCompletion } from '../run/completion.ts';

const EQUALITIES = ['norm', 'raw'] as const;
/** Whether answers count as equal when equal letter for letter (`raw`), or when equal but for case, spaces and final punctuation. */
export type Equality = (typeof EQUALITIES)[number];

/** Equal answers of one cell, or requests that failed alike. */
export interface AnswerGroup {
  /** Short, safe in addresses, and the same whenever the same answer is folded. */
  readonly id: string;
  /** The one that stands for all: the first of those with the most frequent wording. */
  readonly shown: Completion;
  /** All of them, the shown one too, in the order of the plan. */
  readonly members: readonly Completion[];
}

/** The answers of one combination of settings, folded; what goes on is shown as far as there is room. */
export interface GroupedCell {
  readonly row: number;
  readonly settings: ColumnCell['settings'];
  /** Outputs that count as samples. */
  readonly n: number;
  /** Samples, the most frequent first, those first seen first among equals. */
  readonly answers: readonly AnswerGroup[];
  /** What ended without being a sample: failed, stopped, held. */
  readonly failures: readonly AnswerGroup[];
  /** Answers to come that are shown, in the order of the plan. */
  readonly unfinished: readonly LiveCompletion[];
  /** Answers to come for which there is no room. */
  readonly hidden: { readonly streaming: number; readonly waiting: number };
}

export interface GroupedColumn extends Pick<Column, 'index' | 'axis' | 'value' | 'changes'> {
  readonly cells: readonly GroupedCell[];
  readonly progress: Progress;
}

/** More different answers than these are shown on request only. */
export const MAX_GROUPS = 8;
