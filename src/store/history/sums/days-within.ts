import type { CompletionFilter } from '../../../domain/history/history.ts';
import type { Calendar } from '../../../domain/history/time-zone.ts';
import type { DimensionedDay } from './dimensions.ts';

/** The days between the bounds of a filter, which are the starts of days. */
export function daysWithin<Day extends DimensionedDay>(
  days: readonly Day[],
  { from, to }: CompletionFilter,
  { dayOf }: Pick<Calendar, 'dayOf'>,
): readonly Day[] {
  const first = from === undefined ? null : dayOf(from.getTime());
  const end = to === undefined ? null : dayOf(to.getTime());
  return days.filter(({ day }) => (first === null || day >= first) && (end === null || day < end));
}
