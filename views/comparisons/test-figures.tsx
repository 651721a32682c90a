import type { AnswerTest, DifferenceEstimate, KernelUsed } from '../../src/domain/answers/answer-test.ts';
import { DASH, decimal, limits } from '../charts/figures.ts';

/** What answers were compared by, in words. */
export function kernelText({ kernel, words }: KernelUsed): string {
  if (kernel === 'equal') return 'Two answers count as alike when they are equal.';
  return `The answers are texts: two count as alike by their ROUGE-L similarity, over the first ${words} words of each.`;
}

/** How a p-value was found, in words. */
export function methodText({ method, strata, leftOut }: AnswerTest): string {
  const how =
    method === 'exact'
      ? 'exact, from all ways to deal the samples out'
      : 'from 10,000 random ways to deal the samples out';
  const within = strata > 1 ? `, within each of ${strata} rows or cases` : '';
  const without = leftOut > 0 ? `; ${leftOut} with too few samples left out` : '';
  return `${how}${within}${without}`;
}

/** A difference of agreements with its interval: "0.607 (-0.047 to 0.847)". */
export function differenceText({ value, low, high }: DifferenceEstimate): string {
  if (value === null) return DASH;
  return `${decimal(value, 3)} (${limits(low, high, (limit) => decimal(limit, 3))})`;
}

/** Which side varies more: the one that agrees less, where the interval leaves 0 out. */
export function variesMore({ low, high }: DifferenceEstimate): 'first' | 'second' | null {
  if (low === null || high === null) return null;
  if (low > 0) return 'second';
  return high < 0 ? 'first' : null;
}
