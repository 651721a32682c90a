import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../src/domain/history/period.ts';
import {
  calendarOf,
  isoTime,
  localTime,
  ownZone,
  timeOf,
  zoneNamed,
  zoneNames,
} from '../../../src/domain/history/time-zone.ts';

const MINUTE = 60_000;
const FIRST = '2025-01-01';
const TWO_YEARS_IN_WEEKS = 105;

/** The date in a zone as Intl writes it, beside what the product makes of Intl. */
function datesIn(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (time) => format.format(time);
}

const zone = fc.constantFrom(...zoneNames());

/** Of two years, all days around a week in which clocks are changed, and one day of every third week else, as those are alike. */
function daysAroundChanges(timeZone: string): readonly string[] {
  const clock = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', hour: 'numeric', minute: 'numeric' });
  const shownAt = (week: number) => clock.format(Date.parse(addDays(FIRST, 7 * week)));
  return Array.from({ length: TWO_YEARS_IN_WEEKS }, (_, week) => {
    const first = addDays(FIRST, 7 * week);
    const isChanged = shownAt(week) !== shownAt(week + 1);
    if (isChanged) return Array.from({ length: 11 }, (_, day) => addDays(first, day - 2));
    return week % 3 === 0 ? [addDays(first, week % 7)] : [];
  }).flat();
}

test('in every zone, over two years, each day begins where the date changes, and the next where it ends', () => {
  const wrong: string[] = [];
  let looked = 0;
  for (const name of zoneNames()) {
    const { startOf, dayOf } = calendarOf(name);
    const dateOf = datesIn(name);
    for (const day of daysAroundChanges(name)) {
      const start = startOf(day);
      looked += 1;
      if (dateOf(start) !== day || dateOf(start - 1) >= day) wrong.push(`${name} ${day}`);
      if (dayOf(start) !== day || dayOf(start - 1) !== addDays(day, -1)) wrong.push(`${name} ${day}, by dayOf`);
    }
  }
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(15_000);
});

test('in every zone, any moment lies in the day that Intl writes', () => {
  const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
  fc.assert(
    fc.property(zone, fc.array(moment, { minLength: 1, maxLength: 20 }), (name, moments) => {
      const { dayOf, startOf } = calendarOf(name);
      const dateOf = datesIn(name);
      for (const time of moments) {
        const day = dayOf(time);
        expect(day).toBe(dateOf(time));
        expect(startOf(day)).toBeLessThanOrEqual(time);
        expect(startOf(addDays(day, 1))).toBeGreaterThan(time);
      }
    }),
    { numRuns: 300 },
  );
});

test('the distances from UTC between two times are those at every moment in between', () => {
  const start = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(zone, start, fc.integer({ min: 1, max: 200 }), (name, from, days) => {
      const calendar = calendarOf(name);
      const to = from + days * 86_400_000;
      const spans = calendar.offsetsBetween(from, to);
      const dateOf = datesIn(name);
      const wrong: string[] = [];
      for (let time = from; time < to; time += 5 * 3_600_000 + 7 * MINUTE) {
        const offset = spans.find(({ until }) => time < until)?.offset ?? Number.NaN;
        const isRight = offset === calendar.offsetAt(time);
        if (!isRight || new Date(time + offset).toISOString().slice(0, 10) !== dateOf(time))
          wrong.push(`${name} ${time}`);
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('a moment is the same whatever zone it is written in', () => {
  const moment = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(zone, moment, (name, time) => {
      // Before clocks were kept to the minute, a distance had seconds that ISO 8601 has no place for.
      fc.pre(calendarOf(name).offsetAt(time) % MINUTE === 0);
      expect(Date.parse(isoTime(calendarOf(name), time))).toBe(time);
    }),
  );
});

const HOURS = 3_600_000;

test.each([
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
  ['America/New_York', '2026-11-27', '2026-11-27T05:00:00.000Z', 24],
  ['Asia/Kolkata', '2026-11-27', '2026-11-26T18:30:00.000Z', 24],
  ['Asia/Kathmandu', '2026-11-27', '2026-11-26T18:15:00.000Z', 24],
  ['Pacific/Chatham', '2026-09-27', '2026-09-26T11:15:00.000Z', 23],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00.000Z', 23.5],
  // Midnight is skipped: the clock goes from 23:59 to 01:00.
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', 23],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', 23],
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z', 23],
  // Midnight comes twice: the clock goes back to 23:00 before the day is over.
  ['Asia/Beirut', '2026-10-24', '2026-10-23T21:00:00.000Z', 25],
  // A whole day was skipped, on the other side of the date line.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 0],
  ['UTC', '2026-11-27', '2026-11-27T00:00:00.000Z', 24],
])('%s: %s begins at %s and has %d hours', (name, day, start, hours) => {
  const { startOf, dayOf } = calendarOf(name);
  expect(new Date(startOf(day)).toISOString()).toBe(start);
  expect((startOf(addDays(day, 1)) - startOf(day)) / HOURS).toBe(hours);
  if (hours > 0) expect([dayOf(startOf(day)), dayOf(startOf(day) - 1)]).toEqual([day, addDays(day, -1)]);
});

test('times are written as the clock on the wall shows them', () => {
  const time = Date.parse('2026-11-27T18:43:05.120Z');
  expect(localTime(calendarOf('Europe/Berlin'), time)).toBe('2026-11-27T19:43:05.120');
  expect(isoTime(calendarOf('Europe/Berlin'), time)).toBe('2026-11-27T19:43:05.120+01:00');
  expect(isoTime(calendarOf('America/St_Johns'), time)).toBe('2026-11-27T15:13:05.120-03:30');
  expect(isoTime(calendarOf('Europe/London'), time)).toBe('2026-11-27T18:43:05.120+00:00');
  expect(isoTime(calendarOf('UTC'), time)).toBe('2026-11-27T18:43:05.120Z');
});

test('a zone is known by any of its names, in any case, and nothing else is a zone', () => {
  expect(zoneNamed('europe/berlin')).toBe('Europe/Berlin');
  expect(zoneNamed(' UTC ')).toBe('UTC');
  expect(zoneNamed('Asia/Calcutta')).toBe('Asia/Calcutta');
  expect(zoneNamed('Asia/Kolkata')).toBe('Asia/Kolkata');
  for (const wrong of ['', 'Berlin', '+01:00', 'GMT+25', 'Europe/Berlin; drop', '../etc', '2026']) {
    expect(zoneNamed(wrong)).toBeNull();
  }
  expect(zoneNames()).toContain('UTC');
  expect(zoneNamed(ownZone())).toBe(ownZone());
  expect(() => calendarOf('Nowhere/At_All')).toThrow(RangeError);
});

test('a local time is the moment at which clocks show it, the first of two, in every zone of odd changes', () => {
  const zones = [
    'Africa/Casablanca',
    'America/Sao_Paulo',
    'Antarctica/Troll',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) }),
      (zone, time) => {
        const calendar = calendarOf(zone);
        const read = timeOf(calendar, localTime(calendar, time));
        expect(localTime(calendar, read)).toBe(localTime(calendar, time));
        expect(read).toBeLessThanOrEqual(time);
      },
    ),
  );
  const berlin = calendarOf('Europe/Berlin');
  // 02:30 is skipped in March, and there twice in October.
  expect(new Date(timeOf(berlin, '2026-03-29T02:30')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(new Date(timeOf(berlin, '2026-10-25T02:30')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
});
