/**
 * An n-gram model with interpolated modified Kneser-Ney smoothing (Chen and Goodman 1998, section 3), order 4.
 * The longest order counts occurrences; shorter ones count the different words seen to the left, except at the start
 * of an answer, where there is nothing to the left to differ.
 */

import type { TokenMass } from './token-mass.ts';
import { ANSWER } from './vocabulary.ts';

const ORDER = 4;

/** What follows one context: discounted probabilities, and the share left to the next shorter context. */
interface Continuations {
  readonly ids: Uint16Array;
  readonly probabilities: Float64Array;
  readonly backoff: number;
}

export interface NGram {
  /** Probability of each token with no context at all; sums to 1. */
  readonly unigram: Float64Array;
  /** By context length, 0 unused. */
  readonly contexts: readonly ReadonlyMap<number, Continuations>[];
}

/** Trains on documents of token ids that begin with the answer mark. Ids must lie below 65,536. */
export function trainNGram(documents: readonly (readonly number[])[], vocabularySize: number): NGram {
  const counts = countGrams(documents);
  const contexts = counts.map((byContext, length) => {
    const discounts = discountsFor(byContext);
    const entries = length === 0 ? [] : [...byContext];
    return new Map(entries.map(([context, next]) => [context, smoothed(next, discounts)] as const));
  });
  return { unigram: unigramOf(counts[0]?.get(0) ?? new Map(), vocabularySize), contexts };
}

/**
 * Adds `mass` times the probability of each token seen after `history` to `into`, longest context first, and returns
 * the mass left over for the unigram distribution.
 */
export function spread(model: NGram, history: readonly number[], { mass, into }: { mass: number; into: TokenMass }) {
  let left = mass;
  for (let length = Math.min(ORDER - 1, history.length); length >= 1; length--) {
    const next = model.contexts[length]?.get(contextKey(history, history.length - length, history.length));
    if (next === undefined) continue;
    for (let i = 0; i < next.ids.length; i++) into.add(next.ids[i] ?? 0, left * (next.probabilities[i] ?? 0));
    left *= next.backoff;
  }
  return left;
}

type Counts = Map<number, Map<number, number>>;

function countGrams(documents: readonly (readonly number[])[]): Counts[] {
  const counts: Counts[] = Array.from({ length: ORDER }, () => new Map());
  const seen = Array.from({ length: ORDER }, () => new Set<string>());
  for (const tokens of documents) {
    for (let at = 1; at < tokens.length; at++) {
      for (let length = 0; length < ORDER && length <= at; length++) {
        const from = at - length;
        if (length < ORDER - 1 && from > 0 && !isNew(seen[length], tokens.slice(from - 1, at + 1))) continue;
        bump(counts[length], contextKey(tokens, from, at), tokens[at] ?? 0);
      }
    }
  }
  return counts;
}

function isNew(seen: Set<string> | undefined, gram: readonly number[]): boolean {
  const key = gram.join(' ');
  if (seen === undefined || seen.has(key)) return false;
  seen.add(key);
  return true;
}

function bump(counts: Counts | undefined, context: number, token: number): void {
  const next = counts?.get(context) ?? new Map<number, number>();
  next.set(token, (next.get(token) ?? 0) + 1);
  counts?.set(context, next);
}

/** The three discounts of modified Kneser-Ney, kept within (0, count) where a small corpus would push them out. */
function discountsFor(counts: Counts): readonly number[] {
  const ofCount = [0, 0, 0, 0, 0];
  for (const next of counts.values()) {
    for (const count of next.values()) if (count <= 4) ofCount[count] = (ofCount[count] ?? 0) + 1;
  }
  const [, one = 0, two = 0, three = 0, four = 0] = ofCount;
  const y = one / (one + 2 * two || 1);
  const ratios = [two / (one || 1), three / (two || 1), four / (three || 1)];
  return [0, ...ratios.map((ratio, i) => clamp(i + 1 - (i + 2) * y * ratio, 0.1, i + 0.95))];
}

function smoothed(next: ReadonlyMap<number, number>, discounts: readonly number[]): Continuations {
  const counts = [...next.values()];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const kept = counts.map((count) => (count - (discounts[Math.min(count, 3)] ?? 0)) / total);
  const backoff = 1 - kept.reduce((sum, share) => sum + share, 0);
  return { ids: Uint16Array.from(next.keys()), probabilities: Float64Array.from(kept), backoff };
}

/** Unigrams, with a little for every token of the vocabulary: words that only questions use can be said too. */
function unigramOf(counts: ReadonlyMap<number, number>, size: number): Float64Array {
  const uniform = 0.1;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const probability = (id: number) => ((counts.get(id) ?? 0) / total) * (1 - uniform) + uniform / (size - 1);
  return Float64Array.from({ length: size }, (_, id) => (id === ANSWER ? 0 : probability(id)));
}

function contextKey(tokens: readonly number[], from: number, to: number): number {
  let key = 0;
  for (let i = from; i < to; i++) key = key * 65_536 + (tokens[i] ?? 0);
  return key;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
