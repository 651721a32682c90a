/** Longer than any number that a double holds exactly need be written. */
const MAX_DIGITS = 400;
/** So few digits a double always keeps. */
const KEPT_DIGITS = 15;
const DECIMAL = /^[-+]?(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

/**
 * Whether a double, written out again, is the number that this text is. Of more than 15 digits many are not: an identifier
 * such as 12345678901234567890 would become another one.
 */
export function isExactNumber(text: string): boolean {
  if (text.length <= KEPT_DIGITS && !/[eE]/.test(text)) return true;
  if (text.length > MAX_DIGITS) return false;
  const written = canonical(text);
  return written === null || written === canonical(String(Number(text)));
}

/** The significant digits with their power of ten, the same for every way to write a number; `null` for a text that is no decimal number. */
function canonical(text: string): string | null {
  const [whole, units = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return null;
  const digits = `${units}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${power}`;
}
