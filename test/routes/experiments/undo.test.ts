import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { folderStore } from '../../store/support/fixtures.ts';
import { experimentWith, promptOf, row, send } from '../../support/editor.ts';
import { temporaryFolder } from '../../support/temporary-data.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const retrace = async (id: number, direction: 'undo' | 'redo', fields: Record<string, string> = {}, on = app) =>
  await (await send(on, 'POST', `/experiments/${id}/${direction}`, fields)).text();

test('a role that was chosen goes back and forth, and what was typed meanwhile stays', async () => {
  const messages = ['one', 'two', 'three'].map((content) => ({ role: 'user' as const, content }));
  const id = await experimentWith(app, { messages });
  const form = new URLSearchParams(messages.map(({ content }): [string, string] => ['content', content]));
  // As the page sends it: the field already shows the new role.
  for (const role of ['assistant', 'user', 'user']) form.append('role', role);
  await app.request(`/experiments/${id}/messages/0/role`, { method: 'POST', body: form });
  const roles = async () => (await promptOf(app, id)).messages.map(({ role }) => role);
  expect(await roles()).toEqual(['assistant', 'user', 'user']);

  form.set('content', 'typed since');
  for (const content of ['two', 'three']) form.append('content', content);
  await app.request(`/experiments/${id}/draft`, { method: 'PUT', body: form });
  expect(await retrace(id, 'undo')).toContain('Role of turn 1');
  expect(await roles()).toEqual(['user', 'user', 'user']);
  expect((await promptOf(app, id)).messages[0]?.content).toBe('typed since');
  await retrace(id, 'redo');
  expect(await roles()).toEqual(['assistant', 'user', 'user']);
});

test('a template typed letter by letter is one edit, taken back whole and made again', async () => {
  const id = await experimentWith(app, { examples: [row('a')], encoding: 'inline' });
  const template = async () => (await promptOf(app, id)).template;
  const type = async (text: string) =>
    await (await send(app, 'PUT', `/experiments/${id}/draft`, { template: text })).text();
  expect(await type('Q {{input}}')).toMatch(/undo-button"[^>]*aria-label/);
  await type('Q {{input}} A');
  await type('Q {{input}} A {{output}}');
  expect(await retrace(id, 'undo', { template: 'Q {{input}} A {{output}}!' })).toContain('Input: {{input}}');
  expect(await template()).toBeNull();
  await retrace(id, 'redo');
  expect(await template()).toBe('Q {{input}} A {{output}}!');
  await retrace(id, 'undo');
  await type('another');
  await retrace(id, 'redo');
  expect(await template()).toBe('another');
});

test('a template that is not saved yet is taken back by Undo, before the edit that came before it', async () => {
  const id = await experimentWith(app, { examples: [row('a')], encoding: 'turns' });
  await send(app, 'POST', `/experiments/${id}/encoding`, { encoding: 'inline' });
  await retrace(id, 'undo', { template: 'typed just now' });
  expect(await promptOf(app, id)).toMatchObject({ encoding: 'inline', template: null });
  await retrace(id, 'undo');
  expect(await promptOf(app, id)).toMatchObject({ encoding: 'turns', template: null });
  await retrace(id, 'redo');
  await retrace(id, 'redo');
  expect(await promptOf(app, id)).toMatchObject({ encoding: 'inline', template: 'typed just now' });
});

test('an edit that changes nothing is none', async () => {
  const id = await experimentWith(app, { examples: [row('a')] });
  await send(app, 'POST', `/experiments/${id}/examples/gone/deletion`);
  await send(app, 'POST', `/experiments/${id}/examples/switch`, { on: 'true' });
  expect(await app.deps.drafts.steps(id)).toEqual({ undo: false, redo: false });
});

test('the last 100 edits can be undone', async () => {
  const id = await experimentWith(app, { examples: [row('a')] });
  for (let edit = 0; edit < 105; edit += 1) await send(app, 'POST', `/experiments/${id}/examples/a/switch`);
  let undone = 0;
  for (; (await app.deps.drafts.steps(id)).undo; undone += 1) await retrace(id, 'undo');
  expect(undone).toBe(100);
});

test('after a restart edits are still undone and made again, and the page that typed last is still known', async () => {
  const folder = temporaryFolder();
  const started = async () => {
    const { store } = await folderStore(folder);
    return { app: await createTestApp({ store }), close: () => store.close() };
  };
  const first = await started();
  const id = await experimentWith(first.app, { examples: [row('a'), row('b'), row('c')] });
  const page = { page: 'one', revision: '1' };
  await send(first.app, 'POST', `/experiments/${id}/examples/b/deletion`, page);
  await send(first.app, 'POST', `/experiments/${id}/examples/c/moves`, { ...page, to: '0' });
  await retrace(id, 'undo', page, first.app);
  await first.app.close();
  await first.close();

  const second = await started();
  onTestFinished(async () => {
    await second.app.close();
    await second.close();
  });
  const inputs = async () => (await promptOf(second.app, id)).examples.map(({ input }) => input);
  const shown = await (await second.app.request('/notebooks/1')).text();
  expect(shown).toMatch(/undo-button"(?![^>]*disabled)/);
  expect((await send(second.app, 'PUT', `/experiments/${id}/draft`, { ...page, system: 'typed on' })).status).toBe(200);
  const stranger = { page: 'two', revision: '1', system: 'from elsewhere' };
  expect((await send(second.app, 'PUT', `/experiments/${id}/draft`, stranger)).status).toBe(409);
  expect(await inputs()).toEqual(['in a', 'in c']);
  await retrace(id, 'undo', {}, second.app);
  expect(await inputs()).toEqual(['in a', 'in b', 'in c']);
  await retrace(id, 'redo', {}, second.app);
  await retrace(id, 'redo', {}, second.app);
  expect(await inputs()).toEqual(['in c', 'in a']);
});

test('what was saved past the trail ends it, rather than taking back what it does not know', async () => {
  const id = await experimentWith(app, { examples: [row('a'), row('b')] });
  await send(app, 'POST', `/experiments/${id}/examples/b/deletion`);
  const cell = await app.store.cells.experiment(id);
  if (cell === null) throw new Error('It is gone.');
  await app.store.cells.saveDraft(id, cell.draft);
  expect(await app.deps.drafts.steps(id)).toEqual({ undo: false, redo: false });
  await send(app, 'POST', `/experiments/${id}/examples`);
  await retrace(id, 'undo');
  expect(await app.deps.drafts.steps(id)).toEqual({ undo: false, redo: true });
  expect((await promptOf(app, id)).examples).toHaveLength(1);
});
