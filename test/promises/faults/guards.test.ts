import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawRequest, statusOf } from '../../guards/raw-http.ts';
import { SOON } from '../../support/asking-the-app.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { startTestServer, type TestServer } from '../../support/test-app.ts';

let endpoint: ScriptedEndpoint;
let server: TestServer;
let stylesheet: string;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
  server = await startTestServer({ endpoint });
  stylesheet = server.deps.assets.paths['app.css'];
});
beforeEach(() => endpoint.forget());
afterAll(async () => {
  await server.close();
  await endpoint.close();
});

const RUN = JSON.stringify({ model: 'gpt-4o-mini', connection: 'openai', messages: [{ role: 'user', content: 'Hi' }] });
const HEADERS = ['content-security-policy', 'x-frame-options', 'x-content-type-options', 'referrer-policy'];

function ask(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Promise<string> {
  const all = {
    Host: `127.0.0.1:${server.port}`,
    Connection: 'close',
    'Content-Length': String(body.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return rawRequest(server.port, [`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}

describe('the whole app, asked under another name', () => {
  test.each([
    ['a page', '/'],
    ['the API', '/api/v1/runs'],
    ['an event stream', '/runs/1/events'],
    ['a file', '/static/app.css'],
    ['the health check', '/healthz'],
    ['nothing', '/nowhere'],
  ])('refuses %s', async (_, path) => {
    // Without any name node itself refuses.
    expect(statusOf(await ask('GET', path, { Host: '' }))).toBe(400);
    for (const host of [`evil.test:${server.port}`, `127.0.0.1:${server.port + 1}`, '127.0.0.1']) {
      expect([host, statusOf(await ask('GET', path, { Host: host }))]).toEqual([host, 403]);
    }
  });
});

describe('a run started from elsewhere', () => {
  test.each([
    [
      'another site',
      { Origin: 'http://evil.test', 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'application/json' },
      403,
    ],
    [
      'another port',
      { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site', 'Content-Type': 'application/json' },
      403,
    ],
    ['a sandbox', { Origin: 'null', 'Content-Type': 'application/json' }, 403],
    ['a form', { 'Content-Type': 'text/plain' }, 415],
    ['a form without a type', {}, 415],
  ])('%s is refused, and nothing is sent', async (_, headers, status) => {
    const answer = await ask('POST', '/api/v1/runs', headers as Readonly<Record<string, string>>, RUN);
    expect(statusOf(answer)).toBe(status);
    expect(answer.toLowerCase()).not.toContain('access-control');
    expect(endpoint.requests).toHaveLength(0);
  });

  test('while a program on this machine may', async () => {
    expect(statusOf(await ask('POST', '/api/v1/runs', { 'Content-Type': 'application/json' }, RUN))).toBe(202);
    await expect.poll(() => endpoint.requests.length, SOON).toBe(1);
  });
});

test.each([
  ['a page', 'GET', '/', 200],
  ['a file', 'GET', '', 200],
  ['nothing', 'GET', '/nowhere', 404],
  ['an API error', 'GET', '/api/v1/runs/999', 404],
  ['a preflight', 'OPTIONS', '/api/v1/runs', 405],
])('%s carries the headers that guard it, and none that open it', async (_, method, path, status) => {
  const answer = (await ask(method, path || stylesheet, { Origin: 'null' })).split('\r\n\r\n')[0]?.toLowerCase() ?? '';
  expect(statusOf(answer.toUpperCase())).toBe(status);
  expect(HEADERS.filter((name) => !answer.includes(`${name}:`))).toEqual([]);
  expect(answer).not.toContain('access-control');
});

test.each([
  '/static/..%2fpackage.json',
  '/static/../package.json',
  '/static/%2e%2e/.env',
  '//etc/passwd',
  '/static/..%5c.env',
])('%s leads nowhere', async (path) => {
  const answer = await ask('GET', path, {});
  expect([403, 404]).toContain(statusOf(answer));
  expect(answer).not.toContain('better-sqlite3');
});

test.each(['" OR NEAR( *', "'; drop table runs; --", '-x "', 'a\u0000b', '%'])(
  'searching for %j is just a search',
  async (q) => {
    for (const path of ['/history', '/', '/api/v1/completions']) {
      const answer = await fetch(`${server.url}${path}?${new URLSearchParams({ q })}`);
      expect([path, answer.status]).toEqual([path, 200]);
    }
  },
);

test.each([
  ['is no HTTP', 'hello\r\n\r\n', 400],
  ['has more headers than there is room for', `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('what %s is refused with the headers of every answer', async (_, bytes, status) => {
  const answer = await rawRequest(server.port, bytes);
  expect(statusOf(answer)).toBe(status);
  for (const name of HEADERS.filter((header) => header !== 'referrer-policy')) {
    expect(answer.toLowerCase()).toContain(`\r\n${name}: `);
  }
});
