/**
 * The words that full-text search goes by. Scripts that put no spaces between words (Chinese, Japanese, Thai and the
 * like, and Korean, whose words carry endings) are cut into single characters and pairs of neighbours, so that any
 * stretch of text is found; other scripts into words. Letters are folded: case, and the wide and joined forms.
 */

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;
const ANY_UNSPACED = new RegExp(UNSPACED.source, 'u');

const ENDS_IN_WORD = /[\p{L}\p{N}\p{M}]$/u;

/** Longer ones are no words: base64 and the like. */
const MAX_LENGTH = 40;
/** An answer of a hundred thousand characters is found by what it begins with. */
const MAX_INDEXED = 100_000;
/** Beginnings of words are found from this length on; shorter ones begin too many words. */
const MIN_BEGINNING = 4;

/** The different words of a text, with spaces between them, as the index keeps them. */
export function indexedWords(text: string): string {
  return [...wordsIn(text.slice(0, MAX_INDEXED))].join(' ');
}

function wordsIn(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { word, unspaced } of parts(text)) {
    if (!unspaced) words.add(word);
    else {
      const characters = [...word];
      for (const [index, character] of characters.entries()) {
        words.add(character);
        const next = characters[index + 1];
        if (next !== undefined) words.add(character + next);
      }
    }
  }
  return words;
}

/** One term of a search as the index can answer it. */
export interface SearchTerm {
  readonly text: string;
  /** An FTS5 expression; `null` when the term has no letter or digit. */
  readonly match: string | null;
  /** The same as words, all of which must be in the index's entry. */
  readonly words: readonly SearchWord[];
  /** Whether what the index finds must still be looked through for the term as it stands. */
  readonly verify: boolean;
}

export interface SearchWord {
  readonly word: string;
  /** Whether a longer word that begins with it is as good. */
  readonly beginning: boolean;
}

/** Whether a folded text's words hold all that are looked for: what the index says, without asking it. */
export function holdsWords(folded: string, wanted: readonly SearchWord[]): boolean {
  // Most texts need not be cut into words to see that they do not.
  if (!wanted.every(({ word }) => folded.includes(word))) return false;
  if (wanted.every(({ beginning }) => beginning) && !ANY_UNSPACED.test(folded)) {
    return wanted.every(({ word }) => hasBeginning(folded, word));
  }
  const words = wordsIn(folded);
  return wanted.every(
    ({ word, beginning }) => words.has(word) || (beginning && [...words].some((other) => other.startsWith(word))),
  );
}

/** Whether a word of a text begins so, where spaces stand between words; cutting all of it into words takes ten times as long. */
function hasBeginning(folded: string, word: string): boolean {
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
    if (!ENDS_IN_WORD.test(folded.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}

/** What of a text is indexed, with its letters folded. */
export function foldedText(text: string): string {
  return text.slice(0, MAX_INDEXED).normalize('NFKC').toLowerCase();
}

export function searchTerm(text: string): SearchTerm {
  const found = parts(text);
  const words = found.flatMap(({ word, unspaced }) =>
    unspaced
      ? pairs(word).map((pair) => ({ word: pair, beginning: false }))
      : [{ word, beginning: word.length >= MIN_BEGINNING }],
  );
  const [only, ...more] = words;
  const exact = only !== undefined && more.length === 0 && found[0]?.word === text.normalize('NFKC').toLowerCase();
  const match = words.length === 0 ? null : words.map(expression).join(' AND ');
  return { text, match, words, verify: !exact };
}

/** Words hold letters and digits only, so that quoting them needs no escapes. */
function expression({ word, beginning }: SearchWord): string {
  return beginning ? `"${word}" *` : `"${word}"`;
}

interface Part {
  readonly word: string;
  readonly unspaced: boolean;
}

function parts(text: string): readonly Part[] {
  const folded = text.normalize('NFKC').toLowerCase();
  const words = folded.match(WORD) ?? [];
  // Looking at each word for them took as long as all the rest.
  return ANY_UNSPACED.test(folded)
    ? words.flatMap(split)
    : words.map((word) => ({ word: word.slice(0, MAX_LENGTH), unspaced: false }));
}

/** A word of several scripts, as `東京2026`, in stretches of one kind. */
function split(word: string): readonly Part[] {
  const found: Part[] = [];
  let end = 0;
  for (const match of word.matchAll(UNSPACED)) {
    if (match.index > end) found.push({ word: word.slice(end, match.index).slice(0, MAX_LENGTH), unspaced: false });
    found.push({ word: match[0], unspaced: true });
    end = match.index + match[0].length;
  }
  if (end < word.length) found.push({ word: word.slice(end).slice(0, MAX_LENGTH), unspaced: false });
  return found;
}

/** Neighbours two by two; a single character is itself. */
function pairs(word: string): readonly string[] {
  const characters = [...word];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
