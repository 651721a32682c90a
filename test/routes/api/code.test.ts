import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRequest } from '../../../src/code/paste/read-paste.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

test('a completion gives its request as code in each form, as it was sent', async () => {
  const messages = [
    { role: 'system', content: "It's $5." },
    { role: 'user', content: 'Hello\nthere' },
  ];
  const started = await (await app.post('/api/v1/runs', { model: 'practice', messages, temperature: 0.5 })).json();
  const run = await (await app.request(`/api/v1/runs/${started.id}?wait=20`)).json();
  const path = `/api/v1/completions/${run.completions[0].id}`;
  const { raw } = await (await app.request(path)).json();
  const { stream, stream_options: _, ...body } = raw.request;
  expect(stream).toBe(true);
  for (const form of ['curl', 'python', 'typescript', 'json']) {
    const answer = await app.request(`${path}/code?form=${form}`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(readRequest(await answer.text())).toEqual({ body, problems: [] });
  }
  expect((await app.request(`${path}/code?form=perl`)).status).toBe(422);
  expect((await app.request('/api/v1/completions/999999/code')).status).toBe(404);
});

test('a program can hold the examples as a list, loop over the settings of the run, or go on as a conversation', async () => {
  const prompt = {
    system: null,
    examples: [{ input: 'red', output: 'rouge {{tone}}' }],
    messages: [{ role: 'user', content: '{{word}}' }],
    encoding: 'inline',
    variables: { tone: 'vif' },
  };
  const body = { model: 'practice', prompt, temperature: [0, 0.5], cases: [{ variables: { word: 'blue' } }] };
  const started = await (await app.post('/api/v1/runs', body)).json();
  const run = await (await app.request(`/api/v1/runs/${started.id}?wait=20`)).json();
  const id = run.completions[0].id;
  const code = async (query: string) => (await app.request(`/api/v1/completions/${id}/code?${query}`)).text();
  const list = await code('form=python&shape=examples');
  expect(list).toContain('"output": "rouge vif"');
  expect(list).toContain('"Input: " + example["input"] + "\\nOutput: " + example["output"]');
  expect(list).toContain('Input: blue\nOutput:"""');
  expect(await code('form=typescript&shape=sweep')).toContain('for (const temperature of [0, 0.5]) {');
  expect(await code('form=python&shape=conversation')).toContain('input("> ")');
  const sheet = await (await app.request(`/completions/${id}/raw`)).text();
  expect(sheet.match(/shape=(\w+)/g)).toEqual(
    ['examples', 'examples', 'sweep', 'sweep', 'conversation', 'conversation'].map((name) => `shape=${name}`),
  );
});

test('a shape that a request or a form cannot have is refused in words', async () => {
  const messages = [{ role: 'user', content: 'Hello' }];
  const started = await (await app.post('/api/v1/runs', { model: 'practice', messages })).json();
  const run = await (await app.request(`/api/v1/runs/${started.id}?wait=20`)).json();
  const ask = (query: string) => app.request(`/api/v1/completions/${run.completions[0].id}/code?${query}`);
  const refused = async (query: string) => {
    const answer = await ask(query);
    return [answer.status, (await answer.json()).detail];
  };
  expect(await refused('form=curl&shape=sweep')).toEqual([422, expect.stringContaining('python or typescript')]);
  expect(await refused('form=python&shape=round')).toEqual([422, expect.stringContaining('exact, examples')]);
  expect(await refused('form=python&shape=examples')).toEqual([409, expect.stringContaining('no examples')]);
  expect(await refused('form=python&shape=sweep')).toEqual([409, expect.stringContaining('no temperature')]);
});

test('a paste answers with a prompt that a run takes, its settings, and what could not be read by line', async () => {
  const text = `curl https://api.openai.com/v1/chat/completions -d '{
    "model": "practice", "temperature": 0, "functions": [],
    "messages": [{"role": "user", "content": "Hello!"}]}'`;
  const paste = await (await app.post('/api/v1/pastes', { text })).json();
  expect(paste).toMatchObject({
    prompt: { system: null, examples: [], messages: [{ role: 'user', content: 'Hello!' }], encoding: 'turns' },
    settings: { model: 'practice', temperature: 0 },
    problems: [{ line: 1, message: expect.stringContaining('functions') }],
  });
  expect((await app.post('/api/v1/runs', { prompt: paste.prompt, ...paste.settings })).status).toBe(202);
  expect((await app.post('/api/v1/pastes', { text: 5 })).status).toBe(422);
  expect((await app.post('/api/v1/pastes', { text: 'x'.repeat(3_000_000) })).status).toBe(413);
});
