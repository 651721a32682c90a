import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../src/domain/history/period.ts';
import { ReportingDays } from '../../../src/domain/history/reporting-days.ts';
import { calendarOf, zoneNames } from '../../../src/domain/history/time-zone.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-10-23T12:30:00Z');
const zone = fc.constantFrom(...zoneNames());
const changes = fc.array(fc.record({ zone, hours: fc.double({ min: 0, max: 40, noNaN: true }) }), {
  minLength: 1,
  maxLength: 5,
});

test('no change of the zone makes room: the day of a change goes on until the next midnight of the new zone, then a fresh one begins', () => {
  fc.assert(
    fc.property(zone, changes, (first, steps) => {
      const days = new ReportingDays([{ since: 0, zone: first, kept: null }]);
      const used = new Set<string>();
      let time = START;
      for (const { zone: next, hours } of steps) {
        for (const end = time + Math.floor(hours * HOUR); time < end; time += HOUR / 4) {
          used.add(JSON.stringify(days.spendingDay(time)));
        }
        const before = days.spendingDay(time);
        used.add(JSON.stringify(before));
        days.use([...days.zones, days.following(next, time)]);
        const calendar = calendarOf(next);
        const midnight = calendar.startOf(addDays(calendar.dayOf(time), 1));
        expect(days.spendingDay(time)).toEqual(before);
        expect(days.spendingDay(midnight - 1)).toEqual(before);
        expect(days.spendingDay(midnight)).toEqual({ day: calendar.dayOf(midnight), zone: next });
        expect(used).not.toContain(JSON.stringify(days.spendingDay(midnight)));
      }
    }),
    { numRuns: 200 },
  );
});

test('what was sent before a change stays on the day it was sent on', () => {
  fc.assert(
    fc.property(zone, changes, (first, steps) => {
      const days = new ReportingDays([{ since: 0, zone: first, kept: null }]);
      const seen: [number, unknown][] = [];
      let time = START;
      for (const { zone: next, hours } of steps) {
        time += Math.floor(hours * HOUR) + 1;
        seen.push([time - 1, days.spendingDay(time - 1)]);
        days.use([...days.zones, days.following(next, time)]);
      }
      for (const [at, day] of seen) expect(days.spendingDay(at)).toEqual(day);
    }),
  );
});
