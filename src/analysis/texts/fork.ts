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
  // Word by word in all texts at once: most part soon, and then what follows need not be looked at.
  const walks = texts.map((text) => text.matchAll(WORD));
  let offsets: readonly number[] = texts.map(() => 0);
  for (let words = 0; ; words++) {
    const next = walks.map((walk) => nextWord(walk));
    if (next.every((one) => one === null)) return null;
    if (next.some((one) => one?.word !== next[0]?.word)) return { words, offsets };
    offsets = next.map((one) => one?.end ?? 0);
  }
}

function nextWord(walk: Iterator<RegExpExecArray>): { readonly word: string; readonly end: number } | null {
  const { done, value } = walk.next();
  if (done) return null;
  const [word] = value;
  return { word: word.normalize('NFKC').toLowerCase(), end: value.index + word.length };
}
