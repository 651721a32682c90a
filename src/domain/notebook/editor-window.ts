import { MAX_VARIABLES } from '../prompt/prompt-variables.ts';
import { MAX_MESSAGES } from '../run/run.ts';

/*
 * What a page shows of a draft that holds more than a page can carry: example rows that were imported, and messages and
 * variables of a draft that is older than their limits. What is not shown is kept.
 */

export type Paged = 'rows' | 'messages' | 'variables';

/** How many of each a page shows at once. */
export const SHOWN_AT_ONCE: Readonly<Record<Paged, number>> = {
  rows: 2_000,
  messages: MAX_MESSAGES,
  variables: MAX_VARIABLES,
};

/** The places, from 0, at which a page begins to show rows, messages and variables; `null`: it did not say. */
export type EditorWindow = Readonly<Record<Paged, number | null>>;

export const WHOLE_WINDOW: EditorWindow = { rows: null, messages: null, variables: null };

/** What is shown of a list. */
export interface Shown<T> {
  readonly from: number;
  readonly total: number;
  readonly items: readonly T[];
}

/** The part of a list that a page shows; a conversation is shown from its end, where the question stands. */
export function shownOf<T>(what: Paged, all: readonly T[], window: EditorWindow): Shown<T> {
  const size = SHOWN_AT_ONCE[what];
  const last = Math.max(0, Math.ceil(all.length / size) - 1) * size;
  const wanted = window[what] ?? (what === 'messages' ? last : 0);
  const from = Math.min(Math.max(0, Math.floor(wanted / size) * size), last);
  return { from, total: all.length, items: all.slice(from, from + size) };
}

/** Whether a page shows only a part of so many. */
export function isPaged(what: Paged, total: number): boolean {
  return total > SHOWN_AT_ONCE[what];
}
