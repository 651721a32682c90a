import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderStore } from '../store/support/fixtures.ts';
import { answered, asking, experimentWith } from '../support/answered.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/*
 * A store in a folder leaves whole notebooks to threads, one in memory does it all by itself: nobody shall see a difference.
 */

let inMemory: TestApp;
let onDisk: TestApp;
let close: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tempera-files-'));
  const { store } = await folderStore(folder);
  close = () => store.close();
  [inMemory, onDisk] = await Promise.all([createTestApp(), createTestApp({ store })]);
});
afterAll(async () => {
  await Promise.all([inMemory.close(), onDisk.close()]);
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function sent(app: TestApp, file: string | Blob) {
  const form = new FormData();
  form.append('file', new File([file], 'notebook.json'));
  return await app.request('/notebooks/imports', { method: 'POST', body: form });
}

const countOf = async (app: TestApp) => (await app.store.notebooks.list('')).length;

test('a notebook goes out and in through threads as without them, and its page to share is the same', async () => {
  const { id, notebookId } = await experimentWith(inMemory, asking('Tell me a story.', 'Be kind.'));
  await inMemory.store.cells.addNote(notebookId, { text: '\n# A note' });
  for (let run = 0; run < 3; run += 1) await answered(inMemory, id);
  const file = await (await inMemory.request(`/notebooks/${notebookId}/file?results=true`)).text();

  const made = await sent(onDisk, file);
  expect(made.status).toBe(303);
  const path = made.headers.get('location') ?? '';
  const back = await onDisk.request(`${path}/file?results=true`);
  expect(back.headers.get('content-disposition')).toContain('.tempera.json"');
  expect(await back.text()).toBe(file);
  const again = (await sent(inMemory, file)).headers.get('location') ?? '';
  const page = await (await onDisk.request(`${path}/share`)).text();
  expect(page).toBe(await (await inMemory.request(`${again}/share`)).text());
});

test('what goes wrong in a thread is answered as elsewhere, and nothing is written', async () => {
  const before = await countOf(onDisk);
  const files = ['{"format":"other"}', '{"__proto__":{"x":1}}', ''];
  for (const file of files) {
    const [there, here] = [await sent(onDisk, file), await sent(inMemory, file)];
    expect(there.status).toBe(here.status);
    expect(there.status).toBeGreaterThanOrEqual(400);
    expect(there.status).toBeLessThan(500);
    const words = async (answer: Response) => (await answer.text()).match(/<main[\s\S]*<\/main>/)?.[0];
    expect(await words(there)).toBe(await words(here));
  }
  expect((await onDisk.request('/notebooks/999/share')).status).toBe(404);
  expect(await countOf(onDisk)).toBe(before);
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
  const made = await Promise.all(numbers.map((number) => sent(onDisk, file(number))));
  for (const [at, answer] of made.entries()) {
    const id = Number(/\d+$/.exec(answer.headers.get('location') ?? '')?.[0]);
    const cells = await onDisk.store.cells.list(id);
    expect(cells).toHaveLength(50);
    expect(cells.every((cell) => cell.kind === 'note' && cell.text.startsWith(`${numbers[at]}.`))).toBe(true);
  }
});

test('what breaks off half way is not to be seen', async () => {
  const before = await countOf(onDisk);
  async function* breakingOff() {
    yield [{ kind: 'notebook', title: 'Half' } as const, { kind: 'note', text: 'one' } as const];
    throw new Error('The rest was lost.');
  }
  await expect(onDisk.store.notebookContents.createFrom(breakingOff())).rejects.toThrow('The rest was lost.');
  expect(await countOf(onDisk)).toBe(before);
});
