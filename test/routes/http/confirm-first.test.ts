import { expect, onTestFinished, test } from 'vitest';
import { runJson, start } from '../../support/asking-the-app.ts';
import { experimentWith } from '../../support/editor.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

const HI = [{ role: 'user', content: 'Hi' }];
/** 8 tokens in and 10,000 out on gpt-4o-mini are $0.0060012 at most. */
const DEAR = { model: 'gpt-4o-mini', messages: HI, samples: 150, max_completion_tokens: 10_000 };

async function asking() {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  return { endpoint, app: await testApp({ endpoint }) };
}

/** An experiment as it is when Run is pressed on its page. */
async function experiment(app: TestApp, samples: string) {
  const settings = { model: 'openai/gpt-4o-mini', max_completion_tokens: '50' };
  const id = await experimentWith(app, {}, settings);
  return { id, path: `/experiments/${id}/runs`, fields: { samples, key: 'key-of-this-page' } };
}

test('beyond the threshold the API answers 409 with the estimate, and starts it when it is meant', async () => {
  const { app, endpoint } = await asking();
  const asked = await app.post('/api/v1/runs', DEAR);
  expect(asked.status).toBe(409);
  expect(asked.headers.get('content-type')).toBe('application/problem+json');
  expect(await asked.json()).toMatchObject({
    title: 'confirmation-required',
    detail: expect.stringContaining('"confirm": true'),
    estimate: { requests: 150, input_tokens: 8, max_cost_usd: 0.90018 },
    threshold: { usd: 0.25, requests: 200 },
  });
  expect(await (await app.request('/api/v1/runs')).json()).toEqual({ runs: [], next: null });
  expect(endpoint.requests).toHaveLength(0);
  expect((await app.post('/api/v1/runs', { ...DEAR, confirm: true })).status).toBe(202);
});

test('a run that was started under its key is answered again without being asked about', async () => {
  const { app } = await asking();
  const key = { 'Idempotency-Key': 'once' };
  const first = await app.post('/api/v1/runs', { ...DEAR, confirm: true }, key);
  const again = await app.post('/api/v1/runs', DEAR, key);
  expect([first.status, again.status]).toEqual([202, 202]);
  expect(((await again.json()) as { readonly id: number }).id).toBe(
    ((await first.json()) as { readonly id: number }).id,
  );
});

test('the page answers with a dialog that sends the same with a yes; nothing is sent before, and what was typed is kept', async () => {
  const { app, endpoint } = await asking();
  const { id, path, fields } = await experiment(app, '201');
  const asked = await app.send('POST', path, fields);
  expect(asked.status).toBe(200);
  const dialog = await asked.text();
  expect(dialog).toContain('hx-target="#confirmation"');
  expect(dialog).toContain(`hx-post="${path}"`);
  expect(dialog).toContain('{&quot;confirm&quot;:&quot;true&quot;}');
  expect(dialog).toContain('Send 201 requests?');
  expect(endpoint.requests).toHaveLength(0);
  expect((await app.store.cells.experiment(id))?.draft.settings.samples).toBe('201');

  const started = await app.send('POST', path, { ...fields, confirm: 'true' });
  expect(await started.text()).toContain('Running: ');
  expect((await app.send('POST', path, { ...fields, confirm: 'true' })).status).toBe(200);
  const { runs } = (await (await app.request('/api/v1/runs')).json()) as { readonly runs: readonly unknown[] };
  expect(runs).toHaveLength(1);
});

test('a run that nothing bounds asks first on the page, and is told in the API', async () => {
  const { app, endpoint } = await asking();
  const unbounded = { model: 'openai/somebodys-model', messages: HI };
  const id = await experimentWith(app, {}, { model: 'openai/somebodys-model', max_completion_tokens: '' });
  const path = `/experiments/${id}/runs`;
  const dialog = await (await app.send('POST', path, { key: 'k' })).text();
  expect(dialog).toContain('No price or no output limit is known for a model');
  expect(endpoint.requests).toHaveLength(0);
  expect(await (await app.send('POST', path, { key: 'k', confirm: 'true' })).text()).toContain('Running: ');

  const bounded = await app.send('POST', path, { key: 'another', max_completion_tokens: '50' });
  expect(await bounded.text()).toContain('Running: ');
  const told = await app.post('/api/v1/runs', { ...unbounded, model: 'somebodys-model' });
  expect([told.status, await told.json()]).toMatchObject([
    202,
    { warnings: [expect.stringContaining('Nothing bounds what somebodys-model may cost')] },
  ]);
  const known = await app.post('/api/v1/runs', { messages: HI, model: 'gpt-4o-mini' });
  expect(await known.json()).not.toHaveProperty('warnings');
});

test('within the threshold nobody is asked, nor on the built-in model', async () => {
  const { app } = await asking();
  const { path, fields } = await experiment(app, '200');
  const started = await (await app.send('POST', path, fields)).text();
  expect(started).toContain('Running: ');
  expect(started).not.toContain('<dialog');
  const practice = { model: 'practice', connection: 'practice', messages: HI, samples: 500, max_completion_tokens: 1 };
  expect((await app.post('/api/v1/runs', practice)).status).toBe(202);
});

test('more samples, another try and what is held are asked about by what they add', async () => {
  const { app } = await asking();
  const id = await start(app, { max_completion_tokens: 1_000, temperature: [0, 1] });
  await runJson(app, id, 15);
  const [within, beyond] = [100, 101].map((more) => ({ more }));
  const asked = await app.post(`/api/v1/runs/${id}/samples`, beyond);
  expect([asked.status, await asked.json()]).toMatchObject([409, { estimate: { requests: 202 } }]);
  const page = await (await app.send('POST', `/runs/${id}/samples`, { more: '101' })).text();
  expect(page).toContain('{&quot;more&quot;:&quot;101&quot;,&quot;confirm&quot;:&quot;true&quot;}');
  expect((await app.post(`/api/v1/runs/${id}/samples`, { ...beyond, more: 1_000, confirm: 'yes' })).status).toBe(422);
  expect((await app.post(`/api/v1/runs/${id}/samples`, within)).status).toBe(202);
  await runJson(app, id, 30);

  await app.request('/api/v1/settings', {
    method: 'PATCH',
    body: JSON.stringify({ confirmation: { usd: 0.0006 } }),
    headers: { 'Content-Type': 'application/json' },
  });
  const { completions } = await runJson(app, id);
  const retry = `/api/v1/completions/${completions[0]?.id}/retries`;
  expect((await app.post(retry)).status).toBe(409);
  expect((await app.post(retry, { confirm: true })).status).toBe(202);
});

test('a model of unknown price asks by the number of its requests only, and says that its cost is not known', async () => {
  const { app } = await asking();
  const body = { model: 'unheard-of', connection: 'openai', messages: HI, max_completion_tokens: 1_000_000 };
  expect((await app.post('/api/v1/runs', { ...body, samples: 2 })).status).toBe(202);
  const asked = await app.post('/api/v1/runs', { ...body, samples: 201 });
  expect([asked.status, await asked.json()]).toMatchObject([
    409,
    { estimate: { max_cost_usd: null }, detail: expect.stringContaining('no price is known') },
  ]);
});
