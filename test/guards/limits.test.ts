import { describe, expect, test } from 'vitest';
import { BODY_LIMITS, SERVER_LIMITS } from '../../src/platform/limits.ts';
import { guardedApp, listen } from './guarded-app.ts';
import { rawRequest, statusOf } from './raw-http.ts';

const JSON_BODY = { 'Content-Type': 'application/json' };
const bytes = (length: number) => 'x'.repeat(length);

describe('a body', () => {
  const send = async (path: string, length: number) => {
    const { app } = guardedApp();
    const answer = await app.request(path, { method: 'POST', headers: JSON_BODY, body: bytes(length) });
    return { status: answer.status, text: await answer.text() };
  };

  test('over 2 MB is refused with the limit named', async () => {
    const answer = await send('/api/v1/runs', BODY_LIMITS.ordinary + 1);
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('larger than the 2 MB');
  });

  test('over 2 MB is taken where notebooks are imported, up to 20 MB', async () => {
    expect(await send('/api/v1/imports', 3_000_000)).toEqual({ status: 200, text: '{"length":3000000}' });
    expect((await send('/api/v1/imports', BODY_LIMITS.imports + 1)).status).toBe(413);
  });

  test('that is packed is refused with a sentence, and one that says it is not is taken', async () => {
    const { app } = guardedApp();
    const ask = (encoding: string) =>
      app.request('/api/v1/imports', {
        method: 'POST',
        headers: { ...JSON_BODY, 'Content-Encoding': encoding },
        body: 'xx',
      });
    const answer = await ask('gzip');
    expect([answer.status, await answer.text()]).toEqual([
      415,
      expect.stringContaining('Send it as it is, without that header'),
    ]);
    expect((await ask('Identity')).status).toBe(200);
  });

  test('of 2 MB passes the limit', async () => {
    expect((await send('/api/v1/runs', BODY_LIMITS.ordinary)).text).toContain('not valid JSON');
  });
});

describe('over a socket', () => {
  const head = (port: number, path: string, ...lines: string[]) =>
    [
      `POST ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json',
      'Connection: close',
      ...lines,
      '',
      '',
    ].join('\r\n');
  const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;

  test('an announced body that is too large is refused before it is sent', async () => {
    await using server = await listen((hosts) => guardedApp({ hosts }));
    const answer = await rawRequest(server.port, head(server.port, '/api/v1/runs', 'Content-Length: 3000000'));
    expect(statusOf(answer)).toBe(413);
    expect(server.received).toEqual([]);
  });

  test('a chunked body is counted', async () => {
    await using server = await listen((hosts) => guardedApp({ hosts }));
    const ask = (body: string) =>
      rawRequest(server.port, head(server.port, '/api/v1/runs', 'Transfer-Encoding: chunked') + chunked(body));
    expect(statusOf(await ask('{"model":"practice"}'))).toBe(202);
    expect(server.received).toEqual([{ model: 'practice' }]);
    expect(statusOf(await ask(`"${bytes(BODY_LIMITS.ordinary)}"`))).toBe(413);
    expect(server.received).toHaveLength(1);
  });

  test('a chunked body of another type is refused', async () => {
    await using server = await listen((hosts) => guardedApp({ hosts }));
    const request = head(server.port, '/api/v1/runs', 'Transfer-Encoding: chunked').replace(
      'application/json',
      'text/plain',
    );
    expect(statusOf(await rawRequest(server.port, request + chunked('{}')))).toBe(415);
  });
});

describe('a slow client', () => {
  const impatient = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50 };

  test.each([
    ['that sends nothing', () => ''],
    ['that stops within the headers', (port: number) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: 1`],
    [
      'that stops within the body',
      (port: number) =>
        `POST /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
    ],
  ])('%s is cut off with 408 and the server goes on', async (_, bytesFor) => {
    await using server = await listen((hosts) => guardedApp({ hosts }), impatient);
    expect(statusOf(await rawRequest(server.port, bytesFor(server.port)))).toBe(408);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
    expect(server.received).toEqual([]);
  });

  test('has 10 s for the headers and 30 s for the whole request, among 500 at most', () => {
    expect(SERVER_LIMITS).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, maxConnections: 500 });
  });
});
