import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src/guards/headers.ts';
import { createHttpServer } from '../../src/guards/http-server.ts';
import { SERVER_LIMITS } from '../../src/platform/limits.ts';

const app = new Hono().get('/healthz', (c) => c.json({ ok: true }));

test('a client that never finishes its headers is cut off, with a word and our headers, and others are served', async () => {
  const server = createHttpServer(app, { ...SERVER_LIMITS, headersTimeout: 100, connectionsCheckingInterval: 20 });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nX-Slow: '));
    socket.on('data', (bytes) => {
      text += bytes;
    });
    socket.on('close', () => resolve(text)).on('error', () => undefined);
  });
  expect(answer).toContain('408 Request Timeout');
  expect(answer).toContain(`Content-Security-Policy: ${CONTENT_SECURITY_POLICY}`);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { Connection: 'close' } })).status).toBe(200);
});

test('headers must have come within 10 s and a request within 30, looked at each second, on at most 500 connections', () => {
  const { headersTimeout, requestTimeout, maxConnections } = createHttpServer(app);
  expect({ headersTimeout, requestTimeout, maxConnections }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxConnections: 500,
  });
  expect(SERVER_LIMITS.connectionsCheckingInterval).toBe(1_000);
});
