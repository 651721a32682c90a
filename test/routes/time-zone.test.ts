import BetterSqlite3 from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { experimentIn, finish, outcomeOf, startRun } from '../store/support/fixtures.ts';
import { words } from '../support/pages.ts';
import { temporaryStore } from '../support/temporary-data.ts';
import { createTestApp, type TestApp, testApp } from '../support/test-app.ts';

let app: TestApp;
/** An evening in Berlin, a night in Tokyo; and the morning before, which is the same day everywhere. */
const EVENING = new Date('2026-11-26T23:43:00Z');
const MORNING = new Date('2026-11-26T06:00:00Z');

beforeAll(async () => {
  app = await createTestApp();
  const { experimentId } = await experimentIn(app.store);
  for (const createdAt of [MORNING, EVENING]) {
    const { completions } = await startRun(app.store, experimentId, { createdAt });
    await finish(app.store, completions[0]?.id ?? 0);
  }
});
afterAll(() => app?.close());

async function zoneOverApi(time_zone: string): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await app.request('/api/v1/settings', {
    method: 'PATCH',
    body: JSON.stringify({ time_zone }),
    headers,
  });
  await app.store.timeZones.settled();
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}

const json = async (path: string) => (await (await app.request(path)).json()) as Record<string, never>;
const idsOf = async (query: string) =>
  ((await json(`/api/v1/completions?${query}`))['completions'] as unknown as readonly { id: number }[]).map(
    ({ id }) => id,
  );

test('a row of 00:43 on the 27th is found on the 27th, shown so, added up so and exported so', async () => {
  expect(await zoneOverApi('Europe/Berlin')).toMatchObject({ status: 200, time_zone: 'Europe/Berlin' });
  expect(await idsOf('from=2026-11-27&to=2026-11-28')).toEqual([2]);
  expect(await idsOf('from=2026-11-26&to=2026-11-27')).toEqual([1]);
  expect(await idsOf('from=2026-11-26T23:43:00Z')).toEqual([2]);
  expect(await idsOf('from=2026-11-27T00:43:00.001%2B01:00')).toEqual([]);
  // A time without its distance from UTC is one of this zone, and a plus sign that an address made a space of is one.
  expect(await idsOf('from=2026-11-27T00:43')).toEqual([2]);
  expect(await idsOf('from=2026-11-27T00:43:01')).toEqual([]);
  expect(await idsOf('from=2026-11-27T00:43:00+01:00')).toEqual([2]);
  expect(await json('/api/v1/costs')).toMatchObject({
    time_zone: 'Europe/Berlin',
    groups: [{ day: '2026-11-27' }, { day: '2026-11-26' }],
  });
  const page = words(await (await app.request('/history?run=2&from=2026-11-27')).text());
  expect(page).toContain('2026-11-27 00:43');
  expect(page).toContain('Days of Europe/Berlin');
  const csv = await (await app.request('/history/export.csv?from=2026-11-27')).text();
  expect(parse(csv, { columns: true, bom: true })).toMatchObject([
    { id: '2', asked_at: '2026-11-27T00:43:00.000+01:00', time_zone: 'Europe/Berlin' },
  ]);
});

test('in another zone the same row is of another day', async () => {
  await zoneOverApi('America/New_York');
  expect(await idsOf('from=2026-11-26&to=2026-11-27')).toEqual([2, 1]);
  expect(await json('/api/v1/costs?group=day')).toMatchObject({
    time_zone: 'America/New_York',
    groups: [{ day: '2026-11-26', completions: 2 }],
  });
  await zoneOverApi('UTC');
  const csv = await (await app.request('/history/export.csv')).text();
  expect(parse(csv, { columns: true, bom: true })[0]).toMatchObject({
    asked_at: '2026-11-26T23:43:00.000Z',
    time_zone: 'UTC',
  });
});

test('the page keeps the zone that is chosen, says so everywhere, and offers that of the browser until then', async () => {
  const fresh = await testApp();
  const pageOf = async (path: string) => await (await fresh.request(path)).text();
  for (const path of ['/settings', '/history']) expect(await pageOf(path)).toContain('data-zone-offer="UTC" hidden');
  const saved = await fresh.send('POST', '/settings/time-zone', { time_zone: 'Asia/Kolkata' });
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings?done=saved']);
  await fresh.store.timeZones.settled();
  const settings = await pageOf('/settings');
  expect(settings).toMatch(/<option value="Asia\/Kolkata" selected/);
  expect(words(settings)).toContain('Today (Asia/Kolkata)');
  expect(settings).toContain('title="Spent today (Asia/Kolkata): see the history"');
  expect(settings).toContain('data-zone-offer="Asia/Kolkata"');
  expect(await pageOf('/history')).not.toContain('data-zone-offer');
});

test('while days are counted anew the pages say whose days are shown', async () => {
  const fresh = await testApp();
  await fresh.store.timeZones.choose('Asia/Tokyo');
  // Whoever writes holds up the exchange of the sums, which comes last.
  const other = new BetterSqlite3(fresh.store.path);
  other.exec('begin immediate');
  const said = 'Days are being counted anew for Asia/Tokyo. Until that is done, those of UTC are shown.';
  for (const path of ['/settings', '/history']) {
    expect(words(await (await fresh.request(path)).text())).toContain(said);
  }
  other.exec('rollback');
  other.close();
  await fresh.store.timeZones.settled();
  expect(words(await (await fresh.request('/history')).text())).not.toContain('counted anew');
});

test('a zone that does not exist is refused by name, and nothing changes', async () => {
  for (const wrong of ['Berlin', '+01:00', '']) {
    expect(await zoneOverApi(wrong)).toMatchObject({
      status: 422,
      errors: [{ path: 'time_zone', message: expect.stringContaining('must be the name of a time zone') }],
    });
    const page = await app.send('POST', '/settings/time-zone', { time_zone: wrong });
    expect([page.status, words(await page.text())]).toEqual([
      422,
      expect.stringContaining('There is no such time zone'),
    ]);
  }
  expect(await json('/api/v1/settings')).toMatchObject({ time_zone: 'UTC' });
});

test('a change of the zone makes no room under the cap of a day', async () => {
  let time = Date.parse('2026-11-27T20:00:00Z');
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { createdAt: new Date(time) });
  for (const { id } of completions) {
    await store.completions.write([
      { type: 'started', id, startedAt: new Date(time) },
      { type: 'ended', id, outcome: outcomeOf(), endedAt: new Date(time) },
    ]);
  }
  const capped = await testApp({ store, now: () => new Date(time) });
  const spentToday = async () => {
    await capped.deps.ledger.openToday();
    return capped.deps.ledger.today().spent.money;
  };
  expect(await spentToday()).toBe(20n);
  for (const zone of ['Asia/Tokyo', 'Pacific/Kiritimati', 'America/Los_Angeles', 'UTC', 'Asia/Tokyo']) {
    await capped.store.timeZones.choose(zone);
    await capped.store.timeZones.settled();
    expect(await spentToday()).toBe(20n);
  }
  time = Date.parse('2026-11-28T14:59:59Z');
  expect(await spentToday()).toBe(20n);
  time = Date.parse('2026-11-28T15:00:00Z');
  expect(await spentToday()).toBe(0n);
});

test.each(['27.11.2026', 'today', '2026-02-30', '2026-11-27 10:00', '2026-11-27T25:00'])(
  '%s is said to be no time',
  async (from) => {
    const answer = await app.request(`/api/v1/completions?from=${encodeURIComponent(from)}`);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('from: must be a day, as 2026-11-27, or a time');
  },
);
