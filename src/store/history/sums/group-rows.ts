import type { CostGroup, CostGroupRow, GroupValue } from '../../../domain/history/history.ts';
import type { GroupSums } from './group-sums.ts';

/** By day, week or month: newest first; within one, and else, largest cost first. */
export function inOrder(groups: readonly CostGroup[]): (a: GroupSums, b: GroupSums) => number {
  const period = groups.findIndex((group) => group === 'day' || group === 'week' || group === 'month');
  return (a, b) => {
    const [dayA, dayB] = [String(a.key[period] ?? ''), String(b.key[period] ?? '')];
    if (dayA !== dayB) return dayA < dayB ? 1 : -1;
    if (a.costPicodollars !== b.costPicodollars) return a.costPicodollars < b.costPicodollars ? 1 : -1;
    return b.completions - a.completions;
  };
}

/** An object with a value for each of the groups. */
export function keyed(
  groups: readonly CostGroup[],
  valueIn: (group: CostGroup, index: number) => GroupValue,
): CostGroupRow['key'] {
  return Object.fromEntries(groups.map((group, index) => [group, valueIn(group, index)]));
}
