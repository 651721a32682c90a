import { mcnemarExact, signFlipTest } from '../../analysis/comparisons.ts';
import type { Flips } from '../../domain/cases/score.ts';
import type { Column } from '../../domain/run/columns.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { passesByCase, scoredSamples } from './scores.ts';

/** Fewer cases that differ than this cannot reach p = 0.05. */
const ENOUGH_FLIPS = 6;

const MAX_STEPS = 100_000;

/** One side: a column, and the key by which the case at each place of its run is known. */
export interface FlipSide {
  readonly column: Column;
  readonly request: Pick<RunRequest, 'leaks'>;
  readonly keys: readonly string[];
}

/**
 * How the cases of a baseline came out on the other side. A case passes when more than half of its answers do; a tie counts as the
 * same. Cases that could not be judged on both sides are left out. `null` where none was, so that nothing is known: 0 would say that
 * cases came out and none of them changed.
 */
export function flipsOf(baseline: FlipSide, other: FlipSide): Flips | null {
  const before = passesOf(baseline);
  const after = passesOf(other);
  const common = [...before.keys()].filter((key) => after.has(key));
  if (common.length === 0) return null;
  const pairs = common.map((key) => [before.get(key) ?? [], after.get(key) ?? []] as const);
  const changes = pairs.map(([a, b]) => changeOf(meanOf(a), meanOf(b)));
  const fixed = changes.filter((change) => change > 0).length;
  const broken = changes.filter((change) => change < 0).length;
  const same = changes.length - fixed - broken;
  const once = pairs.every(([a, b]) => a.length === 1 && b.length === 1);
  return { fixed, broken, same, ...(once ? ofFlips({ fixed, broken }) : ofMeans(pairs)) };
}

function ofFlips({ fixed, broken }: Pick<Flips, 'fixed' | 'broken'>): Pick<Flips, 'p' | 'tooFew'> {
  const { p, tooFewFlips } = mcnemarExact({ lost: broken, gained: fixed });
  return { p, tooFew: tooFewFlips };
}

/** Cases with equal means say nothing of a direction, and would only be flipped in vain. */
function ofMeans(pairs: readonly (readonly [readonly number[], readonly number[]])[]): Pick<Flips, 'p' | 'tooFew'> {
  const differences = pairs.map(([a, b]) => meanOf(b) - meanOf(a)).filter((difference) => difference !== 0);
  const steps = commonSteps(pairs.flatMap(([a, b]) => [a.length, b.length]));
  return { p: signFlipTest(differences, { steps })?.p ?? 1, tooFew: differences.length < ENOUGH_FLIPS };
}

/** Means of so many answers are multiples of one step; `null` where the numbers of answers are too odd for that. */
function commonSteps(counts: readonly number[]): number | null {
  let steps = 1;
  for (const count of new Set(counts)) {
    steps = (steps * count) / greatestCommonDivisor(steps, count);
    if (steps > MAX_STEPS) return null;
  }
  return steps;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** 1: fixed, -1: broken, 0: the same, or undecided on a side. */
function changeOf(before: number, after: number): number {
  if (before === 0.5 || after === 0.5) return 0;
  return Number(after > 0.5) - Number(before > 0.5);
}

function passesOf({ column, request, keys }: FlipSide): ReadonlyMap<string, readonly number[]> {
  const judged = scoredSamples(column, request).filter(
    ({ case: place, checked }) => place !== null && typeof checked?.passed === 'boolean',
  );
  return new Map([...passesByCase(judged)].map(([place, passes]) => [keys[Number(place)] ?? '', passes]));
}

function meanOf(passes: readonly number[]): number {
  return passes.reduce((sum, pass) => sum + pass, 0) / passes.length;
}
