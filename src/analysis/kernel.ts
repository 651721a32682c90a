import type { Equality } from '../domain/answers/answer-groups.ts';
import { answerKey } from './agreement.ts';
import { median } from './length.ts';
import { longestCommonSubsequences } from './texts/longest-common-subsequence.ts';
import { words } from './texts/text.ts';

/** What two answers are compared by: 1 for equal answers and 0 for others, or the ROUGE-L similarity of texts. */
export type KernelName = 'equal' | 'rouge_l';

/** How alike the samples of one stratum are; samples are named by their position. */
export interface Kernel {
  /** Similarity of two samples, in [0, 1]. */
  pair(first: number, second: number): number;
  /** Sum of the similarities of all pairs among `samples[from]` to `samples[to - 1]`. */
  within(samples: Int32Array, from: number, to: number): number;
}

/** Answers of this many words at the median are texts, hardly ever equal to the letter. */
const MIN_TEXT_WORDS = 5;
/** Texts count by so many words, and by fewer above so many pairs: the work grows with the square of both. */
const MAX_WORDS = 500;
const MAX_WORDS_OF_MANY = 150;
const MANY_PAIRS = 3_000;
/** More different wordings than this have too many similarities to hold: 2,000 take 32 MB. */
const MAX_WORDINGS = 2_000;

/** The kernel that suits these answers: ROUGE-L where they have 5 words or more at the median, else equality. */
export function kernelFor(answers: readonly string[]): KernelName {
  const length = median(answers.map((answer) => words(answer).length));
  return length !== null && length >= MIN_TEXT_WORDS ? 'rouge_l' : 'equal';
}

/** By how many of its first words a text counts, where so many pairs of texts are compared. */
export function comparedWords(pairs: number): number {
  return pairs > MANY_PAIRS ? MAX_WORDS_OF_MANY : MAX_WORDS;
}

/** Whether answers are equal, as `equality` says. Adds up in the time it takes to read the samples once. */
export function equalityKernel(
  answers: readonly string[],
  equality: Equality,
): Kernel & { readonly groups: Int32Array } {
  const ids = new Map<string, number>();
  const groups = Int32Array.from(answers, (answer) => idOf(answerKey(answer, equality), ids));
  const counts = new Int32Array(ids.size);
  return {
    groups,
    pair: (first, second) => (groups[first] === groups[second] ? 1 : 0),
    within: (samples, from, to) => {
      let sum = 0;
      for (let at = from; at < to; at++) {
        const group = groups[samples[at] ?? 0] ?? 0;
        const before = counts[group] ?? 0;
        sum += before;
        counts[group] = before + 1;
      }
      for (let at = from; at < to; at++) counts[groups[samples[at] ?? 0] ?? 0] = 0;
      return sum;
    },
  };
}

/**
 * ROUGE-L F1 of the first `maxWords` words of two texts (two empty ones 1), each pair of wordings worked out once; `null` with more
 * than 2,000 different wordings. Source: Lin 2004.
 */
export function rougeKernel(texts: readonly string[], maxWords: number): Kernel | null {
  const ids = new Map<string, number>();
  const lists: (readonly string[])[] = [];
  const wordings = Int32Array.from(texts, (text) => {
    const list = words(text).slice(0, maxWords);
    const id = idOf(list.join(' '), ids);
    lists[id] = list;
    return id;
  });
  if (lists.length > MAX_WORDINGS) return null;
  const table = similarities(lists);
  const pair = (first: number, second: number) =>
    table[(wordings[first] ?? 0) * lists.length + (wordings[second] ?? 0)] ?? 0;
  return {
    pair,
    within: (samples, from, to) => {
      let sum = 0;
      for (let at = from; at < to; at++) {
        const sample = samples[at] ?? 0;
        for (let before = from; before < at; before++) sum += pair(sample, samples[before] ?? 0);
      }
      return sum;
    },
  };
}

/** The square table of the similarities of word lists, row by row. */
function similarities(lists: readonly (readonly string[])[]): Float64Array {
  const common = longestCommonSubsequences(lists);
  const table = new Float64Array(lists.length ** 2);
  for (const [i, a] of lists.entries()) {
    table[i * lists.length + i] = 1;
    for (const [j, b] of lists.slice(0, i).entries()) {
      const similarity = (2 * common(i, j)) / (a.length + b.length);
      table[i * lists.length + j] = similarity;
      table[j * lists.length + i] = similarity;
    }
  }
  return table;
}

function idOf(key: string, ids: Map<string, number>): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, ids.size);
  return ids.size - 1;
}
