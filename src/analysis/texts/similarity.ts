import { longestCommonSubsequences } from './longest-common-subsequence.ts';
import { words } from './text.ts';

/** Longer texts are compared by their first words only: the work grows with the square of the length. */
const WORD_LIMIT = 500;

/**
 * How alike the wordings are: ROUGE-L F1, 2 LCS / (len a + len b) on words, averaged over all pairs of texts; in [0, 1], two
 * empty texts 1, one empty 0. Looks at the first 500 words of each text. `null` under 2 texts. Source: Lin 2004.
 */
export function rougeL(texts: readonly string[]): number | null {
  const n = texts.length;
  if (n < 2) return null;
  // Equal wordings are compared once: at low temperatures most samples are.
  const wordings = [...countWordings(texts).values()];
  const common = longestCommonSubsequences(wordings.map((wording) => wording.words));
  let sum = 0;
  for (const [i, a] of wordings.entries()) {
    sum += (a.count * (a.count - 1)) / 2;
    for (const [j, b] of wordings.slice(0, i).entries()) {
      sum += (a.count * b.count * 2 * common(i, j)) / (a.words.length + b.words.length);
    }
  }
  return sum / ((n * (n - 1)) / 2);
}

/** Mean over pairs of 1 - Levenshtein distance / length of the longer text, in characters; `null` under 2 texts. */
export function editSimilarity(texts: readonly string[]): number | null {
  return meanOverPairs(
    texts.map((text) => [...text]),
    (a, b) => (a.length + b.length === 0 ? 1 : 1 - levenshtein(a, b) / Math.max(a.length, b.length)),
  );
}

/** Mean over pairs of the overlap of their word sets, |a and b| / |a or b|; two empty texts 1; `null` under 2 texts. */
export function jaccard(texts: readonly string[]): number | null {
  return meanOverPairs(
    texts.map((text) => new Set(words(text))),
    overlapOf,
  );
}

function overlapOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}

/**
 * Finds, for a text, the places of the `count` texts whose word sets overlap most with its own, in their order; of equally near ones
 * the earlier.
 */
export function nearestOf(texts: readonly string[], count: number): (text: string) => readonly number[] {
  const sets = texts.map((text) => new Set(words(text)));
  return (text) => {
    const own = new Set(words(text));
    const near = sets.map((set, place) => ({ place, overlap: overlapOf(own, set) }));
    return near
      .toSorted((a, b) => b.overlap - a.overlap || a.place - b.place)
      .slice(0, count)
      .map(({ place }) => place)
      .toSorted((a, b) => a - b);
  };
}

/**
 * distinct-n: different word n-grams / all word n-grams, pooled over the texts; `null` when there are none. Falls as texts get
 * longer, so it compares texts of one length only. Source: Li 2016.
 */
export function distinctNgrams(texts: readonly string[], size: number): number | null {
  const ngrams = texts.flatMap((text) => {
    const all = words(text);
    return all.slice(size - 1).map((_, start) => all.slice(start, start + size).join(' '));
  });
  return ngrams.length === 0 ? null : new Set(ngrams).size / ngrams.length;
}

export interface ForkDepth {
  /** Words that all texts share before any differs. */
  readonly all: number;
  /** Words that two texts share before they differ, averaged over pairs. */
  readonly pairMean: number;
}

/** Where the answers part: the number of words before they differ; `null` under 2 texts. */
export function forkDepth(texts: readonly string[]): ForkDepth | null {
  const [first, ...others] = texts.map(words);
  if (first === undefined || others.length === 0) return null;
  const pairMean = meanOverPairs([first, ...others], commonPrefix) ?? 0;
  return { all: Math.min(...others.map((other) => commonPrefix(first, other))), pairMean };
}

function countWordings(texts: readonly string[]) {
  const wordings = new Map<string, { readonly words: readonly string[]; count: number }>();
  for (const text of texts) {
    const counted = words(text).slice(0, WORD_LIMIT);
    const key = counted.join(' ');
    const wording = wordings.get(key);
    if (wording === undefined) wordings.set(key, { words: counted, count: 1 });
    else wording.count++;
  }
  return wordings;
}

function meanOverPairs<Item>(items: readonly Item[], measure: (a: Item, b: Item) => number): number | null {
  if (items.length < 2) return null;
  let sum = 0;
  for (const [i, a] of items.entries()) {
    for (const b of items.slice(0, i)) sum += measure(a, b);
  }
  return sum / ((items.length * (items.length - 1)) / 2);
}

function levenshtein(a: readonly string[], b: readonly string[]): number {
  let row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  let next = new Uint32Array(b.length + 1);
  for (const [i, char] of a.entries()) {
    next[0] = i + 1;
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (char === b[j] ? 0 : 1);
      next[j + 1] = Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1);
    }
    [row, next] = [next, row];
  }
  return row[b.length] ?? 0;
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  const limit = Math.min(a.length, b.length);
  let depth = 0;
  while (depth < limit && a[depth] === b[depth]) depth++;
  return depth;
}
