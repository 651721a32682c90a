import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createStore } from '../../../src/store/create-store.ts';
import { type OpenDatabase, openDatabase } from '../../../src/store/file/open-database.ts';
import { runJson, SOON, start, wordsOf } from '../../support/asking-the-app.ts';
import { whileLocked } from '../../support/locks.ts';
import { newFolder } from '../../support/running-server.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { chunk, type Step } from '../../support/scripts.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

vi.setConfig({ testTimeout: 60_000 });

const END: readonly Step[] = [{ event: chunk({}, { finishReason: 'stop' }) }, { raw: 'data: [DONE]\n\n' }];
const LOCKED_MS = 2_000;
const LONG = 'a long answer '.repeat(20_000);

const { folder, remove } = newFolder();
let endpoint: ScriptedEndpoint;
let database: OpenDatabase;
let app: TestApp;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
  database = await openDatabase(folder);
  app = await createTestApp({ endpoint, store: await createStore(database) });
});
afterAll(async () => {
  await app.close();
  await app.store.close();
  await endpoint.close();
  remove();
});

/** A run whose answer has come in full but ends only when told to. */
async function heldRun(): Promise<{ readonly id: number; readonly finish: () => void }> {
  let finish = () => {};
  const until = new Promise<void>((resolve) => {
    finish = resolve;
  });
  endpoint.enqueue({ steps: [{ event: chunk({ content: LONG }) }, { until }, ...END] });
  const id = await start(app);
  await expect.poll(async () => (await runJson(app, id)).completions[0]?.text.length, SOON).toBe(LONG.length);
  return { id, finish };
}

async function pragma(text: string): Promise<void> {
  await sql.raw(`pragma ${text}`).execute(database.writer);
}

async function pageCount(): Promise<number> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.writer);
  return rows[0]?.page_count ?? 0;
}

test.each([
  {
    what: 'a full disk',
    break: async () => pragma(`max_page_count = ${await pageCount()}`),
    mend: () => pragma('max_page_count = 1000000'),
    said: 'The disk that holds',
  },
  {
    what: 'a file that cannot be written',
    break: () => pragma('query_only = 1'),
    mend: () => pragma('query_only = 0'),
    said: 'cannot be written',
  },
])('$what: pages say so, no run starts, and the answer is kept in memory until it can be saved', async (fault) => {
  const { id, finish } = await heldRun();
  const stream = await app.request(`/runs/${id}/events`);
  const events = readAll(stream);
  await fault.break();
  finish();

  await expect.poll(() => wordsOf(app, '/'), SOON).toContain('Answers cannot be saved at the moment');
  for (const path of ['/', `/runs/${id}`, '/history', '/models'])
    expect(await wordsOf(app, path)).toContain(fault.said);
  const refused = await app.post('/api/v1/runs', { model: 'practice', messages: [{ role: 'user', content: 'Hi' }] });
  expect(refused.status).toBe(503);
  expect(((await refused.json()) as { detail: string }).detail).toContain(fault.said);
  expect((await app.request('/healthz')).status).toBe(503);
  // Shown, but not called done, as it is not on disk.
  expect(await runJson(app, id)).toMatchObject({
    status: 'running',
    completions: [{ status: 'streaming', text: LONG }],
  });

  await fault.mend();
  expect(await runJson(app, id, 10)).toMatchObject({
    status: 'finished',
    completions: [{ status: 'done', text: LONG }],
  });
  expect(await wordsOf(app, '/')).not.toContain('cannot be saved');
  expect((await app.request('/healthz')).status).toBe(200);
  const banners = (await events).match(/<div id="banner"[^>]*>[^<]*/g) ?? [];
  expect(banners.map((banner) => banner.includes(fault.said))).toEqual([false, true, false]);
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(database.writer);
  expect(rows).toEqual([{ integrity_check: 'ok' }]);
});

test('a file that another process keeps locked: reads work, the event loop turns, and the answer is saved afterwards', async () => {
  const { id, finish } = await heldRun();
  const { longestGapMs, during } = await whileLocked(database.path, LOCKED_MS, async () => {
    finish();
    await expect.poll(() => endpoint.requests.at(-1)?.closed, SOON).toBe('answered');
    return [await runJson(app, id), await wordsOf(app, '/history')] as const;
  });
  expect(during[0]).toMatchObject({ completions: [{ status: 'streaming', text: LONG }] });
  expect(during[1]).toContain('gpt-4o-mini');
  expect(longestGapMs).toBeLessThan(LOCKED_MS / 2);
  expect(await runJson(app, id, 10)).toMatchObject({
    status: 'finished',
    completions: [{ status: 'done', text: LONG }],
  });
});

async function readAll(answer: Response): Promise<string> {
  return answer.text();
}
