import { afterAll, beforeAll, expect, test } from 'vitest';
import { experimentWith, row, send } from '../../support/editor.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const examples = [row('a'), row('b')];
const settings = { temperature: '0, 1', variant: '0-shot, all' };
const textOf = (html = '') => html.replaceAll(/<[^>]*>/g, '').trim();
const columnsOf = (html: string) =>
  [...html.matchAll(/<span class="temp">(.*?)<\/span>/g)].map(([, value]) => textOf(value));
const rowsOf = (html: string) => [...html.matchAll(/class="row-head">(.*?)<\/th>/g)].map(([, head]) => textOf(head));

test('several temperatures and variants stand in a grid, which one press turns over', async () => {
  const id = await experimentWith(app, { examples }, settings);
  const preview = await (await app.request(`/experiments/${id}/preview`)).text();
  expect(preview.replaceAll(/<[^>]*>/g, '')).toContain('2 temperatures as columns, 2 variants as rows.');
  const first = await (await send(app, 'POST', `/experiments/${id}/runs`)).text();
  expect(columnsOf(first)).toEqual(['0', '1']);
  expect(rowsOf(first)).toEqual(['variant 0-shot', 'variant 2-shot']);

  const turned = await send(app, 'POST', `/experiments/${id}/transposition`, { content: 'typed', role: 'user' });
  expect((await turned.text()).replaceAll(/<[^>]*>/g, '')).toContain('2 variants as columns, 2 temperatures as rows.');
  const cell = await app.store.cells.experiment(id);
  expect(cell?.draft.settings).toMatchObject({ columns: 'variant', rows: 'temperature' });
  expect(cell?.draft.prompt.messages[0]?.content).toBe('typed');
  const second = await (await send(app, 'POST', `/experiments/${id}/runs`)).text();
  expect(columnsOf(second)).toEqual(['0-shot', '2-shot']);
  expect(rowsOf(second)).toEqual(['temperature 0', 'temperature 1']);

  await send(app, 'POST', `/experiments/${id}/transposition`);
  expect((await app.store.cells.experiment(id))?.draft.settings).toMatchObject({
    columns: 'temperature',
    rows: 'variant',
  });
});

test('where only one setting varies there is nothing to turn over', async () => {
  const id = await experimentWith(app, { examples }, { temperature: '0, 1' });
  expect(await (await app.request(`/experiments/${id}/preview`)).text()).not.toContain('A grid');
  expect((await send(app, 'POST', `/experiments/${id}/transposition`)).status).toBe(200);
  expect((await app.store.cells.experiment(id))?.draft.settings).toMatchObject({ columns: '', rows: '' });
});

test('what is wrong is said instead of turning anything over', async () => {
  const id = await experimentWith(app, { examples }, settings);
  const answer = await send(app, 'POST', `/experiments/${id}/transposition`, { seed: 'x' });
  expect(answer.status).toBe(422);
  expect((await app.store.cells.experiment(id))?.draft.settings.columns).toBe('');
});

test('what is set behind “More settings” is said in its summary, and so is what is wrong there', async () => {
  const id = await experimentWith(app, { examples });
  const summary = async (fields: Record<string, string>) => {
    const html = await (await send(app, 'PUT', `/experiments/${id}/draft`, fields)).text();
    const place = `<span class="behind" id="experiment-${id}-more-set">`;
    return html
      .slice(html.indexOf(place), html.indexOf('</hx-partial>', html.indexOf(place)))
      .replaceAll(/<[^>]*>/g, '|');
  };
  expect((await summary({})).replaceAll('|', '')).toBe('');
  const set = await summary({ seed: '7', top_p: '0.9, 1', variant: 'all', columns: 'top_p', logprobs: '5' });
  for (const part of ['Variants |2-shot', 'Seed |7', 'Top p |0.9, 1', 'Columns |top_p', 'probabilities |asked for']) {
    expect(set).toContain(part);
  }
  expect(await summary({ seed: 'seven' })).toMatch(/Seed.*seven/);
});

test('the line under a list says how it was read, on the page and while it is typed', async () => {
  const id = await experimentWith(app, { examples }, { temperature: '1,2' });
  const cell = await app.store.cells.experiment(id);
  const lineIn = (html: string) =>
    textOf(new RegExp(`<span class="read-as" id="experiment-${id}-read-temperature">([^<]*)`).exec(html)?.[1]);
  expect(lineIn(await (await app.request(`/notebooks/${cell?.notebookId}`)).text())).toBe('2 temperatures: 1 and 2');
  const typed = async (temperature: string) =>
    lineIn(await (await send(app, 'PUT', `/experiments/${id}/draft`, { temperature })).text());
  expect(await typed('0,1; 0,2')).toBe('2 temperatures: 0.1 and 0.2');
  expect(await typed('0, 0.5')).toBe('');
});
