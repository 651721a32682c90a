const NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/;

/** The number that a text is, with thousands commas, a currency sign or a full stop round it; `null` when it is none. */
export function readNumber(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/[\s.!?,;:]+$/u, '')
    .replace(/^([+\u2212-]?)\p{Sc}\s?/u, '$1')
    .replace(/^\u2212/u, '-');
  if (plain.length > 400 || !/\d/.test(plain) || !NUMBER.test(plain)) return null;
  const number = Number(plain.replaceAll(',', ''));
  return Number.isFinite(number) ? number : null;
}
