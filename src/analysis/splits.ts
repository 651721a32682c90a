import { logFactorials } from './binomial.ts';
import type { Random } from './random.ts';

/**
 * Ways to split samples, folded into groups of equal answers, between two settings. Splits that put the same number of each answer on
 * each side look the same, so they are walked once with their weight instead of one by one: exact where counting them all would never end.
 */

/** How many of each answer each side got, in the order of the groups. */
export interface Split {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Number of different-looking splits of groups of these sizes that put `n` samples on the first side. */
export function countSplits(sizes: readonly number[], n: number): number {
  let ways = new Float64Array(n + 1);
  ways[0] = 1;
  for (const size of sizes) {
    const next = new Float64Array(n + 1);
    for (let taken = 0; taken <= n; taken++) {
      for (let here = 0; here <= Math.min(size, taken); here++) {
        next[taken] = (next[taken] ?? 0) + (ways[taken - here] ?? 0);
      }
    }
    ways = next;
  }
  return ways[n] ?? 0;
}

/** Chance, over all equally likely splits with `n` samples on the first side, that `holds` is true of the split. */
export function exactChance(sizes: readonly number[], n: number, holds: (split: Split) => boolean): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const logs = logFactorials(total);
  const logWays = (of: number, taken: number) => (logs[of] ?? 0) - (logs[taken] ?? 0) - (logs[of - taken] ?? 0);
  const allWays = logWays(total, n);
  const split = { first: sizes.map(() => 0), second: [...sizes] };

  const walk = (group: number, left: number, later: number, ways: number): number => {
    const size = sizes[group];
    if (size === undefined) return holds(split) ? Math.exp(ways - allWays) : 0;
    const rest = later - size;
    let chance = 0;
    for (let taken = Math.max(0, left - rest); taken <= Math.min(size, left); taken++) {
      split.first[group] = taken;
      split.second[group] = size - taken;
      chance += walk(group + 1, left - taken, rest, ways + logWays(size, taken));
    }
    return chance;
  };
  return Math.min(1, walk(0, n, total, 0));
}

/** The same chance from `draws` random splits, the split that was observed counted among them so that it is never 0. */
export function sampledChance(
  sizes: readonly number[],
  n: number,
  {
    draws,
    random,
    holds,
  }: { readonly draws: number; readonly random: Random; readonly holds: (split: Split) => boolean },
): number {
  const samples = sizes.flatMap((size, group) => Array<number>(size).fill(group));
  let hits = 0;
  for (let draw = 0; draw < draws; draw++) {
    const split = { first: sizes.map(() => 0), second: [...sizes] };
    for (let position = 0; position < n; position++) {
      const other = position + Math.floor(random() * (samples.length - position));
      const group = samples[other] ?? 0;
      samples[other] = samples[position] ?? 0;
      samples[position] = group;
      split.first[group] = (split.first[group] ?? 0) + 1;
      split.second[group] = (split.second[group] ?? 0) - 1;
    }
    if (holds(split)) hits++;
  }
  return (hits + 1) / (draws + 1);
}
