import { CsvError, parse } from 'csv-parse/sync';
import { parseTags } from '../../domain/example-edits.ts';
import type { Example } from '../../domain/prompt.ts';
import { unguardCell } from './formula-guard.ts';
import type { ImportError, ImportedExamples } from './import-examples.ts';
import { type Field, fieldNamed, parseSwitch } from './row-fields.ts';

type Read = Pick<ImportedExamples, 'rows' | 'errors' | 'notes'>;

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows of a table: by the names in its first line if it has such, else input and output in its first two columns. */
export function readTable(text: string, format: 'csv' | 'tsv'): Read {
  const parsed = parseLines(text, format === 'tsv' ? '\t' : delimiterOf(text));
  if ('error' in parsed) return { rows: [], errors: [parsed.error], notes: [] };
  const [first, ...rest] = parsed.lines;
  if (first === undefined) return { rows: [], errors: [], notes: [] };
  const named = first.cells.map((cell) => fieldNamed(cell));
  const hasHeader = named.includes('input') && named.includes('output');
  const columns: readonly (Field | null)[] = hasHeader ? named : ['input', 'output', 'enabled', 'tags'];
  const read = (hasHeader ? rest : parsed.lines).map((line) => readLine(line, columns));
  return {
    rows: read.flatMap((result) => ('row' in result ? [result.row] : [])),
    errors: read.flatMap((result) => ('error' in result ? [result.error] : [])),
    notes: hasHeader ? unknownColumns(first.cells, named) : [],
  };
}

function parseLines(text: string, delimiter: string): { readonly lines: readonly Line[] } | { error: ImportError } {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // What spreadsheets copy out of a plain cell may hold a quotation mark in its middle.
      relax_quotes: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return { lines: records.map(({ record, info }) => ({ line: firstLine(record, info.lines), cells: record })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { readonly lines?: unknown }).lines ?? 1);
    const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED';
    return {
      error: { line, message: unclosed ? 'A quotation mark that was opened is never closed.' : `${error.message}.` },
    };
  }
}

/** The parser tells the line on which a record ends; one with line ends inside began earlier. */
function firstLine(record: readonly string[], last: number): number {
  const inside = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
  return Math.max(1, last - inside);
}

/** Whichever of comma, semicolon and tab stands most often in the first line. */
function delimiterOf(text: string): string {
  const first = text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? '';
  const bare = first.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => [mark, bare.split(mark).length] as const);
  return counts.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ',';
}

function readLine(
  { line, cells }: Line,
  columns: readonly (Field | null)[],
): { readonly row: Example } | { readonly error: ImportError } {
  const cell = (field: Field) => unguardCell(cells[columns.indexOf(field)] ?? '');
  const wrong = (message: string) => ({ error: { line, message } });
  if (columns.indexOf('output') >= cells.length)
    return wrong('There is no output: a row needs an input and an output.');
  if (cell('input') === '') return wrong('The input is empty.');
  const enabled = columns.includes('enabled') ? parseSwitch(cell('enabled')) : true;
  if (enabled === null) return wrong(`“${cell('enabled')}” is neither on nor off: write true or false.`);
  return { row: { input: cell('input'), output: cell('output'), enabled, tags: parseTags(cell('tags')) } };
}

function unknownColumns(names: readonly string[], fields: readonly (Field | null)[]): readonly string[] {
  const unknown = names.filter((name, index) => fields[index] === null && name.trim() !== '');
  return unknown.length === 0 ? [] : [`Columns left out: ${unknown.join(', ')}.`];
}
