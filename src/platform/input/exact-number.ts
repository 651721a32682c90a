/** A double is written out with as many digits at most. */
const MAX_DIGITS = 100;
/** So few digits a double always keeps. */
const KEPT_DIGITS = 15;
const DECIMAL = /^[-+]?(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

/**
 * Whether a double, written out with as many digits as this text has, is the number that the text is. Of more than 15 digits many
 * are not: an identifier such as 12345678901234567890 would become another one.
 */
export function isExactNumber(text: string): boolean {
  if (text.length <= KEPT_DIGITS && !/[eE]/.test(text)) return true;
  if (text.length > MAX_DIGITS) return false;
  const written = canonical(text);
  if (written === null) return true;
  const digits = written.indexOf('e');
  return written === canonical(Number(text).toPrecision(Math.max(1, digits)));
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
