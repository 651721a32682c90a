export const TABLE_FORMATS = ['csv', 'tsv', 'jsonl', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** One place that cannot be read, and why. */
export interface RowError {
  /** From 1, as editors count; in a JSON list, the number of the item. */
  readonly line: number;
  /** The name of the column at fault; `null` where the whole line is. */
  readonly column: string | null;
  readonly message: string;
}

/** One record: a value for each column. Tables hold texts; JSON holds anything, and `undefined` where the key is missing. */
export interface SourceRow {
  readonly line: number;
  readonly values: readonly unknown[];
}

/** Rows as they stand in a file, before anybody says what the columns mean. */
export interface SourceTable {
  readonly format: TableFormat;
  /** `null` for JSON. */
  readonly delimiter: string | null;
  /** The names that the file gives, or `Column 1`, `Column 2`, … */
  readonly columns: readonly string[];
  /** Whether the file itself names its columns. */
  readonly named: boolean;
  readonly rows: readonly SourceRow[];
  readonly errors: readonly RowError[];
  /** What was decided while reading that a person may want to know. */
  readonly notes: readonly string[];
}

/** How a file is to be read; what is left out is guessed. */
export interface TableOptions {
  readonly format?: TableFormat;
  readonly delimiter?: string;
  /** Whether the first line holds the names of the columns. */
  readonly header?: boolean;
}

/** The longest text that one cell may hold, in characters. */
export const MAX_CELL = 500_000;

/** A table without any row. */
export function emptyTable(error: string | null, format: TableFormat = 'csv'): SourceTable {
  const errors = error === null ? [] : [{ line: 1, column: null, message: error }];
  return { format, delimiter: null, columns: [], named: false, rows: [], errors, notes: [] };
}

/** A cell as text: what JSON holds besides texts is given as JSON; `null` where there is none. */
export function cellText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? null : JSON.stringify(value);
}
