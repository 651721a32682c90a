import { expect, test } from 'vitest';
import { rawRequest } from '../../guards/raw-http.ts';
import { SOON } from '../../support/asking-the-app.ts';
import { experimentWith } from '../../support/editor.ts';
import { startTestServer, testApp } from '../../support/test-app.ts';

const MESSAGE = { role: 'user' as const, content: 'Hi' };
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

test('a name that no variable can have is said to be none, and two spellings of one name are two of it', async () => {
  const app = await testApp();
  const run = (variables: Readonly<Record<string, string>>) =>
    app.post('/api/v1/runs', {
      model: 'practice',
      messages: [{ role: 'user', content: 'Hi {{caf\u00e9}}' }],
      variables,
    });
  for (const name of ['\u{1f642}', 'a}', "it's", 'x'.repeat(65), '']) {
    const answer = await run({ [name]: 'x' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('is no name for a variable');
  }
  const twice = await run({ 'caf\u00e9': 'one', 'cafe\u0301': 'two' });
  expect(twice.status).toBe(422);
  expect(await twice.text()).toContain('two names that are the same');
  expect((await run({ 'cafe\u0301': 'one' })).status).toBe(202);
});

test.each([
  ['100,000 fields', 'application/x-www-form-urlencoded', 'variables.a=1&'.repeat(100_000)],
  [
    '20,000 files',
    'multipart/form-data; boundary=b',
    `${'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'.repeat(20_000)}--b--\r\n`,
  ],
])('a form of %s is refused before anything is made of it', async (_, type, body) => {
  const app = await testApp();
  const experiment = await experimentWith(app, { messages: [MESSAGE] });
  const headers = { 'HX-Request': 'true', 'Content-Type': type };
  const answer = await app.request(`/experiments/${experiment}/draft`, { method: 'PUT', headers, body });
  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain('more fields than any form of ours');
});
