/** The p-value of a permutation test over strata: exact where all dealings can be walked, else from random ones. */

import { type Random, seededRandom } from './random.ts';

/** Up to this many dealings a test walks them all; beyond, it draws `DRAWS` at random. */
export const EXACT_LIMIT = 200_000;
export const DRAWS = 10_000;
/** A statistic that is as large but for rounding counts as large. */
const ROUNDING = 1e-12;

/** Values that a statistic takes over all dealings of one stratum, each with the number of dealings that give it. */
export interface Outcomes {
  readonly values: Float64Array;
  readonly ways: Float64Array;
}

/** A stratum as a test sees it. */
export interface Dealt {
  /** The statistic as observed. */
  readonly observed: number;
  /** Number of dealings to walk for `outcomes`; `Infinity` where they cannot be walked. */
  readonly dealings: number;
  outcomes(): Outcomes;
  /** The statistic of a random dealing. */
  draw(random: Random): number;
}

export interface Chance {
  /** Mean of the statistic over the strata. */
  readonly statistic: number;
  /** Share of dealings whose statistic is at least as large. */
  readonly p: number;
  readonly method: 'exact' | 'sampled';
}

/**
 * One-sided permutation p-value of the mean of a statistic over strata, samples being dealt out within each: exact when the product of
 * the strata's dealings is at most 200,000, else from 10,000 seeded draws with the one observed counted among them. `null` without strata.
 */
export function chanceOf(strata: readonly Dealt[], seed: number): Chance | null {
  if (strata.length === 0) return null;
  const observed = strata.reduce((sum, stratum) => sum + stratum.observed, 0);
  const statistic = observed / strata.length;
  const enough = observed - ROUNDING * strata.length;
  const dealings = strata.reduce((product, stratum) => product * stratum.dealings, 1);
  if (dealings <= EXACT_LIMIT) {
    const outcomes = strata.map((stratum) => stratum.outcomes());
    return { statistic, p: exactShare(outcomes, enough), method: 'exact' };
  }
  return { statistic, p: sampledShare(strata, enough, seededRandom(seed)), method: 'sampled' };
}

function exactShare(strata: readonly Outcomes[], enough: number): number {
  let hits = 0;
  let all = 0;
  const walk = (at: number, sum: number, ways: number): void => {
    const stratum = strata[at];
    if (stratum === undefined) {
      all += ways;
      if (sum >= enough) hits += ways;
      return;
    }
    for (let i = 0; i < stratum.values.length; i++) {
      walk(at + 1, sum + (stratum.values[i] ?? 0), ways * (stratum.ways[i] ?? 0));
    }
  };
  walk(0, 0, 1);
  return hits / all;
}

function sampledShare(strata: readonly Dealt[], enough: number, random: Random): number {
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    if (strata.reduce((sum, stratum) => sum + stratum.draw(random), 0) >= enough) hits++;
  }
  return (hits + 1) / (DRAWS + 1);
}

/** Puts `count` random ones of the samples in front, each choice as likely as any other. */
export function shuffle(samples: Int32Array, count: number, random: Random): void {
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (samples.length - at));
    const sample = samples[other] ?? 0;
    samples[other] = samples[at] ?? 0;
    samples[at] = sample;
  }
}

/** C(n, k); exact below 2^53. */
export function waysToChoose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = (ways * (n - Math.min(k, n - k) + i)) / i;
  return Math.round(ways);
}
