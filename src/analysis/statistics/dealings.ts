import type { Kernel } from '../kernel.ts';
import { type Dealt, EXACT_LIMIT, type Outcomes, shuffle, waysToChoose } from './chance.ts';

/** The columns of one stratum, each a list of its samples. */
type Columns = readonly (readonly number[])[];

/**
 * All columns of one stratum at once, to be told from one big pile by W: mean similarity of the pairs within columns. `groups` names the
 * group of equal answers of each sample where the kernel is equality, and lets all dealings be walked; without it W is drawn.
 */
export function allColumns(kernel: Kernel, columns: Columns, groups: Int32Array | null): Dealt {
  const samples = Int32Array.from(columns.flat());
  const sizes = columns.map((column) => column.length);
  const pairs = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const dealt = () => {
    let from = 0;
    let sum = 0;
    for (const size of sizes) {
      sum += kernel.within(samples, from, from + size);
      from += size;
    }
    return sum / pairs;
  };
  const repeated = groups === null ? null : repeatedGroups(samples, groups);
  return {
    observed: dealt(),
    dealings: repeated === null ? Number.POSITIVE_INFINITY : countDealings(repeated, samples.length),
    outcomes: () => everyDealing(repeated ?? [], sizes, pairs),
    draw: (random) => {
      shuffle(samples, samples.length, random);
      return dealt();
    },
  };
}

/** Sizes of the groups of two or more equal answers. W depends on where these land; answers that came once are interchangeable. */
function repeatedGroups(samples: Int32Array, groups: Int32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const sample of samples) {
    const group = groups[sample] ?? 0;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return [...counts.values()].filter((size) => size > 1);
}

/** N! / (product of k! over the groups x s!), with s the answers that came once; `Infinity` once it is too many to walk. */
function countDealings(repeated: readonly number[], samples: number): number {
  let left = samples;
  let dealings = 1;
  for (const size of repeated) {
    dealings *= waysToChoose(left, size);
    left -= size;
    if (dealings > EXACT_LIMIT) return Number.POSITIVE_INFINITY;
  }
  return dealings;
}

/** W of every way to deal groups of equal answers out to columns with so much room; ways that share a W are added up. */
function everyDealing(groups: readonly number[], sizes: readonly number[], pairs: number): Outcomes {
  const room = [...sizes];
  const found = new Map<number, number>();
  const walk = (group: number, equal: number, ways: number): void => {
    const size = groups[group];
    if (size === undefined) {
      found.set(equal, (found.get(equal) ?? 0) + ways);
      return;
    }
    const fill = (column: number, left: number, more: number, waysHere: number): void => {
      const free = room[column];
      if (left === 0) walk(group + 1, more, waysHere);
      if (left === 0 || free === undefined) return;
      for (let take = 0; take <= Math.min(left, free); take++) {
        room[column] = free - take;
        fill(column + 1, left - take, more + (take * (take - 1)) / 2, waysHere * waysToChoose(free, take));
      }
      room[column] = free;
    };
    fill(0, size, equal, ways);
  };
  walk(0, 0, 1);
  return {
    values: Float64Array.from(found.keys(), (equal) => equal / pairs),
    ways: Float64Array.from(found.values()),
  };
}
