import { isFields, isTooDeep, MAX_DEPTH, parsedJson } from '../../domain/json.ts';
import { cellText, emptyTable, MAX_CELL, type RowError, type SourceTable } from './source-table.ts';

interface Item {
  readonly line: number;
  readonly value: unknown;
}

const TOO_DEEP = `This is nested more than ${MAX_DEPTH} levels deep.`;

/** The rows of JSON lines, or of one JSON list of objects: a column for each key that any of them has. */
export function readJsonRows(text: string, format: 'json' | 'jsonl'): SourceTable {
  const read = format === 'json' ? listItems(text) : lineItems(text);
  const errors: RowError[] = [...read.errors];
  const objects: { line: number; value: Readonly<Record<string, unknown>> }[] = [];
  for (const { line, value } of read.items) {
    if (!isFields(value)) errors.push({ line, column: null, message: 'This is not a JSON object.' });
    else {
      const long = Object.entries(value).find(([, cell]) => (cellText(cell)?.length ?? 0) > MAX_CELL);
      if (long === undefined) objects.push({ line, value });
      else errors.push({ line, column: long[0], message: `The text is longer than ${MAX_CELL} characters.` });
    }
  }
  const columns = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))];
  return {
    ...emptyTable(null, format),
    columns,
    named: true,
    rows: objects.map(({ line, value }) => ({
      line,
      values: columns.map((name) => (Object.hasOwn(value, name) ? value[name] : undefined)),
    })),
    errors: errors.toSorted((a, b) => a.line - b.line),
  };
}

function lineItems(text: string): { readonly items: readonly Item[]; readonly errors: readonly RowError[] } {
  const items: Item[] = [];
  const errors: RowError[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    if (line.trim() === '') return;
    const isDeep = isTooDeep(line);
    const value = isDeep ? undefined : parsedJson(line);
    if (isDeep) errors.push({ line: index + 1, column: null, message: TOO_DEEP });
    else if (value === undefined) errors.push({ line: index + 1, column: null, message: 'This is not a JSON object.' });
    else items.push({ line: index + 1, value });
  });
  return { items, errors };
}

function listItems(text: string): { readonly items: readonly Item[]; readonly errors: readonly RowError[] } {
  if (isTooDeep(text)) return { items: [], errors: [{ line: 1, column: null, message: TOO_DEEP }] };
  const value = parsedJson(text);
  if (value === undefined) {
    return { items: [], errors: [{ line: 1, column: null, message: 'This is not valid JSON.' }] };
  }
  const list = Array.isArray(value) ? value : [value];
  return { items: list.map((item, index) => ({ line: index + 1, value: item })), errors: [] };
}
