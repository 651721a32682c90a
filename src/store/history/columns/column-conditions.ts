import type { CompletionFilter } from '../../../domain/history/history.ts';
import { HALF } from '../sums/group-sums.ts';
import { type ColumnsDay, PRICED } from './columns-day.ts';

/*
 * Conditions on single completions in the columns. They are asked a million times for one answer, so they are plain loops
 * over numbers.
 */

/** What a search hits: a completion matches with any of the branches. */
export type SearchHits = readonly SearchHitsBranch[];

export interface SearchHitsBranch {
  /** A bit for each id of a completion whose answer matches; `null`: any. */
  readonly answers: Uint8Array | null;
  /** A bit for each id of a message list that matches; `null`: any. */
  readonly lists: Uint8Array | null;
}

/** A bit for each of some ids; of none it has no length. */
export function bitsOf(ids: readonly number[]): Uint8Array {
  const most = ids.reduce((most, id) => Math.max(most, id), -1);
  const bits = new Uint8Array((most >> 3) + 1);
  for (const id of ids) bits[id >> 3] = (bits[id >> 3] ?? 0) | (1 << (id & 7));
  return bits;
}

/** Whether a search finds nothing, so that nothing need be looked at. */
export function isNothing(hits: SearchHits): boolean {
  return hits.every(({ answers, lists }) => answers?.length === 0 || lists?.length === 0);
}

export function isHit(day: ColumnsDay, hits: SearchHits, row: number): boolean {
  for (let index = 0; index < hits.length; index++) {
    const branch = hits[index];
    if (branch !== undefined && isInBranch(branch, day.ids[row] ?? 0, day.lists[row] ?? 0)) return true;
  }
  return false;
}

export function isInBranch({ answers, lists }: SearchHitsBranch, id: number, list: number): boolean {
  return (answers === null || hasBit(answers, id)) && (lists === null || hasBit(lists, list));
}

function hasBit(bits: Uint8Array, id: number): boolean {
  return ((bits[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
}

/** Bounds of cost and time; costs in halves, as they are kept. */
interface Bounds {
  readonly minCost: Halves | null;
  readonly maxCost: Halves | null;
  readonly minDuration: number | null;
  readonly maxDuration: number | null;
}

interface Halves {
  readonly high: number;
  readonly low: number;
}

/** `null`: none. */
export function boundsOf({ minCost, maxCost, minDuration, maxDuration }: CompletionFilter): Bounds | null {
  const given = [minCost, maxCost, minDuration, maxDuration].some((bound) => bound !== undefined);
  if (!given) return null;
  return {
    minCost: minCost === undefined ? null : halvesOf(minCost),
    maxCost: maxCost === undefined ? null : halvesOf(maxCost),
    minDuration: minDuration ?? null,
    maxDuration: maxDuration ?? null,
  };
}

/** Whether any row of a day can lie within bounds; most days have none of the dearest and the longest. */
export function canBeWithinBounds({ dearest, longest }: ColumnsDay, bounds: Bounds | null): boolean {
  return (bounds?.minCost?.high ?? 0) <= dearest && (bounds?.minDuration ?? 0) <= longest;
}

export function isWithinBounds(day: ColumnsDay, bounds: Bounds | null, row: number): boolean {
  if (bounds === null) return true;
  const { minCost, maxCost, minDuration, maxDuration } = bounds;
  if (minCost !== null || maxCost !== null) {
    if (((day.flags[row] ?? 0) & PRICED) === 0) return false;
    const high = day.costHigh[row] ?? 0;
    const low = day.costLow[row] ?? 0;
    if (minCost !== null && (high < minCost.high || (high === minCost.high && low < minCost.low))) return false;
    if (maxCost !== null && (high > maxCost.high || (high === maxCost.high && low > maxCost.low))) return false;
  }
  // Unknown durations are not a number, which no comparison holds for.
  const duration = day.durations[row] ?? Number.NaN;
  if (minDuration !== null && !(duration >= minDuration)) return false;
  return maxDuration === null || duration <= maxDuration;
}

function halvesOf(picodollars: bigint): Halves {
  return { high: Number(picodollars >> HALF), low: Number(picodollars & ((1n << HALF) - 1n)) };
}
