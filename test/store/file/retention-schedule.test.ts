import { expect, onTestFinished, test, vi } from 'vitest';
import { RetentionSchedule } from '../../../src/store/file/retention-schedule.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { testApp } from '../../support/test-app.ts';
import { experimentIn, finish, startRun } from '../support/fixtures.ts';

const DAY = 86_400_000;
const NOON = Date.parse('2026-06-01T12:00:00Z');

/** An answer a day, the last of them at noon, and a clock that stands there. */
async function setUp({ answers = 10 } = {}) {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  for (let ago = answers - 1; ago >= 0; ago--) {
    const { completions } = await startRun(store, experimentId, { createdAt: new Date(NOON - ago * DAY) });
    for (const { id } of completions) await finish(store, id, { text: `answer of ${ago} days ago` });
  }
  const clock = { time: NOON };
  const errors: unknown[] = [];
  const schedule = scheduleOver(store, clock, errors);
  return { store, clock, errors, schedule };
}

function scheduleOver(store: Pick<Store, 'settings' | 'dataFile'>, clock: { time: number }, errors: unknown[]) {
  const schedule = new RetentionSchedule({
    store,
    now: () => new Date(clock.time),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => schedule.close());
  return schedule;
}

async function textsIn(store: Store): Promise<readonly string[]> {
  const { rows } = await store.history.page({}, { before: null, limit: 1_000 });
  return rows.map(({ text }) => text).filter((text) => text !== '');
}

test('Nothing is deleted unless somebody asked for it', async () => {
  const { store, schedule } = await setUp();
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(10);
  expect(await schedule.retention()).toEqual({ days: null, last: null });
});

test('Older answers lose their text at once when it is switched on, and it is kept when that was', async () => {
  const { store, schedule } = await setUp();
  await schedule.change(3);
  await schedule.check();
  expect(await textsIn(store)).toEqual([0, 1, 2, 3].map((ago) => `answer of ${ago} days ago`));
  expect(await schedule.retention()).toEqual({ days: 3, last: { at: new Date(NOON), days: 3, answers: 6 } });
  expect(await store.history.totals({})).toMatchObject({ completions: 10, costPicodollars: 200n });
});

test('It is done again when a day has passed, not before', async () => {
  const { store, clock, schedule } = await setUp();
  await schedule.change(3);
  await schedule.check();
  clock.time = NOON + DAY - 1;
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(4);
  clock.time = NOON + DAY;
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(3);
  expect((await schedule.retention()).last).toEqual({ at: new Date(NOON + DAY), days: 3, answers: 1 });
});

test('A new server does what became due while none ran, and then checks every hour', async () => {
  const { store, clock, errors, schedule } = await setUp();
  await schedule.change(3);
  await schedule.close();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  clock.time = NOON + 2 * DAY;
  const next = scheduleOver(store, clock, errors);
  next.start();
  await next.check();
  expect(await textsIn(store)).toHaveLength(2);
  clock.time = NOON + 3 * DAY;
  vi.advanceTimersByTime(3_600_000);
  await next.check();
  expect(await textsIn(store)).toHaveLength(1);
  await next.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('Fewer days are heeded at once, and switched off it does nothing more', async () => {
  const { store, clock, schedule } = await setUp();
  await schedule.change(8);
  await schedule.change(1);
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(2);
  await schedule.change(null);
  clock.time = NOON + 5 * DAY;
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(2);
});

test('An answer that is no longer pinned goes the next time', async () => {
  const { store, clock, schedule } = await setUp({ answers: 4 });
  await store.completions.mark(1, { pinned: true });
  await schedule.change(1);
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(3);
  await store.completions.mark(1, { pinned: false });
  clock.time = NOON + DAY;
  await schedule.check();
  expect(await textsIn(store)).toEqual(['answer of 0 days ago']);
});

test('A failure is told, and tried again at the next check', async () => {
  const { store, clock, errors } = await setUp();
  let fails = true;
  const dataFile: Store['dataFile'] = {
    ...store.dataFile,
    forgetAnswers: (before, options) =>
      fails ? Promise.reject(new Error('disk full')) : store.dataFile.forgetAnswers(before, options),
  };
  const schedule = scheduleOver({ settings: store.settings, dataFile }, clock, errors);
  await schedule.change(3);
  await schedule.check();
  expect(errors).toEqual([new Error('disk full')]);
  expect((await schedule.retention()).last).toBeNull();
  fails = false;
  await schedule.check();
  expect(await textsIn(store)).toHaveLength(4);
});

test('Closing stops between two batches, and what is left is done by the next server', async () => {
  const { store, clock, errors } = await setUp({ answers: 1 });
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 250, createdAt: new Date(NOON - 9 * DAY) });
  for (const { id } of completions) await finish(store, id, { text: 'old' });
  const schedule = scheduleOver(store, clock, errors);
  await store.settings.set('retention_days', 3);
  void schedule.check();
  await schedule.close();
  const left = (await textsIn(store)).length;
  expect(left).toBeGreaterThan(1);
  expect((await schedule.retention()).last).toBeNull();
  await scheduleOver(store, clock, errors).check();
  expect(await textsIn(store)).toHaveLength(1);
  expect(errors).toEqual([]);
});

test('The page switches it on and off, and says when it was last done', async () => {
  const { request, send, store, deps } = await testApp({ now: () => new Date(NOON) });
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { createdAt: new Date(NOON - 40 * DAY) });
  for (const { id } of completions) await finish(store, id, { text: 'old' });
  expect(await (await request('/settings/data')).text()).toContain('Off. Last done: never.');

  const on = await send('POST', '/settings/data/retention', { daily: 'on', days: '30' });
  expect(on.status).toBe(303);
  await deps.retention.check();
  const html = await (await request('/settings/data')).text();
  expect(html).toContain('On: once a day while Tempera runs');
  expect(html).toMatch(/Last done 2026-06-01 \d\d:00, older than 30 days: the text of 1 answer was deleted\./);
  expect(html).toMatch(/name="daily" checked/);

  await send('POST', '/settings/data/retention', { days: '30' });
  expect(await (await request('/settings/data')).text()).toContain('Off. Last done');
  expect((await send('POST', '/settings/data/retention', { daily: 'on', days: '0' })).status).toBe(422);
});
