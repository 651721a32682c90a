import type { JsonObject } from '../json-value.ts';

/** One place in a pasted text that could not be read; lines count from 1. */
export interface PasteProblem {
  readonly line: number;
  readonly message: string;
}

/** The request that a pasted text holds; `null` when it holds none, and then the problems say why. */
export interface PastedRequest {
  readonly body: JsonObject | null;
  readonly problems: readonly PasteProblem[];
}

/** The longest text that is read, in characters. */
export const MAX_PASTE = 1_000_000;
/** Levels of lists, objects and brackets within each other. */
export const MAX_NESTING = 100;

/** What is said of a program whose syntax takes too long to be understood. */
export const TOO_INTRICATE = unreadable(1, 'This takes too long to be read: paste the request alone.');

export function unreadable(line: number, message: string): PastedRequest {
  return { body: null, problems: [{ line, message }] };
}

/** The line, from 1, on which a place in a text is. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
