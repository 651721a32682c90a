import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { MIGRATIONS } from '../../../src/store/migrations/ledger.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryFolder, temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, folderStore, startRun } from '../support/fixtures.ts';
import { expectWhole } from '../support/whole-days.ts';

const now = () => new Date('2026-11-28T03:00:00Z');

async function changeZone(store: Store, name: string): Promise<void> {
  await store.timeZones.choose(name);
  await store.timeZones.settled();
  expect(store.timeZones.state).toMatchObject({ zone: name, next: null, problem: null });
}

test('what is saved while days are counted anew is counted too', async () => {
  const { store, database } = await temporaryStore();
  store.timeZones.start({ now });
  const { experimentId } = await experimentIn(store);
  const asked = Array.from({ length: 40 }, (_, index) => new Date(Date.parse('2026-03-20') + index * 7 * 3_600_000));
  const completions: number[] = [];
  for (const createdAt of asked) {
    const run = await startRun(store, experimentId, { createdAt, samples: 2 });
    completions.push(...run.completions.map(({ id }) => id));
  }
  await Promise.all(completions.slice(0, 40).map((id) => finish(store, id)));
  await store.timeZones.choose('Asia/Kathmandu');
  const meanwhile = async () => {
    for (const id of completions.slice(40)) await finish(store, id);
    await store.completions.write(completions.slice(0, 5).map((id) => ({ type: 'requeued' as const, id })));
    await startRun(store, experimentId, { createdAt: new Date('2026-04-02T12:00:00Z') });
  };
  await Promise.all([meanwhile(), store.timeZones.settled()]);
  expect(store.timeZones.state.zone).toBe('Asia/Kathmandu');
  await finish(store, completions[0] ?? 0, { status: 'failed' });
  await expectWhole(database, 'Asia/Kathmandu');
  expect(await store.history.totals({})).toMatchObject({ completions: 81 });
});

test('a server that stops while days are counted anew leaves the old ones, and the next one counts them', async () => {
  const folder = temporaryFolder();
  const first = await folderStore(folder);
  const { experimentId } = await experimentIn(first.store);
  const { completions } = await startRun(first.store, experimentId, { createdAt: new Date('2026-03-01T20:00:00Z') });
  await finish(first.store, completions[0]?.id ?? 0);
  first.store.timeZones.start({ now });
  await first.store.timeZones.choose('Asia/Tokyo');
  await first.store.close();

  const second = await folderStore(folder);
  onTestFinished(() => second.store.close());
  const before = second.store.timeZones.state;
  expect([before.zone, before.next]).toEqual(['UTC', 'Asia/Tokyo']);
  const byDay = async () => (await second.store.history.costs(['day'], {})).map(({ key }) => key.day);
  expect(await byDay()).toEqual(['2026-03-01']);
  second.store.timeZones.start({ now });
  await second.store.timeZones.settled();
  expect(second.store.timeZones.state).toMatchObject({ zone: 'Asia/Tokyo', next: null });
  expect(await byDay()).toEqual(['2026-03-02']);
  await expectWhole(second.database, 'Asia/Tokyo');
});

test('a zone that is chosen while another one is counted for takes its place, and the old one needs no counting', async () => {
  const { store } = await temporaryStore();
  store.timeZones.start({ now });
  await Promise.all(['Asia/Tokyo', 'Europe/Berlin', 'America/Santiago'].map((name) => store.timeZones.choose(name)));
  await store.timeZones.settled();
  expect(store.timeZones.state).toMatchObject({ zone: 'America/Santiago', next: null });
  expect(store.timeZones.days.zones.map(({ zone: name }) => name).at(-1)).toBe('America/Santiago');
  await store.timeZones.choose('Europe/Berlin');
  await store.timeZones.choose('America/Santiago');
  await store.timeZones.settled();
  expect(store.timeZones.state).toMatchObject({ zone: 'America/Santiago', next: null });
});

test('days that cannot be counted anew stay as they were, and it is said', async () => {
  const { store, database } = await temporaryStore();
  const errors: string[] = [];
  store.timeZones.start({ now, onError: ({ message }) => errors.push(message) });
  await sql`create trigger refuse before insert on reporting_zones begin select raise(abort, 'full'); end`.execute(
    database.writer,
  );
  await store.timeZones.choose('Asia/Tokyo');
  await store.timeZones.settled();
  expect(store.timeZones.state).toMatchObject({
    zone: 'UTC',
    next: 'Asia/Tokyo',
    problem: expect.stringContaining('full'),
  });
  expect(errors).toEqual([expect.stringContaining('full')]);
  await expectWhole(database, 'UTC');
  await sql`drop trigger refuse`.execute(database.writer);
  await changeZone(store, 'Asia/Tokyo');
});

test('a new file has the zone of the server, and one from before stays in UTC', async () => {
  const folder = temporaryFolder();
  const zones = async (migrations = MIGRATIONS) => {
    const { days, close } = await openDatabase(folder, migrations, { newFileZone: () => 'Asia/Tokyo' });
    await close();
    return days.zones;
  };
  const added = MIGRATIONS.findIndex(({ name }) => name.endsWith('reporting-zones'));
  await zones(MIGRATIONS.slice(0, added));
  expect(await zones()).toEqual([{ since: 0, zone: 'UTC', kept: null }]);
  const other = temporaryFolder();
  const { days, close } = await openDatabase(other, MIGRATIONS, { newFileZone: () => 'Asia/Tokyo' });
  await close();
  expect(days.zones).toEqual([{ since: 0, zone: 'Asia/Tokyo', kept: null }]);
  expect(days.spendingDay(Date.parse('2026-11-27T20:00:00Z'))).toEqual({ day: '2026-11-28', zone: 'Asia/Tokyo' });
});
