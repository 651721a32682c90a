/*
 * Days of a time zone, from the rules that Node brings along (Intl). A day is the stretch from its first moment to the first moment of
 * the next: of 23, 24 or 25 hours where clocks are changed, beginning later than 00:00 where midnight is skipped, and empty where a
 * whole day is. Formatters are made once for each zone, and what they say is kept: asking one takes a thousand times as long as a look
 * into a table, and a day is asked for with every answer that is saved.
 */

import { lazily } from '../lazily.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** No zone was ever further from UTC than this. */
const MAX_OFFSET_MS = 16 * HOUR_MS;
/** Clocks are changed on a quarter of an hour since this time; before, some were changed at 00:01, or kept local time to the second. */
const QUARTERS_SINCE = Date.UTC(2012, 0, 1);
const QUARTER_MS = HOUR_MS / 4;
/** Outside of these years the rules of the nearest one are taken. */
const [EARLIEST, LATEST] = [Date.UTC(1000, 0, 1), Date.UTC(9000, 0, 1)];
const MAX_KEPT = 100_000;

/** A stretch of time with one distance from UTC. */
export interface OffsetSpan {
  /** Its exclusive end, milliseconds since 1970; of the last one, infinity. */
  readonly until: number;
  /** Milliseconds to add to UTC. */
  readonly offset: number;
}

/** The days of one time zone. Times are milliseconds since 1970, days `YYYY-MM-DD`. */
export interface Calendar {
  /** Its name in the tz database, as `Europe/Berlin`. */
  readonly zone: string;
  /** The day a time lies in. */
  dayOf(time: number): string;
  /** The first millisecond of a day. */
  startOf(day: string): number;
  /** Milliseconds to add to UTC at a time. */
  offsetAt(time: number): number;
  /** The distances from UTC between two times, in order. */
  offsetsBetween(from: number, to: number): readonly OffsetSpan[];
}

const calendars = new Map<string, Calendar>();

/**
 * The calendar of a time zone; the same one for the same name.
 * @throws RangeError when Node does not know the zone
 */
export function calendarOf(zone: string): Calendar {
  const known = calendars.get(zone);
  if (known !== undefined) return known;
  const calendar = new ZoneCalendar(zone);
  calendars.set(zone, calendar);
  return calendar;
}

export const UTC = 'UTC';

/** The name under which a zone is kept: as it was given, but for upper and lower case; `null` when there is no such zone. */
export function zoneNamed(text: string): string | null {
  const given = text.trim();
  // Offsets such as +01:00, which newer versions of Node take as well, know no change of clocks.
  if (!/^[a-z][\w+\-/]*$/i.test(given)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions();
    return timeZone.toLowerCase() === given.toLowerCase() ? timeZone : given;
  } catch {
    return null;
  }
}

/** Names of today that Node knows, but lists under older ones only. */
const NEWER_NAMES = [
  'America/Argentina/Buenos_Aires',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Kanton',
];

/** The names of all zones that can be chosen, in order; Node knows the same ones as long as it runs. */
export const zoneNames = lazily((): readonly string[] => {
  const newer = NEWER_NAMES.filter((name) => zoneNamed(name) !== null);
  return [...new Set([UTC, ...newer, ...Intl.supportedValuesOf('timeZone')])].sort();
});

/** The zone that this process runs in; UTC where TZ names none. */
export function ownZone(): string {
  // With a TZ that it does not know, Node gives none.
  const { timeZone } = new Intl.DateTimeFormat('en').resolvedOptions() as { readonly timeZone?: string };
  return zoneNamed(timeZone ?? UTC) ?? UTC;
}

/** `2026-11-22T14:03:00.000`: the local time, without its distance from UTC. */
export function localTime({ offsetAt }: Pick<Calendar, 'offsetAt'>, time: number): string {
  return new Date(time + offsetAt(time)).toISOString().slice(0, -1);
}

/** The time that a local one, `2026-11-22T14:03`, stands for; of two the earlier one, and what is skipped counts from before. */
export function timeOf({ offsetAt }: Pick<Calendar, 'offsetAt'>, local: string): number {
  const asUtc = Date.parse(`${local}Z`);
  const [before, after] = [offsetAt(asUtc - DAY_MS), offsetAt(asUtc + DAY_MS)];
  const early = asUtc - before;
  if (offsetAt(early) === before) return early;
  return offsetAt(asUtc - after) === after ? asUtc - after : early;
}

/** The same with its distance: `…+01:00`, and `…Z` in UTC, so that it stays the same moment wherever it is read. */
export function isoTime(calendar: Calendar, time: number): string {
  if (calendar.zone === UTC) return new Date(time).toISOString();
  const minutes = Math.round(calendar.offsetAt(time) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const distance = `${minutes < 0 ? '-' : '+'}${pad(hours)}:${pad(rest)}`;
  return `${localTime(calendar, time)}${distance}`;
}

class ZoneCalendar implements Calendar {
  readonly zone: string;
  readonly #format = lazily(
    () =>
      new Intl.DateTimeFormat('en-US', {
        timeZone: this.zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      }),
  );
  readonly #offsets = new Map<number, number>();
  readonly #starts = new Map<number, number>();
  #last = { from: 0, to: 0, day: '' };

  constructor(zone: string) {
    this.zone = zone;
    // Unless it is a zone without rules, which a start then need not wait for, that it is unknown is told at once.
    if (zone !== UTC) this.#format();
  }

  dayOf = (time: number): string => {
    const { from, to, day } = this.#last;
    if (time >= from && time < to) return day;
    const near = Math.floor(time / DAY_MS);
    const number = [near + 1, near].find((candidate) => time >= this.#start(candidate)) ?? near - 1;
    this.#last = { from: this.#start(number), to: this.#start(number + 1), day: dayNumbered(number) };
    return this.#last.day;
  };

  startOf = (day: string): number => this.#start(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

  offsetAt = (time: number): number => {
    if (this.zone === UTC) return 0;
    if (time < QUARTERS_SINCE) return this.#readOffset(time);
    const quarter = Math.floor(time / QUARTER_MS);
    return kept(this.#offsets, quarter, () => this.#readOffset(quarter * QUARTER_MS));
  };

  offsetsBetween = (from: number, to: number): readonly OffsetSpan[] => {
    const spans: OffsetSpan[] = [];
    for (let at = from; at < to; at += DAY_MS) {
      const next = Math.min(at + DAY_MS, to);
      if (this.offsetAt(at) === this.offsetAt(next)) continue;
      spans.push({ until: this.#change(at, next), offset: this.offsetAt(at) });
    }
    return [...spans, { until: Number.POSITIVE_INFINITY, offset: this.offsetAt(to) }];
  };

  /** The first millisecond of the day with a number, counted from 1970-01-01. */
  #start(number: number): number {
    return kept(this.#starts, number, () => {
      const midnight = number * DAY_MS;
      const [low, high] = [midnight - MAX_OFFSET_MS, midnight + MAX_OFFSET_MS];
      const [before, after] = [this.offsetAt(low), this.offsetAt(high)];
      if (before === after) return midnight - before;
      const change = this.#change(low, high);
      // Where midnight is skipped, the day begins when the clocks are changed.
      return midnight - before < change ? midnight - before : Math.max(change, midnight - after);
    });
  }

  /** The first millisecond with another distance from UTC than at `low`. */
  #change(low: number, high: number): number {
    const before = this.offsetAt(low);
    let [same, other] = [low, high];
    while (other - same > 1) {
      const middle = Math.floor((same + other) / 2);
      if (this.offsetAt(middle) === before) same = middle;
      else other = middle;
    }
    return other;
  }

  #readOffset(time: number): number {
    const second = Math.floor(Math.min(LATEST, Math.max(EARLIEST, time)) / 1_000) * 1_000;
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, seconds = 0] = this.#format()
      .format(second)
      .split(/\D+/)
      .map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
  }
}

function kept(known: Map<number, number>, key: number, compute: () => number): number {
  const value = known.get(key);
  if (value !== undefined) return value;
  if (known.size >= MAX_KEPT) known.clear();
  const computed = compute();
  known.set(key, computed);
  return computed;
}

function dayNumbered(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
