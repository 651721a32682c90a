import type { CompletionFilter } from '../../domain/history/history.ts';
import type { Calendar } from '../../domain/history/time-zone.ts';

/** What only few completions have, so that the data file finds those by themselves. */
const FOUND_BY_ITSELF = [
  'run',
  'rating',
  'passed',
  'pinned',
  'noted',
] as const satisfies readonly (keyof CompletionFilter)[];

/** What the daily sums do not know of: such filters are counted completion by completion. */
const ONE_BY_ONE = [
  'minCost',
  'maxCost',
  'minDuration',
  'maxDuration',
  'q',
] as const satisfies readonly (keyof CompletionFilter)[];

/** Whether the daily sums of a calendar can answer for a filter; parts of days they cannot. */
export function isByDay(filter: CompletionFilter, calendar: Calendar): boolean {
  return isByColumns(filter, calendar) && ONE_BY_ONE.every((name) => filter[name] === undefined);
}

/** Whether it can be answered from the figures of all completions, kept in memory day by day. */
export function isByColumns(filter: CompletionFilter, calendar: Calendar): boolean {
  const wholeDays = [filter.from, filter.to].every((time) => time === undefined || isStartOfDay(time, calendar));
  return wholeDays && FOUND_BY_ITSELF.every((name) => filter[name] === undefined);
}

function isStartOfDay(time: Date, { dayOf, startOf }: Calendar): boolean {
  return startOf(dayOf(time.getTime())) === time.getTime();
}
