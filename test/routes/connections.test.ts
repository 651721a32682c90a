import { expect, test } from 'vitest';
import { words } from '../support/pages.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

/** What the page says after a form was sent and its answer followed. */
async function afterwards(app: TestApp, path: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const sent = await app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  expect(sent.status).toBe(303);
  return noticeAt(app, sent.headers.get('location') ?? '');
}

async function noticeAt(app: TestApp, path: string): Promise<string> {
  const page = await (await app.request(path)).text();
  return noticeIn(page);
}

function noticeIn(page: string): string {
  return words(/<p class="notice" role="status">(.*?)<\/p>/s.exec(page)?.[1] ?? '');
}

test('a service that was added without the key it needs is not said to be ready, until it has one', async () => {
  const app = await testApp();
  const service = { preset: 'openai', name: 'OpenAI', base_url: 'https://api.openai.com/v1' };
  const added = await afterwards(app, '/connections', service);
  expect(added).toMatch(
    /^OpenAI was added\. OpenAI needs a key\. Get one at https:\/\/platform\.openai\.com\/api-keys/,
  );
  expect(added).not.toContain('can be asked');
  const [id] = app.deps.connections.list().flatMap(({ added: own }) => (own === null ? [] : [own.id]));
  const changed = await afterwards(app, `/connections/${id}`, { ...service, key: 'sk-1234567890' });
  expect(changed).toBe('OpenAI was changed. It can be asked from now on.');
  // In its card, which the address leads to: the page may be long.
  const page = await (await app.request(`/connections?done=changed&of=${id}`)).text();
  expect(noticeIn(page.slice(page.indexOf(`id="${id}"`)))).toBe(changed);
  expect(await afterwards(app, `/connections/${id}/removal`)).toBe('OpenAI was removed, and its key deleted.');
});

test('nothing is said in words of an address', async () => {
  const app = await testApp();
  for (const query of ['done=Send+your+key', 'done=Send+your+key&of=practice', 'done=added&of=Your+key', 'done=added'])
    expect(await noticeAt(app, `/connections?${query}`)).toBe('');
});
