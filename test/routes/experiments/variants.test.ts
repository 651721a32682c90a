import { afterAll, beforeAll, expect, test } from 'vitest';
import { experimentWith, row, send } from '../../support/editor.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const examples = [
  { input: 'Lovely show.', output: 'positive', tags: ['film'] },
  { input: 'Stale bread.', output: 'negative' },
  { input: 'Off.', output: 'x', enabled: false },
];
const prompt = { system: 'Positive or negative?', examples, messages: [{ role: 'user', content: 'A {{kind}} film.' }] };

function post(body: object) {
  return app.request('/api/v1/runs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'practice', max_completion_tokens: 5, ...body }),
  });
}

async function finished(body: object) {
  const started = await post(body);
  expect(started.status).toBe(202);
  const { id } = (await started.json()) as { id: number };
  const run = (await (await app.request(`/api/v1/runs/${id}?wait=20`)).json()) as {
    readonly status: string;
    readonly request: Record<string, unknown>;
    readonly completions: readonly { readonly id: number; readonly variant: string | null; readonly column: number }[];
  };
  expect(run.status).toBe('finished');
  return run;
}

async function sent(completion: { readonly id: number }) {
  const one = (await (await app.request(`/api/v1/completions/${completion.id}`)).json()) as {
    raw: { request: { messages: { role: string; content: string }[] } };
  };
  return one.raw.request.messages.map(({ content }) => content);
}

test('each variant is asked with its own messages, and makes a column', async () => {
  const run = await finished({
    prompt,
    variables: { kind: 'dull' },
    variants: [
      { name: '0-shot', changes: { shots: 0 } },
      { name: 'all' },
      { name: 'inline', changes: { encoding: 'inline', template: '{{input}} -> {{output}}' } },
      { name: 'bare', changes: { system: null, tag: 'film' } },
    ],
  });
  expect(run.completions.map(({ variant, column }) => [variant, column])).toEqual([
    ['0-shot', 0],
    ['all', 1],
    ['inline', 2],
    ['bare', 3],
  ]);
  expect(await Promise.all(run.completions.map(sent))).toEqual([
    ['Positive or negative?', 'A dull film.'],
    ['Positive or negative?', 'Lovely show.', 'positive', 'Stale bread.', 'negative', 'A dull film.'],
    ['Positive or negative?', 'Lovely show. -> positive\n\nStale bread. -> negative\n\nA dull film. ->'],
    ['Lovely show.', 'positive', 'A dull film.'],
  ]);
});

test('the request a run gives back asks the same again', async () => {
  const body = { prompt, variables: { kind: 'dull' }, variants: [{ name: 'a', changes: { shots: 1 } }, { name: 'b' }] };
  const first = await finished(body);
  const { connection: _, ...request } = first.request;
  const second = await finished(request);
  expect(second.request).toEqual(first.request);
  const texts = async (run: typeof first) => Promise.all(run.completions.map(sent));
  expect(await texts(second)).toEqual(await texts(first));
});

test('variants multiply with temperatures, and null is the prompt as written', async () => {
  const run = await finished({
    messages: [{ role: 'user', content: 'Hello!' }],
    temperature: [0, 1],
    variants: [{ name: 'polite', changes: { system: 'Be polite.' } }],
    variant: [null, 'polite'],
  });
  expect(run.completions).toHaveLength(4);
  expect(new Set(run.completions.map(({ variant }) => variant))).toEqual(new Set([null, 'polite']));
});

test.each([
  [{ prompt }, 'variables.kind', '“kind”'],
  [{ messages: [{ role: 'user', content: '{{a}}' }], variables: { b: 'x' } }, 'variables.a', '“a”'],
  [{ prompt, variables: { kind: 'x' }, variant: ['none'] }, 'variant', '“none”'],
  [{ prompt, variables: { kind: 'x' }, variants: [{ name: 'a' }, { name: 'a' }] }, 'variants', 'two'],
  [
    { prompt, variables: { kind: 'x' }, variants: [{ name: 'a', changes: { version: 999 } }] },
    'variants',
    'no version 999',
  ],
  [{ prompt: { ...prompt, encoding: 'inline', template: 'none' }, variables: { kind: 'x' } }, 'template', '{{input}}'],
  [
    { prompt, variables: { kind: 'x' }, variants: [{ name: 'a', changes: { colour: 1 } }] },
    'variants.0.changes.colour',
    'colour',
  ],
])('%j is refused at %s', async (body, path, word) => {
  const refused = await post(body);
  expect(refused.status).toBe(422);
  const { errors } = (await refused.json()) as { errors: { path: string; message: string }[] };
  expect(errors.map((error) => error.path)).toContain(path);
  expect(errors.map(({ message }) => message).join(' ')).toContain(word);
});

test('braces after a backslash are sent as they are', async () => {
  const run = await finished({ messages: [{ role: 'user', content: 'Say \\{{name}}.' }] });
  expect(await Promise.all(run.completions.map(sent))).toEqual([['Say {{name}}.']]);
});

test('two versions are asked side by side from the page', async () => {
  const id = await experimentWith(app, { system: 'First.' });
  await send(app, 'POST', `/experiments/${id}/runs`, { system: 'First.' });
  await send(app, 'POST', `/experiments/${id}/runs`, { system: 'Second.', variant: 'version 1' });
  const run = await app.store.runs.latestOf(id);
  expect(run?.version.number).toBe(2);
  const messages = await app.store.runs.messagesByVariant(run?.id ?? 0);
  expect(messages.get('version 1')?.[0]?.content).toBe('First.');
  const body = new URLSearchParams([
    ['variant', 'as written'],
    ['variant', 'version 1'],
  ]);
  await app.request(`/experiments/${id}/runs`, { method: 'POST', body });
  const both = await app.store.runs.messagesByVariant((await app.store.runs.latestOf(id))?.id ?? 0);
  expect([...both].map(([name, messages]) => [name, messages[0]?.content])).toEqual([
    ['as written', 'Second.'],
    ['version 1', 'First.'],
  ]);
});

test('the editor shows to the letter what each chosen variant sends, and names a missing variable in its place', async () => {
  const id = await experimentWith(
    app,
    { examples: [row('a')], messages: [{ role: 'user', content: '{{q}}' }] },
    { variant: '0-shot, all' },
  );
  const missing = await (await send(app, 'POST', `/experiments/${id}/runs`, {})).text();
  expect(missing).toContain(`hx-target="#experiment-${id}-error-variables-q"`);
  expect(missing).toContain('“q” has no value');
  expect(await app.store.runs.latestOf(id)).toBeNull();
  await send(app, 'PUT', `/experiments/${id}/draft`, { 'variables.q': 'Why?' });
  const shown = await (await app.request(`/experiments/${id}/messages`)).text();
  expect(shown).toContain('0-shot');
  expect(shown).toContain('1-shot');
  expect(shown.match(/Why\?/g)).toHaveLength(2);
  expect(shown.match(/in a/g)).toHaveLength(1);
});
