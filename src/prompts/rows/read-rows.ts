import { trimmedName } from './column-names.ts';
import { decodeText, withoutMarks } from './decode.ts';
import { guessDelimiter } from './delimiter.ts';
import { readJsonRows, readYamlRows } from './json-rows.ts';
import { isMarkdownTable, markdownRecords } from './markdown-table.ts';
import { isJson, readRecords, splitProblem, type TextRow } from './records.ts';
import {
  emptyTable,
  MAX_CELL,
  type RowError,
  type SourceTable,
  type TableFormat,
  type TableOptions,
} from './source-table.ts';

/**
 * Rows of a file, or of pasted text: CSV with any usual separator, a table copied out of a spreadsheet, JSON lines, or a
 * JSON list. What `options` leaves open is guessed. Lines that are wrong are named and left out; the others are read.
 * @param isName whether a text is a known name of a column, by which a first line of names is recognised
 */
export function readRows(
  source: string | Uint8Array,
  options: TableOptions,
  isName: (cell: string) => boolean,
): SourceTable {
  const decoded = typeof source === 'string' ? { text: source, note: null } : decodeText(source);
  if (decoded.text === null) return emptyTable(decoded.message);
  const table = tableOf(withoutFence(withoutMarks(decoded.text)), options, isName);
  return decoded.note === null ? table : { ...table, notes: [decoded.note, ...table.notes] };
}

function tableOf(text: string, options: TableOptions, isName: (cell: string) => boolean): SourceTable {
  const format = options.format ?? guessFormat(text);
  if (format === 'json' || format === 'jsonl') return readJsonRows(text, format, isName);
  const yaml = options.format === undefined ? readYamlRows(text, isName) : null;
  return yaml ?? readTable(text, { ...options, format }, isName);
}

/** What models answer stands between lines of three backquotes; the lines between them keep their numbers. */
function withoutFence(text: string): string {
  if (!/^\s*```[^\r\n`]*[\r\n]/.test(text) || !text.trimEnd().endsWith('\n```')) return text;
  return text
    .trimEnd()
    .slice(0, -3)
    .replace(/^(\s*)```[^\r\n]*/, '$1');
}

/** JSON is known by its first character: a list, one object over several lines, or an object on each line. */
function guessFormat(text: string): TableFormat {
  if (/^\s*\[\s*[{\]]/.test(text) || (/^\s*\[/.test(text) && isJson(text))) return 'json';
  if (!/^\s*\{/.test(text)) return 'csv';
  const first = text.trimStart().split(/\r?\n/, 1)[0] ?? '';
  return !isJson(first) && isJson(text) ? 'json' : 'jsonl';
}

/** Excel reads the separator from such a line, which is no row; a program that wrote the table may have quoted or filled it up. */
const SEPARATOR_LINE = /^"?sep ?= ?([^\r\n"])"?\1* *(?:\r\n|\n|\r|$)/i;

function readTable(
  text: string,
  options: TableOptions & { readonly format: 'csv' | 'tsv' },
  isName: (cell: string) => boolean,
): SourceTable {
  const named = SEPARATOR_LINE.exec(text);
  // The lines after it keep their numbers.
  const body = named === null ? text : text.replace(/^[^\r\n]*/, '');
  const isMarkdown = (options.delimiter ?? '|') === '|' && isMarkdownTable(body);
  const delimiter = isMarkdown
    ? '|'
    : (options.delimiter ?? named?.[1] ?? (options.format === 'tsv' ? '\t' : guessDelimiter(body, isName)));
  const format = delimiter === '\t' ? 'tsv' : 'csv';
  const read = isMarkdown ? markdownRecords(body) : readRecords(body, delimiter);
  if ('error' in read) return { ...emptyTable(null, format), delimiter, errors: [read.error] };
  const filled = read.rows.filter(isFilled);
  const [first, ...rest] = filled;
  if (first === undefined) return { ...emptyTable(null, format), delimiter };
  const hasHeader = isMarkdown || (options.header ?? isHeader(first, rest, isName));
  const rows = hasHeader ? rest : filled;
  const width = hasHeader ? first.values.length : usualWidth(rows);
  const columns = Array.from({ length: width }, (_, index) => columnName(hasHeader ? first : null, index));
  const checked = rows.map((row) => ({ row, error: problemOf(row, columns, isMarkdown ? null : delimiter) }));
  return {
    format,
    delimiter,
    columns,
    named: hasHeader && first.values.some((cell) => cell.trim() !== ''),
    rows: checked.flatMap(({ row: { line, values }, error }) => (error === null ? [{ line, values }] : [])),
    errors: checked.flatMap(({ error }) => (error === null ? [] : [error])),
    notes: [],
  };
}

/** Spreadsheets write rows that were emptied, or only given a colour, as separators alone: they are empty lines. */
function isFilled({ values }: TextRow): boolean {
  return values.some((cell) => cell.trim() !== '');
}

function columnName(header: TextRow | null, index: number): string {
  const name = trimmedName(header?.values[index] ?? '');
  return name === '' ? `Column ${index + 1}` : name;
}

/**
 * Two known names make a header; so does one among single words, or among titles that do not come again below them; or three and
 * more single words above longer texts.
 */
function isHeader(first: TextRow, rest: readonly TextRow[], isName: (cell: string) => boolean): boolean {
  const cells = first.values.map(trimmedName);
  const known = cells.filter(isName).length;
  if (known >= 2) return true;
  // A separator at the end of each line makes a column without a name.
  const names = cells.filter((cell) => cell !== '');
  if (rest.length === 0 || names.length < 2 || new Set(names).size < names.length) return false;
  const probed = rest.slice(0, PROBED_ROWS);
  const words = names.every((cell) => NAME_LIKE.test(cell));
  if (known === 1) return words || (names.every((cell) => TITLE_LIKE.test(cell)) && !comeAgain(cells, probed));
  return words && names.length >= 3 && probed.every(({ values }) => values.some((cell) => isLonger(cell.trim())));
}

function isLonger(cell: string): boolean {
  return cell !== '' && !NAME_LIKE.test(cell);
}

const PROBED_ROWS = 20;
const NAME_LIKE = /^[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,40}$/u;
/** A name of up to four words, as people write it above a column: `Ticket ID`, `Created (UTC)`. */
const TITLE_LIKE = /^[\p{L}_][\p{L}\p{M}\p{N}_.#&/()-]{0,40}( [\p{L}\p{M}\p{N}_.#&/()-]{1,40}){0,3}$/u;

/** Whether one of these cells stands again in its own column: then it is a value, as a label is, and no name. */
function comeAgain(cells: readonly string[], rows: readonly TextRow[]): boolean {
  return rows.some(({ values }) => cells.some((cell, column) => cell !== '' && values[column]?.trim() === cell));
}

/** Tables without names are as wide as most of their rows. */
function usualWidth(rows: readonly TextRow[]): number {
  const counts = new Map<number, number>();
  for (const { values } of rows) counts.set(values.length, (counts.get(values.length) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function problemOf(row: TextRow, columns: readonly string[], delimiter: string | null): RowError | null {
  const { line, values } = row;
  const split = delimiter === null ? null : splitProblem(row, delimiter);
  if (split !== null) return { line, column: null, message: split };
  if (values.length > columns.length) {
    const message = `There are ${values.length} cells where the table has ${columns.length} columns. A cell that holds the separator must be in quotation marks.`;
    return { line, column: null, message };
  }
  const long = values.findIndex((cell) => cell.length > MAX_CELL);
  if (long < 0) return null;
  return { line, column: columns[long] ?? null, message: `The text is longer than ${MAX_CELL} characters.` };
}
