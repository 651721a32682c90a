import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { tinyImage } from '../support/tiny-images.ts';

let first: TestApp;
let second: TestApp;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestApp(), createTestApp()]);
});
afterAll(async () => {
  await first?.close();
  await second?.close();
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const PNG = tinyImage('png');
const GIF = tinyImage('gif');
const urlOf = (bytes: Buffer, type: string) => `data:image/${type};base64,${bytes.toString('base64')}`;

/** A notebook whose run sent one image, and whose draft was then given another. */
async function notebookWithImages(app: TestApp) {
  const asking = (url: string) => ({
    model: 'practice',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ],
  });
  const { id } = await (await app.post('/api/v1/runs', asking(urlOf(PNG, 'png')))).json();
  await app.request(`/api/v1/runs/${id}?wait=20`);
  const run = await app.store.runs.get(id);
  const kept = await (await app.post('/api/v1/images', { url: urlOf(GIF, 'gif') })).json();
  const { url: _, ...image } = kept;
  await app.send('PUT', `/experiments/${run?.experimentId}/draft`, {
    role: 'user',
    content: 'And this?',
    'message-extras': JSON.stringify({ images: [image] }),
  });
  return run?.notebookId ?? 0;
}

interface FileJson {
  readonly images?: readonly { readonly hash: string; readonly data: string }[];
}
const fileOf = async (app: TestApp, id: number, query: string) =>
  (await (await app.request(`/api/v1/notebooks/${id}/file?${query}`)).json()) as FileJson;

test('images go along with a notebook on request, and are there again on another machine', async () => {
  const id = await notebookWithImages(first);
  expect((await fileOf(first, id, 'results=true')).images).toBeUndefined();
  const draftOnly = await fileOf(first, id, 'images=true');
  expect(draftOnly.images).toEqual([{ hash: hashOf(GIF), data: GIF.toString('base64') }]);
  const whole = await fileOf(first, id, 'results=true&images=true');
  expect(whole.images?.map(({ hash }) => hash)).toEqual([hashOf(GIF), hashOf(PNG)].toSorted());

  expect((await second.request(`/images/${hashOf(PNG)}`)).status).toBe(404);
  const made = await (await second.post('/api/v1/notebooks', whole)).json();
  for (const [bytes, type] of [
    [PNG, 'image/png'],
    [GIF, 'image/gif'],
  ] as const) {
    const shown = await second.request(`/images/${hashOf(bytes)}`);
    expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer())]).toEqual([type, bytes]);
  }
  expect(await fileOf(second, made.id, 'results=true&images=true')).toEqual(whole);
});

test('bytes that are not those of their hash, or no image, make nothing; what nothing names is left out', async () => {
  const id = await notebookWithImages(first);
  const whole = await fileOf(first, id, 'images=true');
  const before = await second.store.notebooks.list('');
  const sent = async (images: unknown) => {
    const answer = await second.post('/api/v1/notebooks', { ...whole, images });
    return [answer.status, (await answer.json()).detail];
  };
  const jpeg = Buffer.from('ffd8ff', 'hex').toString('base64');
  expect(await sent([{ hash: hashOf(GIF), data: PNG.toString('base64') }])).toEqual([
    422,
    'images.0: the bytes are not those of this hash.',
  ]);
  expect(await sent([{ hash: hashOf(GIF), data: jpeg }])).toEqual([422, expect.stringContaining('is no PNG')]);
  expect(await sent([{ hash: '../x', data: jpeg }])).toEqual([422, expect.stringContaining('must be a SHA-256')]);
  expect(await second.store.notebooks.list('')).toHaveLength(before.length);

  const webp = tinyImage('webp');
  expect((await sent([{ hash: hashOf(webp), data: webp.toString('base64') }]))[0]).toBe(201);
  expect(await second.store.images.get(hashOf(webp))).toBeNull();
});

test('images that could not be imported again are no part of a file, which says so', async () => {
  const made = await first.store.notebooks.create('Large');
  const images = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const bytes = Buffer.concat([PNG, Buffer.alloc(7_900_000, name)]);
      const image = { hash: hashOf(bytes), type: 'image/png' as const, bytes: bytes.length, width: 2, height: 3 };
      await first.store.images.keep(image, bytes);
      return image;
    }),
  );
  const cell = await first.store.cells.addExperiment(made.id, {
    title: 'Large',
    draft: {
      prompt: {
        system: null,
        examples: [],
        messages: [{ role: 'user', content: 'What?', images }],
        encoding: 'turns',
        template: null,
      },
      settings: DEFAULT_SETTINGS,
    },
  });
  expect(cell.draft.prompt.messages[0]?.images).toHaveLength(2);
  const refused = await first.request(`/api/v1/notebooks/${made.id}/file?images=true`);
  expect([refused.status, (await refused.json()).detail]).toEqual([422, expect.stringContaining('without images')]);
  expect((await first.request(`/api/v1/notebooks/${made.id}/file`)).status).toBe(200);
});
