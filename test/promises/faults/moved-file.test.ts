import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { restoreFolder } from '../../../src/store/file/backup.ts';
import { wordsOf } from '../../support/asking-the-app.ts';
import { buildServer, newFolder, type RunningServer, spawnServer, startServer } from '../../support/running-server.ts';

// Several servers start, and each is stopped and looked at again.
vi.setConfig({ testTimeout: 60_000 });

/** Longer than it takes to look once. */
const LOOKED = 1_500;
const NOTICED = { timeout: 20_000, interval: 100 };
const removals: (() => void)[] = [];

beforeAll(() => buildServer());
afterAll(() => {
  for (const remove of removals) remove();
});

interface Broken {
  readonly folder: string;
  readonly path: string;
  readonly server: RunningServer;
}

async function serverInNewFolder(): Promise<Broken> {
  const { folder, remove } = newFolder();
  removals.push(remove);
  const server = await startServer({ folder });
  return { folder, path: join(folder, 'tempera.db'), server };
}

async function serverWithAnAnswer(): Promise<Broken> {
  const started = await serverInNewFolder();
  await answered(started.server, 'before');
  return started;
}

async function answered(server: RunningServer, text: string): Promise<void> {
  const started = await run(server, text);
  expect(started.status).toBe(202);
  const { id } = (await started.json()) as { id: number };
  const ended = (await (await server.request(`/api/v1/runs/${id}?wait=20`)).json()) as { status: string };
  expect(ended.status).toBe('finished');
}

function run(server: RunningServer, content: string): Promise<Response> {
  return server.post('/api/v1/runs', { model: 'practice', messages: [{ role: 'user', content }] });
}

async function health(server: RunningServer) {
  const answer = await server.request('/healthz');
  return { code: answer.status, ...((await answer.json()) as { status: string; detail?: string }) };
}

function press(server: RunningServer, path: string): Promise<Response> {
  return server.request(path, { method: 'POST', redirect: 'manual', headers: { Origin: server.url } });
}

/** What was asked, as another program reads it from a file. */
function questionsIn(path: string): readonly unknown[] {
  const database = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    return database
      .prepare(
        "select json_extract(messages, '$[0].content') from message_lists join runs on message_list_id = message_lists.id order by runs.id",
      )
      .pluck()
      .all();
  } finally {
    database.close();
  }
}

/** Stops it; answers its code and what it said last. */
async function stopped(server: RunningServer) {
  server.kill('SIGTERM');
  const code = await server.exited;
  return { code, last: server.output().trim().split('\n').at(-1) ?? '' };
}

describe('a data file that goes from under the running server', () => {
  test.concurrent.for([
    ['deleted', 'no longer in its place', (path: string) => unlinkSync(path)],
    ['replaced', 'Another file stands in the place', replaceByAnother],
  ] as const)(
    '%s: it is said everywhere, no run starts, and all data can be copied and is put back',
    async ([, said, spoil], { expect }) => {
      const { folder, path, server } = await serverWithAnAnswer();
      spoil(path);
      await expect.poll(() => health(server), NOTICED).toMatchObject({ code: 503, status: 'data file moved' });
      expect((await health(server)).detail).toContain(said);
      for (const page of ['/', '/models', '/settings/data', '/runs/1'])
        expect(await wordsOf(server, page)).toContain(said);
      const refused = await run(server, 'refused');
      expect(refused.status).toBe(503);
      expect(await refused.text()).toContain(said);

      expect((await press(server, '/settings/data/backups')).status).toBe(303);
      const [copy = ''] = readdirSync(join(folder, 'backups'));
      expect(questionsIn(join(folder, 'backups', copy))).toEqual(['before']);
      expect(await wordsOf(server, '/settings/data')).toContain(copy);

      const { code, last } = await stopped(server);
      expect(code).toBe(1);
      const newest = /is in (\S+\.db):/.exec(last)?.[1] ?? '';
      expect(questionsIn(newest)).toEqual(['before']);
      await restoreFolder(newest, folder, new Date());
      const again = await startServer({ folder });
      expect(await wordsOf(again, '/runs/1')).toContain('before');
      await again.stop();
    },
  );

  test.concurrent.for([
    ['another file copied over it', (path: string) => writeFileSync(path, readFileSync(otherFile(path)))],
    ['an older copy of itself copied over it', (path: string) => writeFileSync(path, readFileSync(`${path}.older`))],
    ['cut to nothing', (path: string) => truncateSync(path, 0)],
    ['cut in its middle', (path: string) => truncateSync(path, 8_192)],
    ['junk written into its start', writeJunk],
  ] as const)('%s in its place: it is said everywhere, and no run starts', async ([, spoil], { expect }) => {
    const { path, server } = await serverInNewFolder();
    copyFileSync(path, `${path}.older`);
    expect((await press(server, '/notebooks')).status).toBe(303);
    expect((await press(server, '/settings/data/vacuums')).status).toBe(303);
    await new Promise((resolve) => setTimeout(resolve, LOOKED));
    expect(await health(server)).toEqual({ code: 200, status: 'ok' });
    spoil(path);
    await expect.poll(() => health(server), NOTICED).toMatchObject({ code: 503, status: 'data file moved' });
    expect((await health(server)).detail).toContain('Something other than Tempera wrote into the data file');
    const refused = await run(server, 'refused');
    expect(refused.status).toBe(503);
    expect(await refused.text()).toMatch(/backup/);
    expect((await press(server, '/settings/data/backups')).status).toBe(503);
    server.kill('SIGKILL');
    await server.exited;
  });

  test.concurrent('taken over from its log, packed and touched, it is well; put back, it is well again', async ({
    expect,
  }) => {
    const { path, server } = await serverWithAnAnswer();
    const before = statSync(path).mtimeMs;
    await manyAnswers(server);
    expect((await press(server, '/settings/data/vacuums')).status).toBe(303);
    expect(statSync(path).mtimeMs).toBeGreaterThan(before);
    utimesSync(path, new Date(), new Date());
    await manyAnswers(server);
    await new Promise((resolve) => setTimeout(resolve, LOOKED));
    expect(await health(server)).toEqual({ code: 200, status: 'ok' });

    renameSync(path, `${path}.old`);
    await expect.poll(() => health(server), NOTICED).toMatchObject({ code: 503 });
    renameSync(`${path}.old`, path);
    await expect.poll(() => health(server), NOTICED).toEqual({ code: 200, status: 'ok' });
    await answered(server, 'after');
    expect((await stopped(server)).code).toBe(0);
    expect(questionsIn(path)).toEqual(['before', 'again', 'again', 'after']);
  });

  test.concurrent('stopped without a copy, one is made, named, and restored', async ({ expect }) => {
    const { folder, path, server } = await serverWithAnAnswer();
    rmSync(folder, { recursive: true });
    await expect.poll(() => health(server), NOTICED).toMatchObject({ code: 503 });
    const { code, last } = await stopped(server);
    expect(code).toBe(1);
    expect(last).toContain('All its data is in');
    const copy = /is in (\S+\.db):/.exec(last)?.[1] ?? '';
    expect(questionsIn(copy)).toEqual(['before']);

    const anew = spawnServer({ folder });
    await expect.poll(() => anew.output(), NOTICED).toContain('npm run restore');
    expect(anew.output()).toContain(copy);
    anew.kill('SIGKILL');
    await anew.exited;
    expect(existsSync(path)).toBe(true);
  });

  test.concurrent('only its log: it is said, and a stop writes everything into the file', async ({ expect }) => {
    const { path, server } = await serverWithAnAnswer();
    unlinkSync(`${path}-wal`);
    await expect.poll(() => health(server), NOTICED).toMatchObject({ code: 503, status: 'data file moved' });
    expect(await wordsOf(server, '/')).toContain('log of the data file');
    expect((await stopped(server)).code).toBe(0);
    expect(questionsIn(path)).toEqual(['before']);
  });
});

test('a log without its data file is not given to a new one', async () => {
  const { folder, path, server } = await serverWithAnAnswer();
  await server.stop();
  rmSync(path);
  const anew = spawnServer({ folder });
  expect(await anew.exited).toBe(3);
  expect(anew.output()).toContain('its log');
  expect(existsSync(path)).toBe(false);
});

/** Enough of them that SQLite would take the log over. */
async function manyAnswers(server: RunningServer): Promise<void> {
  const started = await server.post('/api/v1/runs', {
    model: 'practice',
    messages: [{ role: 'user', content: 'again' }],
    samples: 100,
    confirm: true,
  });
  const { id } = (await started.json()) as { id: number };
  await server.request(`/api/v1/runs/${id}?wait=20`);
}

function writeJunk(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 'junk'), 0, 4_096, 0);
  closeSync(file);
}

function otherFile(path: string): string {
  const other = new BetterSqlite3(`${path}.other`);
  other.exec('create table other (id integer)');
  other.close();
  return `${path}.other`;
}

/** As a copy of another day that is moved over it. */
function replaceByAnother(path: string): void {
  renameSync(otherFile(path), path);
}
