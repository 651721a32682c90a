import { type Case, MAX_CASE_NOTE, MAX_CASES } from '../domain/cases/case.ts';
import type { Check } from '../domain/cases/check.ts';
import { isFields } from '../domain/json.ts';
import { unguardCell } from '../platform/formula-guard.ts';
import { decodeText, withoutMarks } from '../prompts/rows/decode.ts';
import { readRows } from '../prompts/rows/read-rows.ts';
import {
  cellText,
  type RowError,
  type SourceRow,
  type SourceTable,
  type TableOptions,
} from '../prompts/rows/source-table.ts';
import {
  type CaseColumns,
  caseColumns,
  isColumnName,
  notesOnColumns,
  sameName,
  variableColumn,
} from './case-columns.ts';
import { chatCases } from './chat-cases.ts';
import { promptfooTable } from './promptfoo-table.ts';
import { notesOnRows } from './row-notes.ts';

export interface ImportCasesOptions {
  /** The variables that the prompt leaves open: each case needs a value for each. None: a case is the user message. */
  readonly variables: readonly string[];
  /** Those that have a value of their own: a column of that name takes its place. */
  readonly given?: readonly string[];
}

export interface ImportedCases {
  /** Empty when anything is wrong: nothing is half imported. */
  readonly cases: readonly Case[];
  /** In the order of the lines; the first ones, where very many are wrong. */
  readonly errors: readonly RowError[];
  /** How many places are wrong. */
  readonly wrong: number;
  readonly notes: readonly string[];
  /** What promptfoo's tests assert alike. */
  readonly checks: readonly Check[];
}

/** The longest cell, in characters. */
const MAX_CELL = 200_000;

/**
 * Test cases from a CSV file, a table copied out of a spreadsheet, JSON lines or a JSON list, or promptfoo's `tests` in any of
 * these and in YAML. Columns are found by their names: the prompt's variables, `expected`, `name`; without variables, `message`.
 */
export function importCases(source: string | Uint8Array, { variables, given = [] }: ImportCasesOptions): ImportedCases {
  const isName = (cell: string) => isColumnName(cell, [...variables, ...given]);
  // Without its names a table fills no variable.
  const named = variables.length === 0 ? {} : { header: true };
  const options = { ...named, ...singleColumn(startOf(source), isName) };
  const read = readRows(source, options, (cell) => isName(cell) || cell.startsWith('__'));
  const { table, checks } = promptfooTable(source, read) ?? {
    table: variables.length === 0 ? chatCases(asTheApiTakesThem(read)) : asTheApiTakesThem(read),
    checks: [],
  };
  const found = given.filter((name) => variableColumn(table, name) !== -1);
  const { errors, ...made } = casesOf(table, [...variables, ...found]);
  return { ...made, errors: errors.slice(0, MAX_ERRORS), wrong: errors.length, checks };
}

/** Cases as the API takes them have their values in one object: each becomes a column. */
function asTheApiTakesThem(table: SourceTable): SourceTable {
  const place = table.columns.indexOf('variables');
  if (place === -1 || !table.rows.every(({ values }) => isFields(values[place] ?? {}))) return table;
  const own = table.rows.map(({ values }) => (isFields(values[place]) ? values[place] : {}));
  const names = [...new Set(own.flatMap(Object.keys))].filter((name) => !table.columns.includes(name));
  return {
    ...table,
    columns: [...table.columns.toSpliced(place, 1), ...names],
    rows: table.rows.map((row, index) => ({
      ...row,
      values: [...row.values.toSpliced(place, 1), ...names.map((name) => own[index]?.[name])],
    })),
  };
}

/** Places that are told one by one; all are counted. */
const MAX_ERRORS = 200;

function casesOf(table: SourceTable, variables: readonly string[]): Omit<ImportedCases, 'checks' | 'wrong'> {
  if (isBlank(table)) return { cases: [], errors: [NOTHING_TO_READ], notes: table.notes };
  const columns = caseColumns(table, variables);
  const missing = columns.wanted.flatMap((column, place) =>
    column === -1 ? [missingColumn(variables[place], table)] : [],
  );
  if (table.rows.length > MAX_CASES) missing.push(tooMany(table.rows.length));
  // A file in which nothing can be read says so itself.
  if (missing.length > 0) {
    const errors = table.rows.length === 0 && table.errors.length > 0 ? [] : missing;
    return { cases: [], errors: [...table.errors, ...errors], notes: table.notes };
  }
  const read = table.rows.map((row) => readCase(row, table, { ...columns, variables }));
  const doubled = doubledColumns(table, [...columns.wanted, columns.expected, columns.name, columns.note]);
  const wrong = [...table.errors, ...read.flatMap((one) => one.errors)].toSorted((a, b) => a.line - b.line);
  const errors = [...doubled, ...wrong];
  const cases = read.map((one) => one.case);
  const notes = [...table.notes, ...notesOnColumns(table, columns, variables), ...notesOnRows(cases, table)];
  return { cases: errors.length > 0 ? [] : cases, errors, notes };
}

/** A table of one column has no separator to be known by: its first line is one known name, and commas are those of its texts. */
function singleColumn(start: string, isName: (cell: string) => boolean): TableOptions {
  const [first = ''] = start.split(/\r?\n/, 1);
  const name = first.trim().replace(/^"(.*)"$/, '$1');
  return isName(name) ? { format: 'tsv', delimiter: '\t', header: true } : {};
}

/** The first characters of a file, however it is encoded. */
function startOf(source: string | Uint8Array): string {
  const text = typeof source === 'string' ? source : (decodeText(source).text ?? '');
  return withoutMarks(text.slice(0, 1_000));
}

interface Columns extends CaseColumns {
  readonly variables: readonly string[];
}

function readCase(row: SourceRow, table: SourceTable, { variables, wanted, expected, name, note }: Columns) {
  const textAt = (column: number) => textOf(row.values[column], table);
  const texts = wanted.map(textAt);
  const isBlank = texts.every((text) => (text ?? '').trim() === '');
  const errors = wanted.flatMap((column, place): RowError[] => {
    const text = texts[place] ?? null;
    const named = table.columns[column] ?? null;
    if (typeof row.values[column] === 'object' && row.values[column] !== null)
      return [{ line: row.line, column: named, message: 'This is a list or an object where a text belongs.' }];
    if (text === null || isBlank) return [{ line: row.line, column: named, message: 'There is no value here.' }];
    if (text.length <= MAX_CELL) return [];
    return [{ line: row.line, column: named, message: `The text is longer than ${MAX_CELL} characters.` }];
  });
  const own = textAt(expected);
  const input =
    variables.length === 0
      ? { message: texts[0] ?? '' }
      : { variables: Object.fromEntries(variables.map((variable, place) => [variable, texts[place] ?? ''])) };
  const beside = cutText(textAt(note), MAX_CASE_NOTE);
  const made: Case = {
    input,
    expected: own === null || own === '' ? null : own,
    name: cutText(textAt(name), MAX_NAME),
    ...(beside === null ? {} : { note: beside }),
  };
  return { case: made, errors };
}

/** The longest name of a case, in characters. */
const MAX_NAME = 200;

function cutText(text: string | null, length: number): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed.slice(0, length).toWellFormed();
}

/** In a table for spreadsheets a text that looks like a formula has an apostrophe before it. */
function textOf(value: unknown, { format }: SourceTable): string | null {
  const text = cellText(value);
  return text === null || format === 'json' || format === 'jsonl' ? text : unguardCell(text);
}

/** Columns of one name, of which only one could be read. */
function doubledColumns({ columns }: SourceTable, read: readonly number[]): readonly RowError[] {
  const lowered = columns.map(sameName);
  return read
    .filter((column) => column !== -1 && lowered.indexOf(lowered[column] ?? '', column + 1) !== -1)
    .map((column) => ({ line: 1, column: columns[column] ?? null, message: 'There are two columns of this name.' }));
}

function isBlank({ named, errors, rows }: SourceTable): boolean {
  if (named || errors.length > 0) return false;
  return rows.every(({ values }) => values.every((value) => typeof value === 'string' && value.trim() === ''));
}

const NOTHING_TO_READ: RowError = { line: 1, column: null, message: 'There is no row to read.' };

/** Columns that an error names; a table may have thousands. */
const MAX_NAMED = 10;

function missingColumn(variable: string | undefined, { columns }: SourceTable): RowError {
  if (variable === undefined) return NOTHING_TO_READ;
  const named = columns.slice(0, MAX_NAMED).map((name) => `“${name.slice(0, MAX_NAME)}”`);
  const others = columns.length > MAX_NAMED ? `, and ${columns.length - MAX_NAMED} more` : '';
  const found = named.length === 0 ? '' : ` The first line has ${named.join(', ')}${others}.`;
  const message = `There is no column “${variable}” for the prompt’s variable.${found}`;
  return { line: 1, column: variable, message };
}

function tooMany(rows: number): RowError {
  return { line: MAX_CASES + 1, column: null, message: `${rows} rows are too many: at most ${MAX_CASES}.` };
}
