import { binomialChances } from './statistics/binomial.ts';
import { DRAWS } from './statistics/chance.ts';
import type { Flips } from './statistics/intervals.ts';
import { seededRandom } from './statistics/random.ts';

/** Sign flips of up to this many cases are all walked: 2^16. */
const EXACT_CASES = 16;
/** Fewer flips than this cannot reach p = 0.05 even when all go one way: 2 x 0.5^5 = 0.0625. */
const ENOUGH_FLIPS = 6;

interface PermutationResult {
  /** The mean difference. */
  readonly difference: number;
  /** Two-sided: the chance of a mean at least this far from 0 if signs were random. */
  readonly p: number;
  readonly method: 'exact' | 'sampled';
}

export interface McNemar {
  /** Two-sided exact p-value. */
  readonly p: number;
  /** Too few cases changed for any result to reach p = 0.05. */
  readonly tooFewFlips: boolean;
}

/**
 * McNemar's exact test of the same cases under two settings, from the cases whose outcome changed: are losses and gains as likely as
 * each other? p = min(1, 2 x BinomCDF(min(lost, gained), lost + gained, 0.5)). Source: McNemar 1947.
 */
export function mcnemarExact({ lost, gained }: Flips): McNemar {
  const flips = lost + gained;
  const tail = binomialChances(flips, 0.5).subarray(0, Math.min(lost, gained) + 1);
  return { p: Math.min(1, 2 * tail.reduce((sum, chance) => sum + chance, 0)), tooFewFlips: flips < ENOUGH_FLIPS };
}

/**
 * Sign-flip permutation test of the mean of per-case score differences: how often would random signs give a mean at least this far
 * from 0? Exact up to 16 cases, and for any number of cases where all differences are whole multiples of 1 / `steps`; else from
 * 10,000 seeded draws. `null` without cases.
 */
export function signFlipTest(
  differences: readonly number[],
  { seed = 1, steps = null }: { readonly seed?: number; readonly steps?: number | null } = {},
) {
  if (differences.length === 0) return null;
  const onGrid = steps === null ? null : gridSignFlips(differences, steps);
  if (onGrid !== null) return { difference: mean(differences), p: onGrid, method: 'exact' } satisfies PermutationResult;
  const sum = differences.reduce((total, value) => total + value, 0);
  const scale = differences.reduce((total, value) => total + Math.abs(value), 0);
  // Sums of the same numbers in another order differ by rounding; that must not turn a tie into a miss.
  const far = Math.abs(sum) - 1e-12 * scale;
  const exact = differences.length <= EXACT_CASES;
  const p = exact ? exactSignFlips(differences, far) : sampledSignFlips(differences, far, seed);
  return { difference: sum / differences.length, p, method: exact ? 'exact' : 'sampled' } satisfies PermutationResult;
}

/** Holm's adjusted p-values for several comparisons at once, in the order given. Source: Holm 1979. */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, position) => ({ p, position })).sort((a, b) => a.p - b.p);
  const adjusted = [...pValues];
  let floor = 0;
  for (const [rank, { p, position }] of order.entries()) {
    floor = Math.max(floor, Math.min(1, p * (order.length - rank)));
    adjusted[position] = floor;
  }
  return adjusted;
}

/** Work, in additions, beyond which draws are quicker. */
const MAX_GRID_WORK = 5_000_000;

/** The chances of all sums, built up case by case, as each case adds its steps or takes them away; `null` where that is too much. */
function gridSignFlips(differences: readonly number[], steps: number): number | null {
  const sizes = differences.map((value) => Math.abs(Math.round(value * steps))).filter((size) => size > 0);
  const reach = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length * reach > MAX_GRID_WORK) return null;
  let chances = new Float64Array(2 * reach + 1);
  chances[reach] = 1;
  for (const size of sizes) {
    const next = new Float64Array(chances.length);
    for (let place = size; place < chances.length - size; place++) {
      const half = (chances[place] ?? 0) / 2;
      if (half === 0) continue;
      next[place - size] = (next[place - size] ?? 0) + half;
      next[place + size] = (next[place + size] ?? 0) + half;
    }
    chances = next;
  }
  const far = Math.abs(differences.reduce((sum, value) => sum + Math.round(value * steps), 0));
  return Math.min(
    1,
    chances.reduce((sum, chance, place) => (Math.abs(place - reach) >= far ? sum + chance : sum), 0),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function exactSignFlips(differences: readonly number[], far: number): number {
  const all = 2 ** differences.length;
  let hits = 0;
  for (let signs = 0; signs < all; signs++) {
    const sum = differences.reduce((total, value, bit) => (signs & (1 << bit) ? total - value : total + value), 0);
    if (Math.abs(sum) >= far) hits++;
  }
  return hits / all;
}

function sampledSignFlips(differences: readonly number[], far: number, seed: number): number {
  const random = seededRandom(seed);
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const sum = differences.reduce((total, value) => (random() < 0.5 ? total - value : total + value), 0);
    if (Math.abs(sum) >= far) hits++;
  }
  return (hits + 1) / (DRAWS + 1);
}
