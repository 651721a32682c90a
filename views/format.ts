import { addDays } from '../src/domain/history/period.ts';
import { type Calendar, localTime } from '../src/domain/history/time-zone.ts';
import { lazily } from '../src/domain/lazily.ts';
import type { Cost, Picodollars } from '../src/domain/money/cost.ts';

/**
 * Made once, as making one takes longer than formatting a hundred numbers, and not before one is used: those of this file took 25 ms
 * of every start.
 */
const counts = lazily(() => new Intl.NumberFormat('en-US'));
const cents = lazily(() => new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }));

export function count(value: number): string {
  return Number.isInteger(value) && value >= 0 && value < 1_000 ? String(value) : counts().format(value);
}

/** A count that may be unknown. */
export function countOr(value: number | null): string {
  return value === null ? '–' : count(value);
}

/** Tokens where there is little room: `500`, `131k`, `1.05M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  return tokens < 1_000_000 ? `${Math.round(tokens / 1_000)}k` : `${Number((tokens / 1_000_000).toPrecision(3))}M`;
}

/** `1 request`, `2 requests`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Pico-dollars as `$0.0000074`: three significant digits below a dollar, cents above. */
export function usd(picodollars: Picodollars): string {
  const dollars = Number(picodollars) / 1e12;
  if (picodollars === 0n) return '$0';
  if (Math.abs(dollars) >= 1) return `$${cents().format(dollars)}`;
  const decimals = Math.min(12, 2 - Math.floor(Math.log10(Math.abs(dollars))));
  const text = dollars.toFixed(decimals);
  // Rounding may reach the dollar: 0.9996 is $1.00, not $1.000.
  if (Math.abs(Number(text)) >= 1) return `$${cents().format(dollars)}`;
  return `$${text.replace(/(\.\d*?[1-9])0+$/, '$1')}`;
}

/** The most decimals of a column of money; what is less than its last place is said to be. */
const MAX_COLUMN_DECIMALS = 6;

/** How money reads in one column: with the same number of decimals throughout, so many that the smallest shows two digits. */
export function columnUsd(column: readonly Picodollars[]): (picodollars: Picodollars) => string {
  const spent = column.filter((picodollars) => picodollars > 0n).map((picodollars) => Number(picodollars) / 1e12);
  const least = spent.length === 0 ? 1 : Math.min(...spent);
  const decimals = Math.min(MAX_COLUMN_DECIMALS, Math.max(2, 1 - Math.floor(Math.log10(least))));
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const smallest = 10 ** -decimals;
  return (picodollars) => {
    const dollars = Number(picodollars) / 1e12;
    return dollars > 0 && dollars < smallest / 2 ? `<$${format.format(smallest)}` : `$${format.format(dollars)}`;
  };
}

/** A completion's cost in words; unknown is never shown as 0. */
export function costText(cost: Cost | null): string {
  if (cost === null) return 'unpriced';
  if (cost.source === 'free') return 'free';
  return `${usd(cost.picodollars)}${COST_MARKS[cost.source]}`;
}

/** Computed from reported usage is the rule, which needs no mark. */
const COST_MARKS: Readonly<Record<Cost['source'], string>> = {
  computed: '',
  reported: ' (reported)',
  estimated: ' (estimated)',
  set_later: ' (price set later)',
  free: '',
};

export function milliseconds(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** A share of 1 as a percentage; a dash where it is not known. */
export function percent(share: number | null, digits = 0): string {
  return share === null ? '–' : `${(100 * share).toFixed(digits)}%`;
}

/** A number or a dash: undefined is not 0. */
export function dash(value: number | null, digits = 2): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** `2026-11-22 14:03` in the reporting time zone, which filters and sums go by too. */
export function dateTime(date: Date, calendar: Calendar): string {
  return localTime(calendar, date.getTime()).slice(0, 16).replace('T', ' ');
}

/** `14:03:22`, likewise. */
export function timeOfDay(date: Date, calendar: Calendar): string {
  return localTime(calendar, date.getTime()).slice(11, 19);
}

const MINUTE_MS = 60_000;
/** For days, whatever their zone: the date of a day is the same everywhere. */
const dayMonth = lazily(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }));
const dayMonthYear = lazily(
  () => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
);

/** How long ago, as a list says it: `just now`, `5 min ago`, `3 h ago`, `yesterday`, `24 Nov`, `24 Nov 2025`. */
export function ago(date: Date, { dayOf }: Calendar, now = new Date()): string {
  const minutes = Math.floor((now.getTime() - date.getTime()) / MINUTE_MS);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const [day, today] = [dayOf(date.getTime()), dayOf(now.getTime())];
  if (day === today) return `${Math.floor(minutes / 60)} h ago`;
  if (day === addDays(today, -1)) return 'yesterday';
  return (day.slice(0, 4) === today.slice(0, 4) ? dayMonth() : dayMonthYear()).format(Date.parse(day));
}

/** How a temperature reads where `null` means that none was sent. */
export function temperatureText(temperature: number | null): string {
  return temperature === null ? 'not sent' : String(temperature);
}
