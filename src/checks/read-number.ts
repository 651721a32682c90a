const NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/;

const MAX_NUMBER = 1_000;

/** The number that a text is, with thousands commas, a currency sign or a full stop round it; `null` when it is none. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  // Longer than any number: looking for its end would take quadratic time.
  if (trimmed.length > MAX_NUMBER) return null;
  const plain = trimmed
    .normalize('NFKC')
    .replace(/[\s.!?,;:]+$/u, '')
    .replace(/^([+\u2212-]?)\p{Sc}\s?/u, '$1')
    .replace(/^\u2212/u, '-');
  if (plain.length > 400 || !/\d/.test(plain) || !NUMBER.test(plain)) return null;
  const number = Number(plain.replaceAll(',', ''));
  return Number.isFinite(number) ? number : null;
}
