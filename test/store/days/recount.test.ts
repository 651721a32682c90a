import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { addDays } from '../../../src/domain/history/period.ts';
import { calendarOf } from '../../../src/domain/history/time-zone.ts';
import { DaysRecount } from '../../../src/store/days/recount.ts';
import { readZones } from '../../../src/store/days/reporting-zones.ts';
import type { OpenDatabase } from '../../../src/store/file/open-database.ts';
import { HistoryQueries } from '../../../src/store/history/queries.ts';
import type { Schema } from '../../../src/store/schema.ts';
import { SqliteDialect } from '../../../src/store/sqlite/sqlite-dialect.ts';
import { openTemporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, startRun } from '../support/fixtures.ts';
import { expectWhole } from '../support/whole-days.ts';

/** Zones on both sides of the date line, of half hours and of quarters, with and without changes of clocks. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Tokyo', 'Asia/Kathmandu', 'America/St_Johns'];
const FAR = ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Beirut', 'America/Santiago', 'Pacific/Chatham', 'Africa/Cairo'];

const zone = fc.constantFrom(...ZONES, ...FAR);
/** Around the changes of clocks of March and October 2026, and of the year. */
const moment = fc
  .record({
    near: fc.constantFrom('2026-03-28T23', '2026-10-24T22', '2026-09-06T03', '2025-12-31T23'),
    by: fc.integer({ min: -2_000, max: 2_000 }),
  })
  .map(({ near, by }) => new Date(Date.parse(`${near}:00:00Z`) + by * 60_000));

/** Counts as the thread does, through a connection of its own. */
function zoneChanger({ path, writer, days }: OpenDatabase) {
  const handle = new BetterSqlite3(path);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect(handle) });
  const change = async (name: string) => {
    const recount = new DaysRecount(db, name);
    await recount.count();
    await recount.exchange(days.following(name, Date.parse('2026-11-28T03:00:00Z')));
    days.use(await readZones(writer));
  };
  return Object.assign(change, { close: () => handle.close() });
}

/** Sums by day as the history gives them, beside completions put into days one by one by Intl. */
async function expectDaysOf(database: OpenDatabase, name: string): Promise<void> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: name,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const rows = await database.writer.selectFrom('completions').select('created_at').execute();
  const expected = new Map<string, number>();
  for (const { created_at } of rows) {
    const day = format.format(created_at);
    expected.set(day, (expected.get(day) ?? 0) + 1);
  }
  const newestFirst = [...expected].sort(([a], [b]) => (a < b ? 1 : -1));
  const { startOf } = calendarOf(name);
  for (const warm of [false, true]) {
    const history = new HistoryQueries(database.reader);
    if (warm) await history.warmUp();
    for (const filter of [{}, { maxDuration: 1e9 }]) {
      const sums = await history.costs(['day'], filter, null);
      expect(sums.map(({ key, completions }) => [key.day, completions])).toEqual(newestFirst);
      for (const [day, count] of newestFirst) {
        const within = { ...filter, from: new Date(startOf(day)), to: new Date(startOf(addDays(day, 1))) };
        expect(await history.totals(within, null)).toMatchObject({ completions: count });
        expect((await history.page(within, { before: null, limit: 100 })).rows).toHaveLength(count);
      }
    }
  }
}

test('whatever zones follow each other, sums by day, filters and roll-ups are those of the last one', {
  timeout: 60_000,
}, async () => {
  const step = fc.oneof({ weight: 3, arbitrary: moment }, { weight: 1, arbitrary: zone });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), zone, async (steps, last) => {
      const { store, database, close } = await openTemporaryStore();
      const changeZone = zoneChanger(database);
      const { experimentId } = await experimentIn(store);
      for (const next of steps) {
        if (typeof next === 'string') await changeZone(next);
        else {
          const { completions } = await startRun(store, experimentId, { createdAt: next });
          for (const { id } of completions) await finish(store, id);
        }
      }
      await changeZone(last);
      await expectWhole(database, last);
      await expectDaysOf(database, last);
      changeZone.close();
      await close();
    }),
    { numRuns: 15 },
  );
});
