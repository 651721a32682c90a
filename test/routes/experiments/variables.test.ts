import { afterAll, beforeAll, expect, test } from 'vitest';
import { promptMessages } from '../../../src/domain/prompt/prompt.ts';
import { experimentWith, promptOf, send } from '../../support/editor.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const asking = (content: string) => ({ messages: [{ role: 'user' as const, content }] });
const sent = async (id: number) => promptMessages(await promptOf(app, id)).at(-1)?.content;

/** Starts a run by the API and gives the messages that were sent with its first completion. */
async function sentByApi(body: object): Promise<readonly { readonly content: string }[]> {
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const started = await app.request('/api/v1/runs', { ...post, body: JSON.stringify({ model: 'practice', ...body }) });
  expect(await started.clone().text()).toContain('"id"');
  const { id } = (await started.json()) as { id: number };
  const run = await (await app.request(`/api/v1/runs/${id}?wait=20`)).json();
  const completion = await (await app.request(`/api/v1/completions/${run.completions[0].id}`)).json();
  return completion.raw.request.messages;
}

test('braces are sent as they are once that is chosen, and read as variables again by the same switch', async () => {
  const id = await experimentWith(app, { ...asking('Mustache: {{name}} {{#if x}}'), variables: { name: 'Ada' } });
  expect(await sent(id)).toBe('Mustache: Ada {{#if x}}');
  const off = await send(app, 'POST', `/experiments/${id}/templates`, { templates: 'off' });
  expect(await off.text()).toContain('{{name}} sent as typed');
  expect(await sent(id)).toBe('Mustache: {{name}} {{#if x}}');
  await send(app, 'POST', `/experiments/${id}/undo`);
  expect(await sent(id)).toBe('Mustache: Ada {{#if x}}');
  await send(app, 'POST', `/experiments/${id}/templates`, { templates: 'off' });
  const on = await send(app, 'POST', `/experiments/${id}/templates`, { templates: 'on' });
  expect(await on.text()).toContain('Send all braces as typed');
  expect(await sent(id)).toBe('Mustache: Ada {{#if x}}');
});

test('one variable is escaped by one click wherever it stands, the others stay', async () => {
  const id = await experimentWith(app, {
    ...asking('{{a}} and {{b}}'),
    system: 'Use {{a}}.',
    variables: { a: 'x', b: 'y' },
  });
  const answer = await (await send(app, 'POST', `/experiments/${id}/escapes`, { escape: 'a' })).text();
  expect(answer).toContain('\\{{a}}');
  expect(promptMessages(await promptOf(app, id)).map(({ content }) => content)).toEqual(['Use {{a}}.', '{{a}} and y']);
});

test('a variable may be empty when the page says that it is meant', async () => {
  const id = await experimentWith(app, { ...asking('[{{a}}] [{{b}}]'), variables: { b: 'y' } });
  await send(app, 'PUT', `/experiments/${id}/draft`, { 'variables.a': '', empty: 'a', 'variables.b': '' });
  expect((await promptOf(app, id)).variables).toEqual({ a: '' });
  expect(await sent(id)).toBe('[] [{{b}}]');
});

test.each(['नाम', 'ชื่อ', 'cafe\u0301', '1 a', 'constructor', 'prototype'])(
  'the API takes a variable %s',
  async (name) => {
    expect(
      await sentByApi({ messages: [{ role: 'user', content: `{{${name}}}!` }], variables: { [name]: 'x' } }),
    ).toEqual([expect.objectContaining({ content: 'x!' })]);
  },
);

test('the API sends braces as they are with "templates": false, and says so again', async () => {
  const messages = [{ role: 'user', content: 'Write {{name}} and \\{{x}}.' }];
  expect(await sentByApi({ messages, templates: false })).toEqual([
    expect.objectContaining({ content: 'Write {{name}} and \\{{x}}.' }),
  ]);
});

test('a property of a JSON Schema may be called constructor', async () => {
  const schema = { type: 'object', properties: { constructor: { type: 'string' }, prototype: {} } };
  const format = { type: 'json_schema', json_schema: { name: 'a', schema } };
  const headers = { 'Content-Type': 'application/json' };
  const body = { model: 'practice', messages: [{ role: 'user', content: 'Hi' }], response_format: format };
  const answer = await app.request('/api/v1/runs', { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(202);
});
