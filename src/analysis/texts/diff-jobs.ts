import type { WordDiff } from '../../domain/answers/baseline-diff.ts';
import { roughDiff, type TextPair, wordDiff } from './word-diff.ts';

/** Up to so many characters the texts of a pair are compared at once, for at most so long. */
const QUICK_CHARACTERS = 2_000;
const QUICK_MS = 15;
/** What is longer may take so long apart, and all that one asks for together. */
const ONE_DIFF_MS = 1_000;
const BUDGET_MS = 2_000;

/** Compares a pair elsewhere; `null` when that failed. */
export type DiffApart = (pair: TextPair, withinMs: number) => Promise<WordDiff | null>;

/**
 * The way from one text to the other for each pair, in their order: short ones at once with turns for other work in between, long ones
 * apart. Where a bound is met the answer is rough.
 */
export async function diffPairs(pairs: readonly TextPair[], apart: DiffApart): Promise<readonly WordDiff[]> {
  let end = Number.POSITIVE_INFINITY;
  const counted: DiffApart = async (pair, withinMs) => {
    const diff = await apart(pair, withinMs);
    // The first one may have had to wait for a thread to start, which is not its fault.
    end = Math.min(end, performance.now() + BUDGET_MS);
    return diff;
  };
  const diffs: WordDiff[] = [];
  for (const pair of pairs) {
    diffs.push(await diffPair(pair, { apart: counted, leftMs: end - performance.now() }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return diffs;
}

async function diffPair(
  pair: TextPair,
  { apart, leftMs }: { readonly apart: DiffApart; readonly leftMs: number },
): Promise<WordDiff> {
  if (pair.from === pair.to) return wordDiff(pair, 0);
  if (leftMs <= 0) return roughDiff(pair);
  if (pair.from.length + pair.to.length > QUICK_CHARACTERS) {
    return (await apart(pair, Math.min(leftMs, ONE_DIFF_MS))) ?? roughDiff(pair);
  }
  const quick = wordDiff(pair, QUICK_MS);
  return quick.rough ? ((await apart(pair, Math.min(leftMs, ONE_DIFF_MS))) ?? quick) : quick;
}
