import type { Cost, Picodollars } from '../src/domain/cost.ts';

/** Made once: making one takes longer than formatting a hundred numbers. */
const COUNT = new Intl.NumberFormat('en-US');
const CENTS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function count(value: number): string {
  return COUNT.format(value);
}

/** `1 request`, `2 requests`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Pico-dollars as `$0.0000074`: three significant digits below a dollar, cents above. */
export function usd(picodollars: Picodollars): string {
  const dollars = Number(picodollars) / 1e12;
  if (picodollars === 0n) return '$0';
  if (Math.abs(dollars) >= 1) return `$${CENTS.format(dollars)}`;
  const decimals = Math.min(12, 2 - Math.floor(Math.log10(Math.abs(dollars))));
  const text = dollars.toFixed(decimals);
  // Rounding may reach the dollar: 0.9996 is $1.00, not $1.000.
  if (Math.abs(Number(text)) >= 1) return `$${CENTS.format(dollars)}`;
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

/** A number or a dash: undefined is not 0. */
export function dash(value: number | null, digits = 2): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** `2026-11-22 14:03` in the server's time zone, which is the person's own. */
export function dateTime(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

const MINUTE_MS = 60_000;
const DAY_MONTH = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DAY_MONTH_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** How long ago, as a list says it: `just now`, `5 min ago`, `3 h ago`, `yesterday`, `24 Nov`, `24 Nov 2025`. */
export function ago(date: Date, now = new Date()): string {
  const minutes = Math.floor((now.getTime() - date.getTime()) / MINUTE_MS);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (date.toDateString() === now.toDateString()) return `${Math.floor(minutes / 60)} h ago`;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === yesterday.toDateString()) return 'yesterday';
  return (date.getFullYear() === now.getFullYear() ? DAY_MONTH : DAY_MONTH_YEAR).format(date);
}

/** How a temperature reads where `null` means that none was sent. */
export function temperatureText(temperature: number | null): string {
  return temperature === null ? 'not sent' : String(temperature);
}
