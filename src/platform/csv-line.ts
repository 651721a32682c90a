import { guardCell } from './formula-guard.ts';

export type CsvValue = string | number | null;

/** Other separators and spaces at the ends too, as readers guess and trim. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/**
 * One line of CSV (RFC 4180) with its end, or of a table with another separator. Text that a spreadsheet would take for a
 * formula is guarded; numbers stay as they are, and unknown is empty.
 */
export function csvLine(values: readonly CsvValue[], delimiter: ',' | '\t' = ','): string {
  let line = '';
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? null;
    if (index > 0) line += delimiter;
    if (typeof value === 'string') line += field(value);
    else if (value !== null) line += value;
  }
  return `${line}\r\n`;
}

function field(text: string): string {
  const safe = guardCell(text);
  return NEEDS_QUOTES.test(text) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
