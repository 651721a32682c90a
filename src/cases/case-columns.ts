import { INPUT_NAMES, leftOutNote, OUTPUT_NAMES, plainName, trimmedName } from '../prompts/rows/column-names.ts';
import type { SourceTable } from '../prompts/rows/source-table.ts';

/** Where the parts of a case stand in a table; -1: nowhere. */
export interface CaseColumns {
  /** One for each variable, or the one of the message. */
  readonly wanted: readonly number[];
  readonly expected: number;
  readonly name: number;
  readonly note: number;
}

const EXPECTED = ['expected', 'expected_answer', 'answer', 'label', ...OUTPUT_NAMES, 'ground_truth', 'gold', 'class'];
const NAMES = ['name', 'description', 'id'];
const MESSAGES = ['message', 'input', 'text', 'question', 'prompt', 'user_message', ...INPUT_NAMES];
/** What people write beside a case; no model sees it. */
const NOTES = ['note', 'notes', 'comment'];
const OURS = new Set([...EXPECTED, ...NAMES, ...MESSAGES, ...NOTES]);

/** Whether a first cell is the name of a column rather than a value. */
export function isColumnName(cell: string, variables: readonly string[]): boolean {
  return OURS.has(plainName(cell)) || variables.some((variable) => sameName(variable) === sameName(cell));
}

/** Finds the columns of a table by their names: those of the variables, or where there are none the one of the message. */
export function caseColumns(table: SourceTable, variables: readonly string[]): CaseColumns {
  const taken = variables.map(plainName);
  const found = {
    expected: columnOf(table, without(EXPECTED, taken)),
    name: columnOf(table, NAMES),
    note: columnOf(table, without(NOTES, taken)),
  };
  const wanted =
    variables.length === 0
      ? [messageColumn(table, Object.values(found))]
      : variables.map((variable) => variableColumn(table, variable));
  return { wanted, ...found };
}

/** The column of a variable; -1: there is none. */
export function variableColumn({ columns }: SourceTable, variable: string): number {
  return columns.findIndex((column) => sameName(column) === sameName(variable));
}

/** Names are compared as variables are: accents may be written as one character or as two. */
export function sameName(name: string): string {
  return trimmedName(name).normalize('NFC').toLowerCase();
}

/** What was taken for what by a guess, and which columns of a table with names nothing is read from. */
export function notesOnColumns(table: SourceTable, columns: CaseColumns, variables: readonly string[]): string[] {
  if (!table.named) return [];
  const { wanted, expected, name, note } = columns;
  const read = [...wanted, expected, name, note];
  const asked = table.columns[wanted[0] ?? -1];
  const isGuess = variables.length === 0 && asked !== undefined && !MESSAGES.includes(plainName(asked));
  const left = table.columns.filter((_, column) => !read.includes(column));
  const isJson = table.format === 'json' || table.format === 'jsonl';
  return [
    ...(isGuess ? [`What is asked is the column “${asked}”: the one with the longest texts.`] : []),
    ...leftOutNote(left, isJson ? 'Fields' : 'Columns'),
  ];
}

/** Names that are none of the prompt's variables: a column of that name fills the variable. */
function without(names: readonly string[], taken: readonly string[]): readonly string[] {
  return names.filter((name) => !taken.includes(name));
}

/** The column of the first of these names that there is. */
function columnOf({ columns }: SourceTable, names: readonly string[]): number {
  const plain = columns.map(plainName);
  const name = names.find((one) => plain.includes(one));
  return name === undefined ? -1 : plain.indexOf(name);
}

/** A table without names has its messages in the first column; one with other names, in that of the longest texts. */
function messageColumn(table: SourceTable, taken: readonly number[]): number {
  const known = columnOf(table, MESSAGES);
  if (known !== -1 || table.columns.length === 0) return known;
  if (!table.named) return 0;
  const free = table.columns.map((_, column) => column).filter((column) => !taken.includes(column));
  const lengths = free.map((column) => lengthOf(table, column));
  return free[lengths.indexOf(Math.max(...lengths))] ?? 0;
}

const PROBED_ROWS = 100;

/** Characters of text in a column: a list or an object is no message. */
function lengthOf({ rows }: SourceTable, column: number): number {
  const texts = rows.slice(0, PROBED_ROWS).map(({ values }) => values[column]);
  return texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 0), 0);
}
