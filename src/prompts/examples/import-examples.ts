import type { Example } from '../../domain/prompt.ts';
import { readJsonLines } from './json-lines.ts';
import { readTable } from './table.ts';

export const IMPORT_FORMATS = ['auto', 'csv', 'tsv', 'jsonl'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** One line that gave no row, and why. */
export interface ImportError {
  /** From 1, as editors count. */
  readonly line: number;
  readonly message: string;
}

export interface ImportedExamples {
  readonly format: Exclude<ImportFormat, 'auto'>;
  readonly rows: readonly Example[];
  readonly errors: readonly ImportError[];
  /** What was left out on purpose. */
  readonly notes: readonly string[];
}

export const MAX_ROWS = 5_000;

/**
 * Example rows from a CSV file, a table copied out of a spreadsheet, or JSON lines (`{"messages": [...]}` or
 * `{"input": ..., "output": ...}`). Lines that are wrong are named and left out; the others are read.
 */
export function importExamples(source: string | Uint8Array, format: ImportFormat): ImportedExamples {
  const text = typeof source === 'string' ? source : decoded(source);
  if (text === null) {
    return { format: 'csv', rows: [], errors: [{ line: 1, message: 'The file is not text in UTF-8.' }], notes: [] };
  }
  const body = text.replace(/^\uFEFF/, '');
  const chosen = format === 'auto' ? guessFormat(body) : format;
  const read = chosen === 'jsonl' ? readJsonLines(body) : readTable(body, chosen);
  if (read.rows.length <= MAX_ROWS) return { format: chosen, ...read };
  const notes = [...read.notes, `Only the first ${MAX_ROWS} of ${read.rows.length} rows are taken.`];
  return { format: chosen, ...read, rows: read.rows.slice(0, MAX_ROWS), notes };
}

/** A line that begins with a brace is JSON; a tab in the first line tells a table out of a spreadsheet. */
function guessFormat(text: string): Exclude<ImportFormat, 'auto'> {
  const first = text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? '';
  if (/^\s*\{/.test(first)) return 'jsonl';
  return first.includes('\t') && !/^\s*"?input"?\s*[,;]/i.test(first) ? 'tsv' : 'csv';
}

/** `null` when the bytes are no UTF-8. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
