import type { Example } from '../../domain/prompt/prompt.ts';
import { escapeText, variableNames } from '../../domain/prompt/template.ts';
import { leftOutNote } from '../rows/column-names.ts';
import { readRows } from '../rows/read-rows.ts';
import type { RowError, SourceRow, SourceTable, TableFormat, TableOptions } from '../rows/source-table.ts';
import { exampleRows } from './example-rows.ts';
import { FIELDS, type Field, fieldsByName, guessFields, isFieldName } from './row-fields.ts';

export interface ImportOptions extends TableOptions {
  /** What each column stands for, in order; `undefined` leaves a column to the guess. */
  readonly fields?: readonly (Field | null | undefined)[];
  /** Whether `{{name}}` in the rows is to be sent as it stands; guessed where it is left out. */
  readonly escape?: boolean;
}

export interface ImportedExamples {
  readonly format: TableFormat;
  readonly delimiter: string | null;
  /** Whether the first line was taken for names. */
  readonly named: boolean;
  readonly columns: readonly { readonly name: string; readonly field: Field | null }[];
  readonly rows: readonly Example[];
  /** Lines that are wrong; they are left out, the others are read. */
  readonly errors: readonly RowError[];
  /** What was left out on purpose, or decided by a guess. */
  readonly notes: readonly string[];
  /** Names that stand in double braces in the rows. */
  readonly braces: readonly string[];
  /** Whether these braces were escaped, so that they are sent as they stand. */
  readonly escaped: boolean;
}

export const MAX_ROWS = 5_000;

/**
 * Example rows from a CSV file, a table copied out of a spreadsheet, JSON lines or a JSON list (`{"messages": [...]}`, or
 * objects with an input and an output). Braces in rows from elsewhere are escaped unless told otherwise, as an answer's are
 * when it becomes an example; a file that Tempera wrote keeps its variables.
 */
export function importExamples(source: string | Uint8Array, options: ImportOptions = {}): ImportedExamples {
  const table = readRows(source, options, isFieldName);
  const fieldsOf = fieldsIn(table, options.fields);
  const fields = table.columns.map((_, index) => firstField(table, fieldsOf, index));
  const read = exampleRows(table, fieldsOf);
  const kept = read.rows.slice(0, MAX_ROWS);
  const braces = [...new Set(kept.flatMap(({ input, output }) => [...variableNames(input), ...variableNames(output)]))];
  const escaped = braces.length > 0 && (options.escape ?? !isOurs(table));
  return {
    format: table.format,
    delimiter: table.delimiter,
    named: table.named,
    columns: table.columns.map((name, index) => ({ name, field: fields[index] ?? null })),
    rows: escaped ? kept.map(withoutVariables) : kept,
    errors: [...table.errors, ...read.errors].toSorted((a, b) => a.line - b.line),
    notes: [
      ...table.notes,
      ...leftOut(table, fields),
      ...(read.systems === 0
        ? []
        : [`System messages left out of ${read.systems} rows: a prompt has one for all its examples.`]),
      ...(read.rows.length <= MAX_ROWS ? [] : [`Only the first ${MAX_ROWS} of ${read.rows.length} rows are taken.`]),
    ],
    braces,
    escaped,
  };
}

type Fields = readonly (Field | null)[];

/** The chosen fields, each for one column; else a guess, which for JSON is made of each row by its own keys. */
function fieldsIn(table: SourceTable, chosen: ImportOptions['fields'] = []): (row: SourceRow) => Fields {
  const { columns, named, format } = table;
  const applied = (guessed: Fields) => (chosen.length === columns.length ? withChosen(guessed, chosen) : guessed);
  if (format === 'csv' || format === 'tsv') {
    const fields = applied(guessFields(columns, named));
    return () => fields;
  }
  return ({ values }) => applied(fieldsByName(columns.map((name, index) => (values[index] === undefined ? '' : name))));
}

/** What was chosen goes before what was guessed, and a field belongs to the first column that has it. */
function withChosen(guessed: Fields, chosen: NonNullable<ImportOptions['fields']>): Fields {
  const fields = guessed.map((guess, index) => {
    const choice = chosen[index];
    if (choice !== undefined) return choice;
    return guess !== null && chosen.includes(guess) ? null : guess;
  });
  return fields.map((field, index) => (field !== null && fields.indexOf(field) < index ? null : field));
}

/** What a column stands for in the first row that has a value in it. */
function firstField({ rows }: SourceTable, fieldsOf: (row: SourceRow) => Fields, column: number): Field | null {
  const row = rows.find(({ values }) => values[column] !== undefined);
  return row === undefined ? null : (fieldsOf(row)[column] ?? null);
}

/** The columns of a file that was exported from here, chat lines apart. */
function isOurs({ columns, named }: SourceTable): boolean {
  return named && columns.join() === FIELDS.join();
}

function withoutVariables(row: Example): Example {
  return { ...row, input: escapeText(row.input), output: escapeText(row.output) };
}

/** Columns that none of the rows' parts comes from, by name. */
function leftOut({ columns, format }: SourceTable, fields: Fields): readonly string[] {
  const isJson = format === 'json' || format === 'jsonl';
  const unused = columns.filter((name, index) => (fields[index] ?? null) === null && !(isJson && name === 'messages'));
  return leftOutNote(unused, isJson ? 'Fields' : 'Columns');
}
