import { expect, onTestFinished, test } from 'vitest';
import { StoreError } from '../../src/errors.ts';
import { newExperiment, words } from '../support/pages.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { temporaryStore } from '../support/temporary-data.ts';
import { testApp } from '../support/test-app.ts';

test('models are shown with their connection and price, and looked for again when asked', async () => {
  const server = await startScriptedEndpoint({ models: ['gpt-4o-mini'] });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const page = words(await (await app.request('/models')).text());
  expect(page).toContain('gpt-4o-mini $0.15 $0.075 $0.6');
  expect(page).toContain('Practice (built in)');
  expect(page).not.toContain('sk-test');
  expect(page).toContain('0000');
  expect(server.listings).toHaveLength(1);
  expect((await app.request('/models/refreshes', { method: 'POST' })).headers.get('Location')).toBe('/models');
  expect(server.listings).toHaveLength(2);
});

test('an endpoint that lists nothing is said to, and Practice stays', async () => {
  const app = await testApp({ endpoint: { baseUrl: 'http://127.0.0.1:9/v1' } });
  const page = words(await (await app.request('/models')).text());
  expect(page).toContain('127.0.0.1:9');
  expect(page).toContain('Practice (built in)');
});

test('the server says that it is well, and while it closes that it is not', async () => {
  const app = await testApp();
  const well = await app.request('/healthz');
  expect([well.status, await well.json()]).toEqual([200, { status: 'ok' }]);
  await app.deps.runner.close(0);
  const closing = await app.request('/healthz');
  expect([closing.status, await closing.json()]).toEqual([503, { status: 'closing' }]);
});

test('while answers cannot be saved no run starts, and pages and the health check say why', async () => {
  const { store: real } = await temporaryStore();
  const full = new StoreError('disk_full', 'The disk is full: make room on it, then try again.');
  let broken = true;
  const write: typeof real.completions.write = (changes) =>
    broken ? Promise.reject(full) : real.completions.write(changes);
  const app = await testApp({ store: { ...real, completions: { ...real.completions, write } } });
  const { notebook, experiment } = await newExperiment(app);
  const form = {
    model: 'practice/practice',
    content: 'Hello',
    samples: '1',
    temperature: '0',
    max_completion_tokens: '2',
  };
  await app.send('POST', `/experiments/${experiment}/runs`, { ...form, key: '1' });
  await expect.poll(() => app.deps.runner.storageProblem).toBe(full);
  const second = await app.send('POST', `/experiments/${experiment}/runs`, { ...form, key: '2' });
  expect(second.status).toBe(503);
  expect(words(await second.text())).toContain('The disk is full');
  const api = await app.post('/api/v1/runs', { messages: [{ role: 'user', content: 'x' }], model: 'practice' });
  expect([api.status, api.headers.get('Content-Type')]).toEqual([503, 'application/problem+json']);
  expect((await app.request('/healthz')).status).toBe(503);
  expect(words(await (await app.request(`/notebooks/${notebook}`)).text())).toContain('cannot be saved');
  expect(await app.store.runs.list({ before: null, limit: 5, notebook: null })).toHaveLength(1);
  broken = false;
  await expect.poll(() => app.deps.runner.storageProblem, { timeout: 5_000 }).toBeNull();
  expect((await app.request('/healthz')).status).toBe(200);
  expect((await app.send('POST', `/experiments/${experiment}/runs`, { ...form, key: '3' })).status).toBe(200);
});

test.each(['/nothing', '/notebooks/999', '/notebooks/abc', '/notebooks/0', '/runs/1e3', '/runs/99999999999999999999'])(
  'there is no %s: the page says so and leads back',
  async (path) => {
    const response = await (await testApp()).request(path);
    expect(response.status).toBe(404);
    const page = await response.text();
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('href="/"');
    expect(words(page)).toContain('Not found');
  },
);

test('a mistake of our own is logged, and the person is told nothing of its inside', async () => {
  const { store: real } = await temporaryStore();
  const list = () => Promise.reject(new TypeError('secret inside'));
  const app = await testApp({ store: { ...real, notebooks: { ...real.notebooks, list } } });
  const response = await app.request('/');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret inside');
  expect(app.logged.join()).toContain('secret inside');
});

test('the files that a page loads are there, for ever, under names that change with them', async () => {
  const app = await testApp();
  const page = await (await app.request('/')).text();
  const paths = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(paths.length).toBeGreaterThanOrEqual(4);
  for (const path of paths) {
    const file = await app.request(path);
    expect(file.status).toBe(200);
    expect(file.headers.get('Cache-Control')).toContain('immutable');
  }
  expect((await app.request('/static/../package.json')).status).toBe(404);
});
