import type { Period } from './history.ts';

const DAY_MS = 86_400_000;

/** The first day of the period that a UTC day (`YYYY-MM-DD`) lies in; weeks begin on Monday, as in ISO 8601. */
export function periodOf(day: string, period: Period): string {
  switch (period) {
    case 'day':
      return day;
    case 'month':
      return `${day.slice(0, 8)}01`;
    case 'week': {
      const date = new Date(`${day}T00:00:00Z`);
      return addDays(day, -((date.getUTCDay() + 6) % 7));
    }
  }
}

/** The first day of the period after the one that begins with `start`. */
export function nextPeriod(start: string, period: Period): string {
  switch (period) {
    case 'day':
      return addDays(start, 1);
    case 'week':
      return addDays(start, 7);
    case 'month':
      return periodOf(addDays(start, 31), 'month');
  }
}

/** The last `most` periods from the one that begins with `first` to the one that begins with `last`, gaps included. */
export function periodsBetween(range: {
  readonly first: string;
  readonly last: string;
  readonly period: Period;
  readonly most: number;
}): readonly string[] {
  const { first, last, period, most } = range;
  const starts: string[] = [];
  // Backwards would need another step for months; two years of days are few.
  for (let start = first; start <= last; start = nextPeriod(start, period)) starts.push(start);
  return starts.slice(-most);
}

/** The period whose bars fit a stretch of that many days. */
export function fittingPeriod(days: number): Period {
  if (days <= 45) return 'day';
  return days <= 190 ? 'week' : 'month';
}

/** The days from one to the other, both counted. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
