import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const CURL = `curl https://api.openai.com/v1/chat/completions -d '{
  "model": "practice", "temperature": 0.5, "stop": ["x"], "functions": [], "top_k": 5,
  "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Name <a> tea shop with {{x}}"}]}'`;

test('a pasted request is shown before anything is made, with what is left out by line', async () => {
  expect(await (await app.request('/pastes')).text()).toContain('Paste a request');
  const before = await app.store.notebooks.list('');
  const preview = await (await app.send('POST', '/pastes/previews', { text: CURL })).text();
  expect(preview).toContain('2 messages read');
  expect(preview).toContain('Name &lt;a&gt; tea shop with {{x}}');
  expect(preview).toContain('“functions” is left out');
  expect(preview).toMatch(/<button type="submit" class="button primary">\s*Make a notebook/);
  expect(await app.store.notebooks.list('')).toHaveLength(before.length);
});

test('it becomes a notebook titled by its first words, with its settings, and braces that are sent as they are', async () => {
  const made = await app.send('POST', '/pastes', { text: CURL });
  const [, id] = /\/notebooks\/(\d+)/.exec(made.headers.get('location') ?? made.headers.get('hx-redirect') ?? '') ?? [];
  const [cell] = await app.store.cells.list(Number(id));
  expect((await app.store.notebooks.get(Number(id)))?.title).toBe('Name <a> tea shop with {{x}}');
  expect(cell).toMatchObject({
    draft: {
      prompt: { system: 'Be brief.', templates: false },
      settings: { model: 'practice/practice', temperature: '0.5', stop: 'x', extra_body: '{\n  "top_k": 5\n}' },
    },
  });
});

test('what cannot be read makes nothing and keeps the text', async () => {
  const answer = await app.send('POST', '/pastes', { text: 'just a text' });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain('just a text');
  expect(page).toContain('names no speaker');
});

test('the raw exchange of an answer links to its request as code', async () => {
  const body = { model: 'practice', messages: [{ role: 'user', content: 'Hi' }] };
  const { id } = await (await app.post('/api/v1/runs', body)).json();
  const run = await (await app.request(`/api/v1/runs/${id}?wait=20`)).json();
  const completion = run.completions[0].id;
  const raw = await (await app.request(`/completions/${completion}/raw`)).text();
  expect(raw).toContain(`href="/api/v1/completions/${completion}/code?form=python"`);
});
