import { expect, test } from 'vitest';
import { formOf, newExperiment } from '../support/pages.ts';
import type { TestApp } from '../support/test-app.ts';
import { testApp } from '../support/test-app.ts';

async function orderOf(app: TestApp, notebook: number) {
  return (await app.store.cells.list(notebook)).map(({ id }) => id);
}

/** The order of cells as the page shows it. */
async function shownOrder(app: TestApp, notebook: number) {
  const page = await (await app.request(`/notebooks/${notebook}`)).text();
  return [...page.matchAll(/id="cell-(\d+)"/g)].map((match) => Number(match[1]));
}

async function threeNotes(app: TestApp) {
  const notebook = (await app.store.notebooks.create('Notebook')).id;
  const ids: number[] = [];
  for (const text of ['one', 'two', 'three']) ids.push((await app.store.cells.addNote(notebook, { text })).id);
  return { notebook, ids: ids as [number, number, number] };
}

test('notes and experiments are added at the end', async () => {
  const app = await testApp();
  const { id } = await app.store.notebooks.create('Notebook');
  const note = await (await app.send('POST', `/notebooks/${id}/notes`)).text();
  const experiment = await (await app.send('POST', `/notebooks/${id}/experiments`)).text();
  const order = await orderOf(app, id);
  expect(note).toContain(`id="cell-${order[0]}"`);
  expect(experiment).toContain(`id="cell-${order[1]}"`);
  expect(await shownOrder(app, id)).toEqual(order);
  expect((await app.send('POST', '/notebooks/999/notes')).status).toBe(404);
});

test('a note is saved as it is typed and shown as Markdown, without any markup of its own', async () => {
  const app = await testApp();
  const { notebook, ids } = await threeNotes(app);
  const text = '**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))';
  const answer = await (await app.send('PUT', `/notes/${ids[0]}`, { text })).text();
  expect(answer).toContain('<strong>bold</strong>');
  expect(answer).not.toContain('<img');
  expect(answer).not.toMatch(/href="javascript/i);
  expect((await app.store.cells.list(notebook))[0]).toMatchObject({ text });
});

test('cells are moved, in the store and on the page; at an end nothing moves', async () => {
  const app = await testApp();
  const { notebook, ids } = await threeNotes(app);
  const [one, two, three] = ids;
  const move = async (id: number, direction: string) =>
    (await app.send('POST', `/cells/${id}/moves`, { direction })).text();
  const markup = await move(one, 'down');
  expect(await orderOf(app, notebook)).toEqual([two, one, three]);
  expect(markup).toContain(`hx-target="#cell-${one}" hx-swap="delete"`);
  expect(markup).toContain(`hx-target="#cell-${two}" hx-swap="afterend"`);
  expect(await move(three, 'up')).toContain(`hx-target="#cell-${two}" hx-swap="afterend"`);
  expect(await move(three, 'up')).toContain('hx-target="#cells" hx-swap="afterbegin"');
  await move(three, 'up');
  expect(await orderOf(app, notebook)).toEqual([three, two, one]);
  expect(await shownOrder(app, notebook)).toEqual([three, two, one]);
  expect((await app.send('POST', `/cells/${one}/moves`, { direction: 'sideways' })).status).toBe(422);
});

test('a cell is copied next to itself, with what was just typed', async () => {
  const app = await testApp();
  const { notebook, experiment } = await newExperiment(app);
  const fields = { ...(await formOf(app, experiment)), system: 'Typed a moment ago' };
  await app.send('POST', `/cells/${experiment}/duplicates`, fields);
  const [original, copy] = await app.store.cells.list(notebook);
  expect(original).toMatchObject({ id: experiment, draft: { prompt: { system: 'Typed a moment ago' } } });
  expect(copy).toMatchObject({ kind: 'experiment', draft: { prompt: { system: 'Typed a moment ago' } } });
});

test('a cell is deleted and brought back to its place, with what was just typed', async () => {
  const app = await testApp();
  const { notebook, ids } = await threeNotes(app);
  const deleted = await (await app.send('POST', `/cells/${ids[1]}/deletion`, { text: 'last words' })).text();
  expect(deleted).toContain(`hx-target="#cell-${ids[1]}" hx-swap="delete"`);
  expect(deleted).toContain(`hx-post="/cells/${ids[1]}/restoration"`);
  expect(await orderOf(app, notebook)).toEqual([ids[0], ids[2]]);
  expect((await app.send('PUT', `/notes/${ids[1]}`, { text: 'x' })).status).toBe(404);
  const restored = await (await app.send('POST', `/cells/${ids[1]}/restoration`)).text();
  expect(restored).toContain(`hx-target="#cell-${ids[0]}" hx-swap="afterend"`);
  expect(restored).toContain('last words');
  expect(await orderOf(app, notebook)).toEqual(ids);
});

test('a new cell comes right after the one that is named, or first; one of another notebook is refused', async () => {
  const app = await testApp();
  const { notebook, ids } = await threeNotes(app);
  const add = async (kind: string, after: string) => app.send('POST', `/notebooks/${notebook}/${kind}`, { after });
  expect((await add('experiments', String(ids[0]))).status).toBe(200);
  expect((await add('notes', '')).status).toBe(200);
  const order = await orderOf(app, notebook);
  expect(order.filter((id) => ids.includes(id))).toEqual(ids);
  expect([order.indexOf(ids[0]), order.indexOf(ids[1])]).toEqual([1, 3]);
  const elsewhere = await threeNotes(app);
  expect((await add('notes', String(elsewhere.ids[0]))).status).toBe(422);
  expect((await add('notes', 'first')).status).toBe(422);
  expect((await add('notes', '99999')).status).toBe(404);
  expect(await orderOf(app, notebook)).toEqual(order);
});

test('a cell is put where it was dragged: after another one of its notebook, or first', async () => {
  const app = await testApp();
  const { notebook, ids } = await threeNotes(app);
  const [one, two, three] = ids;
  const place = async (id: number, after: number | '') =>
    (await app.send('POST', `/cells/${id}/place`, { after: String(after) })).status;
  expect(await place(one, three)).toBe(204);
  expect(await orderOf(app, notebook)).toEqual([two, three, one]);
  expect(await place(one, '')).toBe(204);
  expect(await orderOf(app, notebook)).toEqual([one, two, three]);
  expect(await place(three, one)).toBe(204);
  expect(await shownOrder(app, notebook)).toEqual([one, three, two]);
  const elsewhere = await threeNotes(app);
  expect(await place(one, elsewhere.ids[1])).toBe(404);
  expect(await place(one, one)).toBe(404);
  expect(await orderOf(app, notebook)).toEqual([one, three, two]);
});
