import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { endedRun, type RunJson } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';
import { tinyImage } from '../../support/tiny-images.ts';

const PNG = tinyImage('png');
const HASH = createHash('sha256').update(PNG).digest('hex');
const DATA_URL = `data:image/png;base64,${PNG.toString('base64')}`;
const LINK = 'https://example.com/a.png';
const part = (url: string) => ({ type: 'image_url', image_url: { url } });
const asking = (...urls: readonly string[]) => ({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, ...urls.map(part)] }],
});

async function withEndpoint(...texts: readonly string[]) {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  server.enqueue(...texts.map((text) => answer(text)));
  const run = async (body: object) => {
    const started = (await (await app.post('/api/v1/runs', body)).json()) as RunJson;
    return await endedRun(app, started.id);
  };
  const upload = (bytes: Uint8Array<ArrayBuffer>) =>
    app.post('/api/v1/images', { url: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}` });
  return { server, app, run, upload };
}

test('images by data URL, by name and by link are sent as services want them, and kept once by hash', async () => {
  const { server, app, run, upload } = await withEndpoint('A square.', 'Again.');
  const first = await run(asking(DATA_URL, LINK));
  expect(server.requests[0]?.body).toMatchObject({ messages: asking(DATA_URL, LINK).messages });
  expect(first.request).toMatchObject({ messages: asking(`tempera:${HASH}`, LINK).messages });
  const kept = await (await upload(PNG)).json();
  expect(kept).toEqual({
    url: `tempera:${HASH}`,
    hash: HASH,
    type: 'image/png',
    bytes: PNG.length,
    width: 2,
    height: 3,
  });
  await run(asking(kept.url));
  expect(server.requests[1]?.body).toMatchObject({ messages: asking(DATA_URL).messages });
  const stored = await app.store.runs.get(first.id);
  expect(JSON.stringify(stored?.prompt)).not.toContain(PNG.toString('base64'));
  const shown = await app.request(`/images/${HASH}`);
  expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer())]).toEqual(['image/png', PNG]);
});

test('the code of a request holds the image, and the raw exchange its name', async () => {
  const { app, run } = await withEndpoint('A square.');
  const { completions } = await run(asking(DATA_URL));
  const id = completions[0]?.id;
  const code = await (await app.request(`/api/v1/completions/${id}/code?form=json`)).text();
  expect(JSON.parse(code)).toMatchObject({ messages: asking(DATA_URL).messages });
  const raw = await (await app.request(`/api/v1/completions/${id}`)).json();
  expect(raw.raw.request.messages).toEqual(asking(`tempera:${HASH}`).messages);
});

test.each([
  ['text', Buffer.from('hello')],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')],
  ['a PNG that is cut off', PNG.subarray(0, 12)],
  ['nothing', Buffer.alloc(0)],
])('%s is no image', async (_, bytes) => {
  const { upload } = await withEndpoint();
  const response = await upload(Uint8Array.from(bytes));
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    errors: [{ path: 'url', message: expect.stringContaining('no PNG') }],
  });
});

test('a GIF and a WebP are told by their content; more than 10 MB is refused', async () => {
  const { upload } = await withEndpoint();
  expect(await (await upload(tinyImage('gif'))).json()).toMatchObject({ type: 'image/gif', width: 1 });
  expect(await (await upload(tinyImage('webp'))).json()).toMatchObject({ type: 'image/webp', height: 1 });
  const large = await upload(Uint8Array.from(Buffer.concat([PNG, Buffer.alloc(10_000_000)])));
  expect([large.status, (await large.json()).errors[0].message]).toEqual([422, expect.stringContaining('10 MB')]);
});

test.each([
  [asking('http://example.com/a.png'), 'messages.0.content'],
  [asking(`tempera:${'0'.repeat(64)}`), 'messages.0.content.1.image_url.url'],
  [asking('data:image/png;base64,aGk='), 'messages.0.content.1.image_url.url'],
  [asking(...Array.from({ length: 21 }, () => LINK)), 'messages'],
])('a body with images that will not do is refused before anything is sent', async (body, path) => {
  const { app, server } = await withEndpoint();
  const response = await app.post('/api/v1/runs', body);
  expect([response.status, (await response.json()).errors[0].path]).toEqual([422, path]);
  expect(server.requests).toEqual([]);
});
