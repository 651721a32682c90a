import { standardDeviation } from './length.ts';
import type { Interval } from './statistics/intervals.ts';
import { tQuantile95 } from './statistics/student-t.ts';

export interface ByCase {
  /** Cases with at least one score. */
  readonly cases: number;
  /** Mean of the cases' means. */
  readonly mean: number;
  /** 95% t interval over cases; `null` under 2 cases, and when all have the same mean (no spread to learn from). */
  readonly interval: Interval | null;
  /** Variance of the mean by case / variance if all samples were taken as independent; `null` where either is undefined or 0. */
  readonly designEffect: number | null;
}

/**
 * Mean score when each case was asked several times: samples of one case are not independent, so each case counts once, by its
 * mean. `scores` holds one list of scores per case; cases without scores are left out. `null` when none is left. Limits are clamped
 * to `range`, [0, 1] for pass rates. Source: Miller 2024.
 */
export function byCase(
  scores: readonly (readonly number[])[],
  range: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
): ByCase | null {
  const asked = scores.filter((ofCase) => ofCase.length > 0);
  if (asked.length === 0) return null;
  const means = asked.map(meanOf);
  const mean = meanOf(means);
  const spread = standardDeviation(means);
  // Equal means, such as three times 1/3, leave a spread of rounding errors, not of cases.
  const none = spread === null || spread <= 1e-12 * Math.abs(mean);
  const variance = none ? null : spread ** 2 / means.length;
  return {
    cases: means.length,
    mean,
    interval: variance === null ? null : tInterval({ mean, variance, cases: means.length }, range),
    designEffect: variance === null ? null : ratio(variance, pooledVariance(asked.flat())),
  };
}

function tInterval(over: { mean: number; variance: number; cases: number }, range: Interval): Interval {
  const half = tQuantile95(over.cases - 1) * Math.sqrt(over.variance);
  return { low: Math.max(range.low, over.mean - half), high: Math.min(range.high, over.mean + half) };
}

/** Variance of the mean of all samples if they were independent; p(1-p)/n for passes and failures. */
function pooledVariance(scores: readonly number[]): number {
  const mean = meanOf(scores);
  return scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length ** 2;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ratio(over: number, under: number): number | null {
  return under === 0 ? null : over / under;
}
