/*
 * A spreadsheet takes a cell that begins with = + - @ (or a tab, CR or NUL, or the wide form of one of these) for a formula,
 * and runs it (https://owasp.org/www-community/attacks/CSV_Injection). Such a cell gets an apostrophe on export, and loses it
 * on import; so does one that begins with apostrophes before such a character, so that every text comes back as it was.
 */
const BEGINS = '[=+\\-@\\t\\r\\0\\uFF1D\\uFF0B\\uFF0D\\uFF20]';
const FORMULA_LIKE = new RegExp(`^'*${BEGINS}`);
const GUARDED = new RegExp(`^'+${BEGINS}`);

/** A text as it may stand in a file that a spreadsheet opens. */
export function guardCell(text: string): string {
  return FORMULA_LIKE.test(text) ? `'${text}` : text;
}

/** The text that was guarded. */
export function unguardCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
