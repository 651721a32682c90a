import { expect, test } from 'vitest';
import { rawRequest } from '../guards/raw-http.ts';
import { startTestServer, testApp } from '../support/test-app.ts';
import { SOON } from './asking-the-app.ts';

const MESSAGE = { role: 'user', content: 'Hi' };
const list = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

test('a body that is cut off, or whose coding is broken, is no fault of ours: nothing is logged as one', async () => {
  const server = await startTestServer();
  const head = `POST /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\n`;
  await rawRequest(server.port, `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`);
  await rawRequest(server.port, `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`);
  await expect.poll(async () => (await fetch(`${server.url}/healthz`)).status, SOON).toBe(200);
  expect(server.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  await server.close();
});

test.each([
  ['100,000 unknown fields', Object.fromEntries(list(100_000, (index) => [`k${index}`, 1]))],
  ['100,000 messages that are none', { messages: list(100_000, () => ({ role: 'x' })) }],
  ['100,000 stop sequences', { stop: list(100_000, String) }],
])('%s are refused at once, without a word about each', async (_, fields) => {
  const app = await testApp();
  const answer = await app.post('/api/v1/runs', { model: 'practice', messages: [MESSAGE], ...fields });
  expect(answer.status).toBe(400);
  expect((await answer.text()).length).toBeLessThan(500);
});
