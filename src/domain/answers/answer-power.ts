import { SIGNIFICANT } from './answer-test.ts';

/** How often the test of answers says "differ" at p <= 0.05, for settings that always answer alike against ones that do not. */
export interface Power {
  /** Samples a side. */
  readonly n: number;
  readonly seen: readonly { readonly against: string; readonly chance: number }[];
}

/** Simulated, with answers that are equal or not; the last two compare with .7/.3 and .9/.1. */
const POWER: readonly (readonly [n: number, chances: readonly number[]])[] = [
  [5, [0.74, 0.19, 0.03, 0]],
  [10, [0.99, 0.62, 0.15, 0]],
  [20, [1, 0.99, 0.76, 0.04]],
];
const AGAINST = [
  'five equally likely answers',
  'two equally likely answers',
  'another answer in 30%',
  'another answer in 10%',
];

/** What `n` samples a side can see, at the largest tabulated number not above `n`; `null` below 5. */
export function powerAt(n: number): Power | null {
  const row = POWER.findLast(([tabulated]) => tabulated <= n);
  if (row === undefined) return null;
  const [tabulated, chances] = row;
  return { n: tabulated, seen: AGAINST.map((against, at) => ({ against, chance: chances[at] ?? 0 })) };
}

/** The next number of samples that is worth asking for; `null` from 20 on. */
export function nextSamples(n: number): number | null {
  return POWER.find(([tabulated]) => tabulated > n)?.[0] ?? null;
}

/** p of the most extreme of 10,000 draws. */
const LEAST_DRAWN_P = 1 / 10_001;
const EXACT_LIMIT = 200_000;

/** The least p that a test of two sides can reach, for these samples a side in each row and case. */
export function leastP(strata: readonly (readonly [first: number, second: number])[]): number {
  let splits = 1;
  let mirrored = 1;
  for (const [first, second] of strata) {
    splits *= choose(first + second, first);
    // With sides of one size, swapping them is another dealing that is as extreme.
    if (first === second) mirrored *= 2;
  }
  return splits > EXACT_LIMIT ? LEAST_DRAWN_P : mirrored / splits;
}

/** Whether no pair of so many could ever be told apart, and with how many samples a side one could; `null` when one could. */
export function samplesToTell(pairs: number, strata: readonly (readonly [number, number])[]): number | null {
  const tells = (p: number) => p * pairs <= SIGNIFICANT;
  if (strata.length === 0 || tells(leastP(strata))) return null;
  for (let n = 2; n <= 20; n++) {
    if (tells(leastP(strata.map(() => [n, n] as const)))) return n;
  }
  return null;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
