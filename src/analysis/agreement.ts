import { type Interval, wilsonOfShare } from './intervals.ts';
import { norm } from './text.ts';

/** Whether answers count as the same when equal letter for letter, or when equal after `norm`. */
export type Fold = 'raw' | 'norm';

export interface AnswerGroup {
  /** What the members have in common: the raw or the normalised text. */
  readonly key: string;
  /** The raw text shown for the group: its most frequent one, the first seen among equals. */
  readonly text: string;
  /** Positions of the members in the list of answers, ascending. */
  readonly members: readonly number[];
}

/** Equal answers folded into groups, the most frequent first, groups of one size in the order they were first seen. */
export function groupAnswers(answers: readonly string[], fold: Fold): readonly AnswerGroup[] {
  const groups = new Map<string, number[]>();
  for (const [position, answer] of answers.entries()) {
    const key = answerKey(answer, fold);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [position]);
    else members.push(position);
  }
  return [...groups]
    .map(([key, members]) => ({ key, text: mostFrequent(members.map((member) => answers[member] ?? '')), members }))
    .sort((a, b) => b.members.length - a.members.length);
}

/** The text by which answers are compared. */
export function answerKey(answer: string, fold: Fold): string {
  return fold === 'norm' ? norm(answer) : answer;
}

/** RequestBounds of the groups of equal answers, largest first: the input of every measure below. */
export function groupSizes(answers: readonly string[], fold: Fold): readonly number[] {
  return groupAnswers(answers, fold).map((group) => group.members.length);
}

/**
 * Agreement A: the chance that two different samples give the same answer, sum k(k-1) / (n(n-1)) over groups of size k; unbiased.
 * `null` under 2 samples.
 */
export function agreement(sizes: readonly number[]): number | null {
  const n = total(sizes);
  return n < 2 ? null : agreeingPairs(sizes) / (n * (n - 1));
}

/** 95% interval of agreement: Wilson's with A as the share and n/2 as the number of trials. `null` under 2 samples. */
export function agreementInterval(sizes: readonly number[]): Interval | null {
  const share = agreement(sizes);
  return share === null ? null : wilsonOfShare(share, total(sizes) / 2);
}

/** Ordered pairs of samples that agree, sum k(k-1): agreement before it is divided by n(n-1). */
export function agreeingPairs(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size * (size - 1), 0);
}

export interface Majority {
  /** The largest group's share of all samples. */
  readonly share: number;
  /** Whether another group is as large, so that no answer won. */
  readonly tied: boolean;
}

/** Share of the most frequent answer (the self-consistency vote, Wang 2022); `null` without samples. Biased upwards. */
export function majority(sizes: readonly number[]): Majority | null {
  const n = total(sizes);
  if (n === 0) return null;
  const largest = Math.max(...sizes);
  return { share: largest / n, tied: sizes.filter((size) => size === largest).length > 1 };
}

/** How many different answers came back; `null` without samples. Grows with n: rarefy before comparing unequal n. */
export function distinct(sizes: readonly number[]): number | null {
  return total(sizes) === 0 ? null : sizes.filter((size) => size > 0).length;
}

/**
 * Distinct answers expected in a random draw of `m` of the samples, E[d] = sum 1 - C(n-k, m) / C(n, m): makes columns of unequal
 * n comparable. `null` when fewer than `m` samples exist or `m` is under 1.
 */
export function rarefiedDistinct(sizes: readonly number[], m: number): number | null {
  const n = total(sizes);
  if (m < 1 || m > n) return null;
  return sizes.reduce((sum, size) => sum + 1 - chanceNotDrawn(size, n, m), 0);
}

/** Shannon entropy of the answers in nats, -sum (k/n) ln(k/n); `null` without samples. Biased low, at most ln n. Not "semantic" entropy. */
export function answerEntropy(sizes: readonly number[]): number | null {
  const n = total(sizes);
  if (n === 0) return null;
  const entropy = sizes.reduce((sum, size) => (size > 0 ? sum - (size / n) * Math.log(size / n) : sum), 0);
  return Math.max(0, entropy);
}

/** Effective number of answers, e^H: how many equally likely answers would be as varied. `null` without samples. */
export function effectiveAnswers(sizes: readonly number[]): number | null {
  const entropy = answerEntropy(sizes);
  return entropy === null ? null : Math.exp(entropy);
}

/** Answer entropy with Miller and Madow's correction for its bias, + (K-1) / 2n nats; `null` without samples. Source: Miller 1955. */
export function millerMadowEntropy(sizes: readonly number[]): number | null {
  const entropy = answerEntropy(sizes);
  const kinds = distinct(sizes);
  return entropy === null || kinds === null ? null : entropy + (kinds - 1) / (2 * total(sizes));
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** C(n-k, m) / C(n, m) as a product, since the binomials themselves overflow. */
function chanceNotDrawn(size: number, n: number, m: number): number {
  let chance = 1;
  for (let drawn = 0; drawn < m && chance > 0; drawn++) chance *= Math.max(0, n - size - drawn) / (n - drawn);
  return chance;
}

function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? '';
}
