const HAN_OR_KANA = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const WORD = new RegExp(`[${HAN_OR_KANA}]|(?:(?![${HAN_OR_KANA}])[\\p{L}\\p{M}\\p{N}_])+`, 'gu');

export interface Fork {
  /** Words that all texts begin with. */
  readonly words: number;
  /** For each text, the characters up to the end of those words. */
  readonly offsets: readonly number[];
}

/** Where texts part, word by word and regardless of case; `null` with fewer than two texts, or when none parts from the others. */
export function forkOf(texts: readonly string[]): Fork | null {
  if (texts.length < 2) return null;
  const [first = [], ...others] = texts.map(wordEnds);
  const parts = (position: number) => others.some((other) => other[position]?.word !== first[position]?.word);
  const longest = Math.max(first.length, ...others.map((other) => other.length));
  let words = 0;
  while (words < longest && !parts(words)) words++;
  if (words === longest) return null;
  return { words, offsets: [first, ...others].map((ends) => (words === 0 ? 0 : (ends[words - 1]?.end ?? 0))) };
}

function wordEnds(text: string): readonly { readonly word: string; readonly end: number }[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    word: word.normalize('NFKC').toLowerCase(),
    end: index + word.length,
  }));
}
