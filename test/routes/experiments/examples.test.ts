import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/notebook/notebook.ts';
import { promptMessages } from '../../../src/domain/prompt/prompt.ts';
import { anyPrompt } from '../../domain/prompts.ts';
import { experimentWith, promptOf, row, send } from '../../support/editor.ts';
import { words } from '../../support/pages.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const inputs = async (experiment: number) => (await promptOf(app, experiment)).examples.map(({ input }) => input);

test('rows are added, switched, moved, duplicated and deleted, and the answer holds only what changed', async () => {
  const id = await experimentWith(app, { examples: [row('a'), row('b'), row('c')] });
  const switched = await send(app, 'POST', `/experiments/${id}/examples/b/switch`);
  const html = await switched.text();
  expect(html).toContain('aria-label="Example 2 on"');
  expect(html).toContain('2 of 3 on');
  expect(html).not.toContain('Example 1 input');
  await send(app, 'POST', `/experiments/${id}/examples/a/moves`, { to: '2' });
  await send(app, 'POST', `/experiments/${id}/examples/c/duplicates`);
  expect(await inputs(id)).toEqual(['in b', 'in c', 'in c', 'in a']);
  const deleted = await (await send(app, 'POST', `/experiments/${id}/examples/b/deletion`)).text();
  expect(deleted).toContain(`hx-target="#experiment-${id}-row-b" hx-swap="delete"`);
  expect(deleted).toContain('Undo');
  await send(app, 'POST', `/experiments/${id}/examples`);
  expect(await inputs(id)).toEqual(['in c', 'in c', 'in a', '']);
  await send(app, 'POST', `/experiments/${id}/examples/switch`, { on: 'false' });
  expect((await promptOf(app, id)).examples.every(({ enabled }) => !enabled)).toBe(true);
});

test('what was typed in a row goes along with any edit, and is kept', async () => {
  const id = await experimentWith(app, { examples: [row('a'), row('b')] });
  await send(app, 'POST', `/experiments/${id}/examples/b/deletion`, {
    row: 'a',
    'row-input': 'typed\nin two lines',
    'row-output': 'x',
    'row-tags': 'film, food',
  });
  expect((await promptOf(app, id)).examples).toEqual([
    { id: 'a', input: 'typed\nin two lines', output: 'x', enabled: true, tags: ['film', 'food'] },
  ]);
});

test('deletions and moves are undone and redone one by one', async () => {
  const id = await experimentWith(app, { examples: [row('a'), row('b'), row('c')] });
  await send(app, 'POST', `/experiments/${id}/examples/b/deletion`);
  await send(app, 'POST', `/experiments/${id}/examples/c/moves`, { to: '0' });
  expect(await inputs(id)).toEqual(['in c', 'in a']);
  await send(app, 'POST', `/experiments/${id}/undo`);
  expect(await inputs(id)).toEqual(['in a', 'in c']);
  const back = await (await send(app, 'POST', `/experiments/${id}/undo`)).text();
  expect(back).toContain('Example 2 input');
  expect(await inputs(id)).toEqual(['in a', 'in b', 'in c']);
  await send(app, 'POST', `/experiments/${id}/redo`);
  await send(app, 'POST', `/experiments/${id}/redo`);
  await send(app, 'POST', `/experiments/${id}/redo`);
  expect(await inputs(id)).toEqual(['in c', 'in a']);
});

test('changing the encoding shows the template, and can be undone', async () => {
  const id = await experimentWith(app, { examples: [row('a')] });
  const html = await (await send(app, 'POST', `/experiments/${id}/encoding`, { encoding: 'inline' })).text();
  expect(html).toContain('name="template"');
  expect((await promptOf(app, id)).encoding).toBe('inline');
  await send(app, 'POST', `/experiments/${id}/undo`);
  expect((await promptOf(app, id)).encoding).toBe('turns');
});

test('a YAML list is not called a list of JSON', async () => {
  const id = await experimentWith(app, {});
  const path = `/experiments/${id}/examples/previews`;
  const preview = await app.send('POST', path, { text: '- input: a\n  output: b\n' });
  expect(words(await preview.text())).toContain('1 row read as a JSON or YAML list.');
});

test('an import is shown with its errors by line before anything is added, and exported it comes back the same', async () => {
  const id = await experimentWith(app, {});
  const csv = 'input,output\n=1+1,formula\n,nothing\n"two\nlines",x';
  const form = () => {
    const body = new FormData();
    body.set('file', new File([csv], 'rows.csv'));
    return { method: 'POST', body };
  };
  const preview = await (await app.request(`/experiments/${id}/examples/previews`, form())).text();
  expect(preview).toContain('2 rows read as a table, separated by commas');
  expect(preview).toContain('Line 3: The input is empty.');
  expect(await inputs(id)).toEqual([]);
  await app.request(`/experiments/${id}/examples/imports`, form());
  expect(await inputs(id)).toEqual(['=1+1', 'two\nlines']);

  for (const format of ['csv', 'tsv', 'jsonl', 'chat.jsonl']) {
    const file = await app.request(`/experiments/${id}/examples.${format}`);
    expect(file.headers.get('content-disposition')).toContain(`.${format}"`);
    const text = await file.text();
    expect(/[csv]$/.test(format) && format !== 'jsonl' ? text.includes("'=1+1") : true).toBe(true);
    const other = await experimentWith(app, {});
    const body = new FormData();
    body.set('file', new File([text], `rows.${format}`));
    await app.request(`/experiments/${other}/examples/imports`, { method: 'POST', body });
    expect(await inputs(other)).toEqual(['=1+1', 'two\nlines']);
  }
  expect((await app.request(`/experiments/${id}/examples.exe`)).status).toBe(404);
});

test('counts agree with what is sent, for any mix of rows, switches, encodings and variables', async () => {
  const id = await experimentWith(app, {});
  await fc.assert(
    fc.asyncProperty(anyPrompt, async (prompt) => {
      const draft = { prompt, settings: { ...DEFAULT_SETTINGS, model: 'practice/practice' } };
      const { tokens } = await app.deps.previews.of(draft, id);
      const sent = await app.deps.counter.count({ connection: 'practice', model: 'practice' }, promptMessages(prompt));
      expect(tokens?.input).toBe(sent.inputTokens);
      expect(tokens?.examples).toHaveLength(prompt.examples.length);
      expect(tokens?.messages).toHaveLength(prompt.messages.length);
      if (prompt.encoding === 'inline') return;
      const on = prompt.examples.reduce(
        (sum, { enabled }, index) => sum + (enabled ? (tokens?.examples[index] ?? 0) : 0),
        0,
      );
      const rest = (tokens?.system ?? 0) + (tokens?.messages.reduce((sum, count) => sum + count, 0) ?? 0);
      const [nothing] = [await app.deps.counter.count({ connection: 'practice', model: 'practice' }, [])];
      expect(on + rest + nothing.inputTokens).toBe(tokens?.input);
    }),
    { numRuns: 60 },
  );
});

test('a long file is read in a thread of its own', async () => {
  const id = await experimentWith(app, {});
  const form = new FormData();
  const text = Array.from({ length: 20_000 }, (_, index) => `question ${index},answer ${index}`).join('\n');
  form.set('file', new File([text], 'rows.csv'));
  const started = once(process, 'worker');
  const preview = await app.request(`/experiments/${id}/examples/previews`, { method: 'POST', body: form });
  await started;
  expect(await preview.text()).toContain('Only the first 5000 of 20000 rows are taken.');
});

test.each([
  ['rows.md', '| input | output |\n| --- | --- |\n| Dull. | negative |\n'],
  ['rows.yaml', '- input: Dull.\n  output: negative\n'],
  ['rows.yml', 'examples:\n  - input: Dull.\n    output: negative\n'],
])('%s is offered by the file picker of examples and of cases, and read', async (name, text) => {
  const id = await experimentWith(app, { examples: [] });
  const ending = name.slice(name.indexOf('.'));
  const [dialog, cases] = await Promise.all(
    ['examples/import', 'cases'].map(async (path) => await (await app.request(`/experiments/${id}/${path}`)).text()),
  );
  const offered = (html = '') => [...html.matchAll(/accept="(\.csv[^"]*)"/g)].map(([, list]) => list?.split(','));
  expect([...offered(dialog), ...offered(cases)]).toEqual([
    expect.arrayContaining([ending]),
    expect.arrayContaining([ending]),
  ]);
  for (const html of [dialog, cases]) expect(html).toMatch(/in Markdown,[^<]*YAML list/);

  const form = new FormData();
  form.append('file', new File([text], name));
  const read = await app.request(`/experiments/${id}/examples/imports`, { method: 'POST', body: form });
  expect(read.status).toBe(200);
  expect((await promptOf(app, id)).examples).toMatchObject([{ input: 'Dull.', output: 'negative' }]);
  const imported = new FormData();
  imported.append('file', new File([text.replace('input', 'message').replace('output', 'expected')], name));
  await app.request(`/experiments/${id}/cases/imports`, { method: 'POST', body: imported });
  expect(await (await app.request(`/experiments/${id}/cases`)).text()).toContain('Dull.');
});
