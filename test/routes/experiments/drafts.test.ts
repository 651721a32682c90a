import { afterAll, beforeAll, expect, test } from 'vitest';
import { experimentWith, promptOf, row, send } from '../../support/editor.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const save = (id: number, page: string, revision: number, fields: Record<string, string>) =>
  send(app, 'PUT', `/experiments/${id}/draft`, { page, revision: String(revision), ...fields });

test('a page that does not know what another one saved overwrites nothing, and is shown both texts', async () => {
  const id = await experimentWith(app, {});
  expect((await save(id, 'one', 1, { system: 'first' })).status).toBe(200);
  const refused = await save(id, 'two', 1, { system: 'second' });
  expect(refused.status).toBe(409);
  const html = await refused.text();
  expect(html).toContain('first');
  expect(html).toContain('second');
  expect((await promptOf(app, id)).system).toBe('first');
});

test('a page goes on saving when the answers to its earlier saves were lost', async () => {
  const id = await experimentWith(app, {});
  for (const system of ['a', 'ab', 'abc']) expect((await save(id, 'one', 1, { system })).status).toBe(200);
  expect((await promptOf(app, id)).system).toBe('abc');
});

test('a page that saves what is kept already is no conflict', async () => {
  const id = await experimentWith(app, {});
  await save(id, 'one', 1, { system: 'same' });
  expect((await save(id, 'two', 1, { system: 'same' })).status).toBe(200);
});

test('what an old page sends on its way out, when it is kept already, makes no newer page a stranger', async () => {
  const id = await experimentWith(app, {});
  await save(id, 'one', 1, { system: 'same' });
  const reloaded = (await app.store.cells.experiment(id))?.revision ?? 0;
  expect((await save(id, 'one', 1, { system: 'same' })).status).toBe(200);
  expect((await save(id, 'reloaded', reloaded, { system: 'typed on' })).status).toBe(200);
  expect((await promptOf(app, id)).system).toBe('typed on');
});

test('an import between two saves of a page is no conflict, and loses nothing', async () => {
  const id = await experimentWith(app, {});
  await save(id, 'one', 1, { system: 'a' });
  await send(app, 'POST', `/experiments/${id}/examples/imports`, { text: 'x,y' });
  expect((await save(id, 'one', 2, { system: 'ab' })).status).toBe(200);
  const prompt = await promptOf(app, id);
  expect([prompt.system, prompt.examples.length]).toEqual(['ab', 1]);
});

test('many saves at once all count: rows and messages typed in one page do not undo each other', async () => {
  const examples = Array.from({ length: 12 }, (_, index) => row(`r${index}`));
  const id = await experimentWith(app, { examples });
  const saves = examples.map(({ id: name = '' }, index) =>
    save(id, 'one', 1, { row: name, 'row-input': `typed ${index}`, 'row-output': 'y', 'row-tags': '' }),
  );
  const statuses = (await Promise.all(saves)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect((await promptOf(app, id)).examples.map(({ input }) => input)).toEqual(
    examples.map((_, index) => `typed ${index}`),
  );
});

test.each([
  ['mine', 'second', 1],
  ['theirs', 'first', 1],
  ['both', 'first', 2],
])('keeping %s leaves “%s”', async (keep, kept, cells) => {
  const id = await experimentWith(app, {});
  await save(id, 'one', 1, { system: 'first' });
  const fields = { page: 'two', revision: '1', system: 'second', keep };
  expect((await send(app, 'POST', `/experiments/${id}/conflict`, fields)).status).toBe(200);
  expect((await promptOf(app, id)).system).toBe(kept);
  const notebook = (await app.store.cells.experiment(id))?.notebookId ?? 0;
  const all = await app.store.cells.list(notebook);
  expect(all).toHaveLength(cells);
  const copy = all[1];
  if (copy?.kind === 'experiment') expect(copy.draft.prompt.system).toBe('second');
});

test('Run from a page that does not know of a change starts nothing', async () => {
  const id = await experimentWith(app, {});
  await save(id, 'one', 1, { system: 'first' });
  const refused = await send(app, 'POST', `/experiments/${id}/runs`, { page: 'two', revision: '1', system: 'second' });
  expect(refused.status).toBe(409);
  expect(await app.store.runs.latestOf(id)).toBeNull();
});

test('texts that begin with line feeds are shown again with all of them', async () => {
  const examples = [row('a', { input: '\nin', output: '\nout' })];
  const id = await experimentWith(app, { system: 's', examples, variables: { v: '' } });
  await save(id, 'one', 1, {
    system: '\n\nsystem',
    role: 'user',
    content: '\r\nmessage {{v}}',
    'variables.v': '\nvalue',
    row: 'a',
    'row-input': '\r\nin',
    'row-output': '\nout',
    'row-tags': '',
  });
  const notebook = (await app.store.cells.experiment(id))?.notebookId ?? 0;
  const note = await app.store.cells.addNote(notebook, { text: '' });
  await send(app, 'PUT', `/notes/${note.id}`, { text: '\nnote' });
  const page = await (await app.request(`/notebooks/${notebook}`)).text();
  // The settings' fields, which are empty, are of another kind.
  const fields = [...page.matchAll(/<textarea(?![^>]*class="json")[^>]*>([^<]*)<\/textarea>/g)].map((match) =>
    match[1]?.replace(/^\n/, ''),
  );
  expect(fields).toEqual(['\n\nsystem', '\nin', '\nout', '\nmessage {{v}}', '\nvalue', '\nnote']);
});

const SOURCES: readonly (readonly [string, (id: number) => Promise<unknown>])[] = [
  ['a setting that is offered', (id) => send(app, 'POST', `/experiments/${id}/templates`, { templates: 'off' })],
  ['an escaped variable', (id) => send(app, 'POST', `/experiments/${id}/escapes`, { escape: 'x' })],
  ['an undo', (id) => send(app, 'POST', `/experiments/${id}/undo`)],
  ['another encoding', (id) => send(app, 'POST', `/experiments/${id}/encoding`, { encoding: 'inline' })],
];

test.each(SOURCES)('a page that is older than %s overwrites nothing and is shown both texts', async (_, replace) => {
  const id = await experimentWith(app, { system: 'Use {{x}}.', examples: [row('a')] });
  await send(app, 'POST', `/experiments/${id}/messages`, { system: 'Use {{x}} now.' });
  const known = (await app.store.cells.experiment(id))?.revision ?? 0;
  await replace(id);
  const kept = await promptOf(app, id);
  const stale = await save(id, 'old tab', known, { system: 'typed in an old tab' });
  expect(stale.status).toBe(409);
  expect(await stale.text()).toContain('typed in an old tab');
  expect(await promptOf(app, id)).toEqual(kept);
});

test('rows that were added, switched or moved elsewhere are merged with what an older page typed', async () => {
  const id = await experimentWith(app, { system: 'a', examples: [row('a'), row('b')] });
  const known = (await app.store.cells.experiment(id))?.revision ?? 0;
  await send(app, 'POST', `/experiments/${id}/examples`);
  await send(app, 'POST', `/experiments/${id}/examples/b/switch`);
  await send(app, 'POST', `/experiments/${id}/examples/a/moves`, { to: '1' });
  expect((await save(id, 'old tab', known, { system: 'typed' })).status).toBe(200);
  const prompt = await promptOf(app, id);
  expect([prompt.system, prompt.examples.map(({ id: name, enabled }) => [name, enabled]).slice(0, 2)]).toEqual([
    'typed',
    [
      ['b', false],
      ['a', true],
    ],
  ]);
});
