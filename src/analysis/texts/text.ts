const TRAILING = /(?<![\s.!?,;:])[\s.!?,;:]+$/u;
const HAN_OR_KANA = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

/**
 * An answer with its accidents removed, for deciding whether two answers are the same: NFKC, trimmed, lower case, runs of
 * whitespace as one space, trailing `. ! ? , ; :` dropped. Too forgiving for code or anything case-sensitive: compare raw there.
 */
export function norm(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(TRAILING, '').trim().replace(/\s+/gu, ' ');
}

/**
 * The words of a text in any script: NFKC, lower case, runs of letters, marks, digits and `_`. Each Han or Kana character
 * is a word of its own, since those scripts do not put spaces between words.
 */
export function words(text: string): readonly string[] {
  return text.normalize('NFKC').toLowerCase().replace(HAN_OR_KANA, ' $& ').match(WORD) ?? [];
}
