import type { Kernel } from '../kernel.ts';
import { type Dealt, type Outcomes, shuffle, waysToChoose } from './chance.ts';

/**
 * Two sides of one stratum, to be told apart by the kernel two-sample statistic D = A_a + A_b - 2 A_ab: mean similarity within each side
 * against the mean similarity across. Large where the sides differ, 0 on average where they do not. Needs two samples a side.
 * Source: Gretton 2012 (unbiased form).
 */
export function twoSides(kernel: Kernel, first: readonly number[], second: readonly number[]): Dealt {
  const samples = Int32Array.from([...first, ...second]);
  const n = first.length;
  const m = second.length;
  const all = kernel.within(samples, 0, n + m);
  const distance = (ofFirst: number, ofSecond: number) =>
    ofFirst / (n * (n - 1) * 0.5) + ofSecond / (m * (m - 1) * 0.5) - (2 * (all - ofFirst - ofSecond)) / (n * m);
  const dealt = () => distance(kernel.within(samples, 0, n), kernel.within(samples, n, n + m));
  return {
    observed: dealt(),
    dealings: waysToChoose(n + m, n),
    outcomes: () =>
      n <= m
        ? everySplit(kernel, samples, { take: n, all, distance })
        : everySplit(kernel, samples, { take: m, all, distance: (ofSecond, ofFirst) => distance(ofFirst, ofSecond) }),
    draw: (random) => {
      shuffle(samples, n, random);
      return dealt();
    },
  };
}

interface Taken {
  /** How many samples are taken from all. */
  readonly take: number;
  /** Similarity of all pairs together. */
  readonly all: number;
  readonly distance: (ofTaken: number, ofRest: number) => number;
}

/** The statistic for every way to take so many of the samples. */
function everySplit(kernel: Kernel, samples: Int32Array, { take, all, distance }: Taken): Outcomes {
  const toAll = Float64Array.from(samples, (one) =>
    samples.reduce((sum, other) => sum + kernel.pair(one, other), -kernel.pair(one, one)),
  );
  const values = new Float64Array(waysToChoose(samples.length, take));
  const taken = new Int32Array(take);
  let found = 0;
  /** `inside` is the similarity among those taken so far, `reach` that of each of them to all others. */
  const walk = (depth: number, from: number, inside: number, reach: number): void => {
    if (depth === take) {
      values[found++] = distance(inside, all - reach + inside);
      return;
    }
    for (let at = from; at <= samples.length - (take - depth); at++) {
      const sample = samples[at] ?? 0;
      let more = inside;
      for (let i = 0; i < depth; i++) more += kernel.pair(sample, taken[i] ?? 0);
      taken[depth] = sample;
      walk(depth + 1, at + 1, more, reach + (toAll[at] ?? 0));
    }
  };
  walk(0, 0, 0, 0);
  return { values, ways: new Float64Array(values.length).fill(1) };
}
