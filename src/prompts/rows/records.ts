import { CsvError, parse } from 'csv-parse/sync';
import { parsedJson } from '../../domain/json.ts';
import { literalPattern } from '../../platform/literal-pattern.ts';
import type { RowError, SourceRow } from './source-table.ts';

export interface TextRow extends SourceRow {
  readonly values: readonly string[];
  /** The record as it stands in the file. */
  readonly raw: string;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

/** The records of a delimited table (RFC 4180), each with the line on which it begins; empty lines are none. */
export function readRecords(
  text: string,
  delimiter: string,
  limit?: number,
): { readonly rows: readonly TextRow[] } | { readonly error: RowError } {
  try {
    const records = parse(text, {
      delimiter,
      // A file may have been put together from several. In one with line feeds, a carriage return by itself is text.
      record_delimiter: text.includes('\n') ? ['\r\n', '\n'] : ['\r'],
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // What spreadsheets copy out of a plain cell may hold a quotation mark in its middle.
      relax_quotes: true,
      ...(limit === undefined ? {} : { to: limit }),
    }) as unknown as readonly ParsedRecord[];
    return {
      rows: records.map(({ record, raw, info }) => ({ line: firstLine(record, info.lines), values: record, raw })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines = 1, records = 0 } = error as { readonly lines?: number; readonly records?: number };
    if (error.code !== 'CSV_QUOTE_NOT_CLOSED')
      return { error: { line: lines, column: null, message: `${error.message}.` } };
    const line = lineAfter(text, delimiter, records);
    return { error: { line, column: null, message: 'A quotation mark that was opened is never closed.' } };
  }
}

/** The line after so many records: where the one begins whose quotation mark is never closed. */
function lineAfter(text: string, delimiter: string, records: number): number {
  const before = records === 0 ? null : readRecords(text, delimiter, records);
  const last = before !== null && 'rows' in before ? before.rows.at(-1) : undefined;
  return last === undefined ? 1 : last.line + lineEndsIn(last.values) + 1;
}

/** The parser tells the line on which a record ends; one with line ends inside began earlier. */
function firstLine(record: readonly string[], last: number): number {
  return Math.max(1, last - lineEndsIn(record));
}

function lineEndsIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

/**
 * Why a record was probably not split as it was meant; `null` when nothing points to that. Cells with separators or
 * quotation marks that are not in quotation marks themselves fall apart, and half a value would be taken for a whole one.
 */
export function splitProblem({ values, raw }: TextRow, delimiter: string): string | null {
  const isHalfJson = values.some((_, index) => isBrokenJson(values, index, delimiter));
  if (!isHalfJson && !hasLooseQuotes(raw, delimiter)) return null;
  return 'A cell that holds the separator and quotation marks must be in quotation marks, with its own ones doubled.';
}

/** Cells after one that may belong to it. */
const MAX_PIECES = 100;

/** A cell that opens as JSON, is none, and would be together with cells after it. */
function isBrokenJson(values: readonly string[], index: number, delimiter: string): boolean {
  const cell = values[index] ?? '';
  if (!/^\s*[{[]/.test(cell) || isJson(cell)) return false;
  const after = values.slice(index + 1, index + 1 + MAX_PIECES);
  return after.some(
    (last, count) => /[}\]]\s*$/.test(last) && isJson([cell, ...after.slice(0, count + 1)].join(delimiter)),
  );
}

/** Whether a text is JSON, whatever it holds. */
export function isJson(text: string): boolean {
  return parsedJson(text) !== undefined;
}

/** Two cells of one record that each hold an odd number of quotation marks, without being in quotation marks. */
function hasLooseQuotes(raw: string, delimiter: string): boolean {
  const mark = literalPattern(delimiter);
  const quoted = new RegExp(`(^|${mark})"(?:[^"]|"")*"(?=${mark}|\\r?\\n?$)`, 'g');
  const odd = raw
    .replace(quoted, '$1')
    .split(delimiter)
    .filter((cell) => cell.split('"').length % 2 === 0);
  return odd.length > 1;
}
