import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { runJson, SOON, start } from '../../support/asking-the-app.ts';
import { buildServer, newFolder, type ServerOptions, spawnServer, startServer } from '../../support/running-server.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { textThen } from '../../support/scripts.ts';

// Several servers start at once, and one of the tests waits out the grace of a stop.
vi.setConfig({ testTimeout: 60_000 });

const removals: (() => void)[] = [];
let filled = '';

beforeAll(async () => {
  buildServer();
  filled = temporary();
  await (await openDatabase(filled)).close();
});
afterAll(() => {
  for (const remove of removals) remove();
});

function temporary(): string {
  const { folder, remove } = newFolder();
  removals.push(remove);
  return folder;
}

function copyOfFilled(): { readonly folder: string; readonly path: string } {
  const folder = temporary();
  const path = join(folder, 'tempera.db');
  copyFileSync(join(filled, 'tempera.db'), path);
  chmodSync(path, 0o600);
  return { folder, path };
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Exit code and lines of a server that is expected not to start. */
async function refusalOf(options: ServerOptions) {
  const server = spawnServer(options);
  const code = await server.exited;
  return { code, lines: server.output().trim().split('\n') };
}

function edit(path: string, pragma: string): void {
  const database = new BetterSqlite3(path);
  database.pragma(pragma);
  database.close();
}

describe('a data file that must not be opened', () => {
  test.concurrent.each([
    ['newer', 'newer Tempera', (path: string) => edit(path, 'user_version = 999')],
    ['foreign', 'belongs to another program', (path: string) => edit(path, 'application_id = 7')],
    ['corrupt', 'is damaged', (path: string) => truncateSync(path, 8_192)],
    ['empty', 'is empty', (path: string) => writeFileSync(path, '')],
  ])('%s: the server ends with 3 and one line, and the file is as before', async (_, said, spoil) => {
    const { folder, path } = copyOfFilled();
    spoil(path);
    const before = sha256(path);
    const { code, lines } = await refusalOf({ folder });
    expect({ code, count: lines.length }).toEqual({ code: 3, count: 1 });
    expect(lines[0]).toContain(said);
    expect(lines[0]).toContain(path);
    expect(sha256(path)).toBe(before);
  });

  // Only root can hand a file to an account that must not write it; for root itself nothing is read-only.
  test.runIf(process.getuid?.() === 0)('read-only: the server says so in one line', async () => {
    const { folder, path } = copyOfFilled();
    const nobody = 65_534;
    for (const [name, mode] of [
      [path, 0o400],
      [folder, 0o500],
    ] as const) {
      chownSync(name, nobody, nobody);
      chmodSync(name, mode);
    }
    const { code, lines } = await refusalOf({ folder, uid: nobody });
    expect({ code, count: lines.length }).toEqual({ code: 1, count: 1 });
    expect(lines[0]).toContain('cannot be written');
  });
});

describe('settings that will not do', () => {
  test.concurrent.each([
    ['HOST=0.0.0.0 without a password', { HOST: '0.0.0.0' }, 'set TEMPERA_PASSWORD too'],
    ['a base URL in the clear', { OPENAI_BASE_URL: 'http://192.0.2.1/v1' }, 'must begin with https://'],
    ['a base URL that is none', { OPENAI_BASE_URL: 'nonsense' }, 'is not a URL'],
    ['a port that is none', { PORT: 'abc' }, 'PORT=abc'],
  ])('%s ends it with 1 and one line', async (_, env, said) => {
    const { code, lines } = await refusalOf({ folder: temporary(), env });
    expect({ code, count: lines.length }).toEqual({ code: 1, count: 1 });
    expect(lines[0]).toContain(said);
  });
});

describe('a server that runs', () => {
  // Its days are told as well: they are of UTC where TZ names no zone.
  test.concurrent('keeps a second one out of its folder, and is named; its files are kept to its own account', async () => {
    const folder = temporary();
    const first = await startServer({ folder, env: { TZ: 'Not/AZone' } });
    expect(await (await first.request('/api/v1/settings')).json()).toMatchObject({ time_zone: 'UTC' });
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes.length).toBeGreaterThan(2);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const { code, lines } = await refusalOf({ folder });
    expect({ code, count: lines.length }).toEqual({ code: 4, count: 1 });
    expect(lines[0]).toContain(`process ${first.pid}`);
    expect((await first.request('/healthz')).status).toBe(200);
    await first.stop();
    const next = await startServer({ folder });
    await next.stop();
  });

  test.concurrent('is stopped with an event stream open and an answer half said: it ends with 0, and the half is kept', async ({
    expect,
  }) => {
    const endpoint = await startScriptedEndpoint();
    endpoint.answerBy(() => textThen('half of an answer', { hang: true }));
    const folder = temporary();
    const env = { OPENAI_API_KEY: 'sk-test-0000', OPENAI_BASE_URL: endpoint.baseUrl, TEMPERA_CONCURRENCY: '2' };
    const server = await startServer({ folder, env });
    const id = await start(server, { samples: 3 });
    const stream = await server.request(`/runs/${id}/events`);
    await expect.poll(async () => (await runJson(server, id)).completions[1]?.text, SOON).toBe('half of an answer');
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    await stream.body?.cancel().catch(() => undefined);
    await endpoint.close();

    const again = await startServer({ folder });
    const run = await runJson(again, id);
    expect(run.status).toBe('interrupted');
    expect(run.completions.map(({ status, text }) => [status, text])).toEqual([
      ['interrupted', 'half of an answer'],
      ['interrupted', 'half of an answer'],
      ['interrupted', ''],
    ]);
    expect(await (await again.request(`/runs/${id}`)).text()).toContain('interrupted: Tempera was stopped');
    await again.stop();
  });
});

describe('HOST=0.0.0.0 with a password', () => {
  test.concurrent('asks for it: log-in page, cookie, Bearer, a limit on tries, log-out', async () => {
    const env = { HOST: '0.0.0.0', TEMPERA_PASSWORD: 'correct horse' };
    const server = await startServer({ folder: temporary(), env });
    const logIn = (password: string) =>
      server.request('/login', {
        method: 'POST',
        redirect: 'manual',
        headers: { Origin: server.url, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ password, next: '/history' }),
      });
    const bearer = (password: string) =>
      server.request('/api/v1/runs', { headers: { Authorization: `Bearer ${password}` } });

    const door = await server.request('/');
    expect(door.status).toBe(401);
    expect(await door.text()).toContain('name="password"');
    expect((await server.request('/api/v1/runs')).status).toBe(401);
    expect((await server.request('/healthz')).status).toBe(200);
    expect((await bearer('correct horse')).status).toBe(200);

    const welcome = await logIn('correct horse');
    const cookie = welcome.headers.get('set-cookie') ?? '';
    expect([welcome.status, welcome.headers.get('location')]).toEqual([303, '/history']);
    expect(cookie).toContain(`tempera-session-${server.port}=`);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    const headers = { Cookie: cookie.split(';')[0] ?? '', Origin: server.url };
    expect((await server.request('/history', { headers })).status).toBe(200);
    await server.request('/logout', { method: 'POST', headers, redirect: 'manual' });
    expect((await server.request('/history', { headers })).status).toBe(401);

    const tries = [];
    for (let tried = 0; tried < 6; tried += 1) tries.push((await logIn('wrong')).status);
    expect(tries).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await bearer('correct horse')).status).toBe(429);
    await server.stop();
  });
});
