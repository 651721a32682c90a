/*
 * A spreadsheet takes a cell that begins with = + - @ (or a tab or CR) for a formula, and runs it. Such a cell gets an
 * apostrophe on export, and loses it on import; so does one that begins with apostrophes before such a character, so that
 * every text comes back as it was.
 */
const FORMULA_LIKE = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** A text as it may stand in a file that a spreadsheet opens. */
export function guardCell(text: string): string {
  return FORMULA_LIKE.test(text) ? `'${text}` : text;
}

/** The text that was guarded. */
export function unguardCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
