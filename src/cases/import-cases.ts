import { type Case, MAX_CASES } from '../domain/case.ts';
import type { Check } from '../domain/check.ts';
import { readRows } from '../prompts/rows/read-rows.ts';
import {
  cellText,
  type RowError,
  type SourceRow,
  type SourceTable,
  type TableOptions,
} from '../prompts/rows/source-table.ts';
import { promptfooTable } from './promptfoo-table.ts';

export interface ImportCasesOptions {
  /** The variables that the prompt leaves open: each case needs a value for each. None: a case is the user message. */
  readonly variables: readonly string[];
  /** Those that have a value of their own: a column of that name takes its place. */
  readonly given?: readonly string[];
}

export interface ImportedCases {
  /** Empty when anything is wrong: nothing is half imported. */
  readonly cases: readonly Case[];
  /** In the order of the lines. */
  readonly errors: readonly RowError[];
  readonly notes: readonly string[];
  /** What promptfoo's tests assert alike. */
  readonly checks: readonly Check[];
}

/** The longest cell, in characters. */
const MAX_CELL = 200_000;

const EXPECTED = ['expected', 'expected answer', 'answer', 'label', 'output'];
const NAMES = ['name', 'description', 'id'];
const MESSAGES = ['message', 'input', 'text', 'question', 'prompt', 'user message'];
/** Columns that are read over. */
const NOTES = ['note', 'notes', 'comment'];

/**
 * Test cases from a CSV file, a table copied out of a spreadsheet, JSON lines or a JSON list, or promptfoo's `tests` in any of
 * these and in YAML. Columns are found by their names: the prompt's variables, `expected`, `name`; without variables, `message`.
 */
export function importCases(source: string | Uint8Array, { variables, given = [] }: ImportCasesOptions): ImportedCases {
  const known = new Set([...variables, ...given, ...EXPECTED, ...NAMES, ...MESSAGES, ...NOTES].map(lower));
  const read = readRows(source, singleColumn(source, known), (cell) => known.has(lower(cell)) || cell.startsWith('__'));
  const { table, checks } = promptfooTable(source, read) ?? { table: read, checks: [] };
  const found = given.filter((name) => columnOf(table, [name]) !== -1);
  return { ...casesOf(table, [...variables, ...found]), checks };
}

function casesOf(table: SourceTable, variables: readonly string[]): Omit<ImportedCases, 'checks'> {
  const wanted = variables.length === 0 ? [messageColumn(table)] : variables.map((name) => columnOf(table, [name]));
  const missing = wanted.flatMap((column, place) => (column === -1 ? [missingColumn(variables[place])] : []));
  if (table.rows.length > MAX_CASES) missing.push(tooMany(table.rows.length));
  // A file in which nothing can be read says so itself.
  if (missing.length > 0) {
    const errors = table.rows.length === 0 && table.errors.length > 0 ? [] : missing;
    return { cases: [], errors: [...table.errors, ...errors], notes: table.notes };
  }
  const columns = { wanted, expected: columnOf(table, EXPECTED), name: columnOf(table, NAMES) };
  const read = table.rows.map((row) => readCase(row, table, { ...columns, variables }));
  const errors = [...table.errors, ...read.flatMap((one) => one.errors)].toSorted((a, b) => a.line - b.line);
  const cases = read.map((one) => one.case);
  const said = [...repeats(cases, table), ...formulas(table)];
  return { cases: errors.length > 0 ? [] : cases, errors, notes: [...table.notes, ...said] };
}

/** A table of one column has no separator to be known by: its first line is one known name, and commas are those of its texts. */
function singleColumn(source: string | Uint8Array, known: ReadonlySet<string>): TableOptions {
  const start = typeof source === 'string' ? source.slice(0, 200) : new TextDecoder().decode(source.slice(0, 200));
  const [first = ''] = start.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  return known.has(lower(first)) ? { format: 'tsv', delimiter: '\t', header: true } : {};
}

interface Columns {
  readonly variables: readonly string[];
  readonly wanted: readonly number[];
  readonly expected: number;
  readonly name: number;
}

function readCase(row: SourceRow, table: SourceTable, { variables, wanted, expected, name }: Columns) {
  const texts = wanted.map((column) => cellText(row.values[column]));
  const errors = wanted.flatMap((column, place): RowError[] => {
    const text = texts[place] ?? null;
    const named = table.columns[column] ?? null;
    if (typeof row.values[column] === 'object' && row.values[column] !== null)
      return [{ line: row.line, column: named, message: 'This is a list or an object where a text belongs.' }];
    if (text === null) return [{ line: row.line, column: named, message: 'There is no value here.' }];
    if (text.length <= MAX_CELL) return [];
    return [{ line: row.line, column: named, message: `The text is longer than ${MAX_CELL} characters.` }];
  });
  const own = cellText(row.values[expected]);
  const input =
    variables.length === 0
      ? { message: texts[0] ?? '' }
      : { variables: Object.fromEntries(variables.map((variable, place) => [variable, texts[place] ?? ''])) };
  const made: Case = { input, expected: own === null || own === '' ? null : own, name: cutName(row.values[name]) };
  return { case: made, errors };
}

function cutName(value: unknown): string | null {
  const text = cellText(value)?.trim() ?? '';
  return text === '' ? null : text.slice(0, 200).toWellFormed();
}

function columnOf({ columns }: SourceTable, names: readonly string[]): number {
  return columns.findIndex((column) => names.some((name) => lower(name) === lower(column)));
}

/** A table without names has its messages in the first column. */
function messageColumn(table: SourceTable): number {
  const named = columnOf(table, MESSAGES);
  return named === -1 && table.columns.length > 0 ? 0 : named;
}

function missingColumn(variable: string | undefined): RowError {
  const message =
    variable === undefined ? 'There is no row to read.' : `There is no column “${variable}” for the prompt’s variable.`;
  return { line: 1, column: variable ?? null, message };
}

function tooMany(rows: number): RowError {
  return { line: MAX_CASES + 1, column: null, message: `${rows} rows are too many: at most ${MAX_CASES}.` };
}

/** Places that a note names; the others are counted. */
const MAX_NAMED = 5;

function repeats(cases: readonly Case[], { rows }: SourceTable): readonly string[] {
  const first = new Map<string, number>();
  const again: string[] = [];
  for (const [place, { input }] of cases.entries()) {
    const key = JSON.stringify(input);
    const before = first.get(key);
    const line = rows[place]?.line ?? place + 1;
    if (before === undefined) first.set(key, line);
    else again.push(`line ${line} asks what line ${before} asks`);
  }
  return named(again, (all) => `The same is asked again, and counts again: ${all}.`);
}

/** What a spreadsheet would compute is sent as it stands. */
function formulas({ rows, columns, format }: SourceTable): readonly string[] {
  if (format === 'json' || format === 'jsonl') return [];
  const found = rows.flatMap(({ line, values }) => {
    const column = values.findIndex((cell) => typeof cell === 'string' && /^[=@]\S/.test(cell));
    return column === -1 ? [] : [`line ${line}, column “${columns[column] ?? ''}”`];
  });
  return named(found, (all) => `A formula is read as the text it is written as, not as its result: ${all}.`);
}

function named(places: readonly string[], sentence: (all: string) => string): readonly string[] {
  if (places.length === 0) return [];
  const more = places.length > MAX_NAMED ? `, and ${places.length - MAX_NAMED} more` : '';
  return [sentence(`${places.slice(0, MAX_NAMED).join('; ')}${more}`)];
}

function lower(name: string): string {
  return name.trim().toLowerCase();
}
