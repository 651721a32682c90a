import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRequest } from '../../../src/code/read-paste.ts';
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
