import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { notebookFile, notebookPage, readUpload } from '../../src/notebook-file/jobs.tsx';
import { PRACTICE_LABEL } from '../../src/practice/label.ts';
import { answered, asking, experimentWith } from '../support/answered.ts';
import { words } from '../support/pages.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/* Whole notebooks are left to threads: nobody shall see a difference to the same work done on the spot. */

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const formOf = (file: string | Blob) => {
  const form = new FormData();
  form.append('file', new File([file], 'notebook.json'));
  return form;
};

const sent = async (file: string | Blob) =>
  await app.request('/notebooks/imports', { method: 'POST', body: formOf(file) });

const countOf = async () => (await app.store.notebooks.list('')).length;

const textOf = ({ bytes }: { readonly bytes: Uint8Array }) => new TextDecoder().decode(bytes);

test('a notebook goes out and in through threads as without them, and so does its page to share', async () => {
  const { id, notebookId } = await experimentWith(app, asking('Tell me a story.', 'Be kind.'));
  await app.store.cells.addNote(notebookId, { text: '\n# A note' });
  for (let run = 0; run < 3; run += 1) await answered(app, id);
  const { notebookContents } = app.store;
  const file = textOf(await notebookFile(notebookContents, notebookId, { withResults: true, withImages: false }));

  const made = await sent(file);
  expect(made.status).toBe(303);
  const path = made.headers.get('location') ?? '';
  const back = await app.request(`${path}/file?results=true`);
  expect(back.headers.get('content-disposition')).toContain('.tempera.json"');
  expect(await back.text()).toBe(file);
  const page = await (await app.request(`${path}/share`)).text();
  const style = {
    demoLabels: { practice: PRACTICE_LABEL },
    connectionNames: {},
    zone: 'UTC',
    styles: app.deps.assets.shareStyles,
  };
  expect(page).toBe(textOf(await notebookPage(notebookContents, Number(path.split('/').at(-1)), style)));
});

test('what goes wrong in a thread is answered as elsewhere, and nothing is written', async () => {
  const before = await countOf();
  for (const file of ['{"format":"other"}', '{"__proto__":{"x":1}}', '']) {
    const request = new Request('http://localhost', { method: 'POST', body: formOf(file) });
    const upload = { type: request.headers.get('content-type') ?? '', body: await request.arrayBuffer() };
    const error: unknown = await readUpload(upload).catch((reason: unknown) => reason);
    if (!(error instanceof AppError)) throw new Error(`${file} was read`);
    const response = await sent(file);
    expect(response.status).toBe(error.status);
    expect(words(await response.text())).toContain(words(error.message));
  }
  expect((await app.request('/notebooks/999/share')).status).toBe(404);
  expect(await countOf()).toBe(before);
});

test('several imports at once all arrive whole', async () => {
  const title = (number: number) => `Number ${number}`;
  const file = (number: number) =>
    JSON.stringify({
      format: 'tempera-notebook',
      version: 1,
      title: title(number),
      cells: Array.from({ length: 50 }, (_, at) => ({ kind: 'note', text: `${number}.${at} ${'x'.repeat(5_000)}` })),
    });
  const numbers = [1, 2];
  const made = await Promise.all(numbers.map((number) => sent(file(number))));
  for (const [at, answer] of made.entries()) {
    const id = Number(/\d+$/.exec(answer.headers.get('location') ?? '')?.[0]);
    const cells = await app.store.cells.list(id);
    expect(cells).toHaveLength(50);
    expect(cells.every((cell) => cell.kind === 'note' && cell.text.startsWith(`${numbers[at]}.`))).toBe(true);
  }
});

test('what breaks off half way is not to be seen', async () => {
  const before = await countOf();
  async function* breakingOff() {
    yield [{ kind: 'notebook', title: 'Half' } as const, { kind: 'note', text: 'one' } as const];
    throw new Error('The rest was lost.');
  }
  await expect(app.store.notebookContents.createFrom(breakingOff())).rejects.toThrow('The rest was lost.');
  expect(await countOf()).toBe(before);
});
