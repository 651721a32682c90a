import { expect, test } from 'vitest';
import { endedRun, type RunJson, words } from '../support/pages.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

async function run(app: TestApp, fields: Readonly<Record<string, unknown>>): Promise<RunJson> {
  const body = {
    messages: [{ role: 'user', content: 'Hello!' }],
    model: 'practice',
    max_completion_tokens: 1,
    ...fields,
  };
  return endedRun(app, ((await (await app.post('/api/v1/runs', body)).json()) as RunJson).id);
}

/** The ids of the completions on a page of the history, in its order. */
function rowsOf(page: string): readonly number[] {
  return [...page.matchAll(/href="\/runs\/\d+#completion-(\d+)"/g)].map((match) => Number(match[1]));
}

test('an empty history says what will be there', async () => {
  const page = await (await (await testApp()).request('/history')).text();
  expect(words(page)).toContain('Nothing was logged here yet');
});

test('every request is a row with its totals, filtered by model and temperature', async () => {
  const app = await testApp();
  const first = await run(app, { temperature: [0, 0.5], samples: 2 });
  const second = await run(app, { temperature: null });
  const all = await (await app.request('/history')).text();
  expect(rowsOf(all)).toEqual([...first.completions, ...second.completions].map(({ id }) => id).toReversed());
  expect(words(all)).toContain('5 requests');
  expect(words(all)).toContain('5 free, on the built-in model');
  const cold = await (await app.request('/history?temperature=0.5&model=practice')).text();
  expect(rowsOf(cold)).toHaveLength(2);
  expect(words(cold)).toContain('2 requests');
  expect(cold).toMatch(/<option value="0.5" selected/);
  expect(rowsOf(await (await app.request('/history?temperature=null')).text())).toEqual([second.completions[0]?.id]);
  expect(rowsOf(await (await app.request('/history?model=other')).text())).toEqual([]);
  expect((await app.request('/history?temperature=hot')).status).toBe(422);
});

test('older pages follow without gaps, keeping the filter, while new requests come in', async () => {
  const app = await testApp();
  const first = await run(app, { temperature: 0.5, samples: 120 });
  const seen: number[] = [];
  let path: string | undefined = '/history?temperature=0.5';
  while (path !== undefined) {
    const page = await (await app.request(path)).text();
    seen.push(...rowsOf(page));
    path = /<a[^>]*href="(\/history\?[^"]*cursor=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    await run(app, { temperature: 0.5 });
  }
  expect(seen).toEqual(first.completions.map(({ id }) => id).toReversed());
});

test('runs and costs of a deleted notebook stay in the history', async () => {
  const app = await testApp();
  const notebook = await app.store.notebooks.create('Gone');
  const { completions } = await run(app, { notebook: notebook.id });
  await app.store.notebooks.remove(notebook.id);
  const page = await (await app.request('/history')).text();
  expect(rowsOf(page)).toEqual(completions.map(({ id }) => id));
  expect(words(page)).toContain('Gone');
});
