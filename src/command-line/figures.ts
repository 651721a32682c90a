/** US dollars in words, three digits below a dollar; `null`, unknown, is never 0. */
export function dollars(usd: number | null): string {
  if (usd === null) return 'unpriced';
  if (usd === 0) return '$0';
  if (Math.abs(usd) >= 1) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(3)).toFixed(Math.min(12, 2 - Math.floor(Math.log10(Math.abs(usd)))))}`;
}

/** A share from 0 to 1 in percent. */
export function percent(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 1_000) / 10}%`;
}

/** Escapes in a text what would move the cursor, ring, or turn the reading direction of a terminal; lines are joined. */
export function oneLine(text: string): string {
  return text
    .replace(/\r\n|\r|\n/g, ' ↵ ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
      character === '\u200d' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303f]/u;

/** How many cells of a terminal a text takes, near enough. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{M}|\u200d/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** The text, cut to so many cells with an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let taken = 0;
  for (const character of text) {
    taken += widthOf(character);
    if (taken > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
