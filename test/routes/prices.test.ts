import { expect, onTestFinished, test } from 'vitest';
import { endedRun } from '../support/pages.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, refusal, usageOf } from '../support/scripts.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

const MODEL = { connection: 'openai', model: 'house-model' };
const PATH = `/models?${new URLSearchParams(MODEL)}`;

async function appWithEndpoint() {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  return { server, app: await testApp({ endpoint: server }) };
}

async function ask(app: TestApp, model = MODEL.model, body: Readonly<Record<string, unknown>> = {}) {
  const messages = [{ role: 'user', content: 'Hello!' }];
  const started = await app.post('/api/v1/runs', {
    messages,
    model,
    connection: 'openai',
    max_completion_tokens: 500,
    ...body,
  });
  return await endedRun(app, ((await started.json()) as { id: number }).id);
}

const page = async (app: TestApp, path = PATH) => await (await app.request(path)).text();
const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function put(app: TestApp, body: unknown) {
  return app.request('/api/v1/prices', {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
}

test('a price set on the page holds for new requests, is marked as yours, and leaves earlier ones alone', async () => {
  const { server, app } = await appWithEndpoint();
  server.enqueue(answer('One', { usage: usageOf(1_000, 10, { cached: 600 }) }));
  server.enqueue(answer('Two', { usage: usageOf(1_000, 10, { cached: 600 }) }));
  const before = await ask(app);
  expect(before.completions[0]?.cost).toBeNull();
  expect(words(await page(app, '/models'))).toMatch(/1 request of house-model on 127\.0\.0\.1:\d+: set a price/);
  expect(words(await page(app))).toContain('No price is published for it.');
  const set = await app.request('/prices', {
    method: 'POST',
    body: new URLSearchParams({ ...MODEL, input: '$1.25', cached_input: '0.0375', output: '10', from: '' }),
  });
  expect([set.status, set.headers.get('location')]).toEqual([303, `${PATH}&done=set#set-price`]);
  const after = await ask(app);
  // 400 x 1.25 + 600 x .0375 + 10 x 10, in millionths of a dollar.
  expect(after.completions[0]?.cost).toEqual({ usd: 0.0006225, picodollars: '622500000', source: 'computed' });
  const kept = await app.store.completions.ofRun(after.id);
  expect(kept[0]?.prices).toMatchObject({ own: true, input: 1_250_000n, cachedInput: 37_500n, output: 10_000_000n });
  expect((await endedRun(app, before.id)).completions[0]?.cost).toBeNull();
  expect(words(await page(app))).toContain('1 past request of house-model has no known cost');
});

test.each([false, true])('a gateway of the environment has list prices: %s, as a person says', async (listPrices) => {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const openai = { apiKey: 'sk-test-0000', baseUrl: server.baseUrl, listPrices };
  const app = await testApp({ endpoint: server, config: { openai } });
  server.answerBy(() => answer('One', { usage: usageOf(1_000, 10) }));
  const run = await ask(app, 'gpt-4o-mini');
  expect(run.completions[0]?.cost?.['usd'] ?? null).toBe(listPrices ? 0.000156 : null);
  expect((await app.store.completions.ofRun(run.id))[0]?.prices?.model ?? null).toBe(listPrices ? 'gpt-4o-mini' : null);
  const { models } = (await (await app.request('/api/v1/models')).json()) as {
    models: { id: string; prices: { input: number } | null }[];
  };
  expect(models.find(({ id }) => id === 'gpt-4o-mini')?.prices?.input ?? null).toBe(listPrices ? 0.15 : null);
});

test('a later price alters nothing that was asked before; taken back, the published one holds again', async () => {
  const { app } = await appWithEndpoint();
  const listed = await ask(app, 'gpt-4o-mini');
  await put(app, { ...MODEL, model: 'gpt-4o-mini', input: '7', output: '7' });
  const own = await ask(app, 'gpt-4o-mini');
  const dearer = (await (await put(app, { ...MODEL, model: 'gpt-4o-mini', input: '8', output: '8' })).json()) as {
    id: number;
  };
  const costs = async () =>
    await Promise.all([listed, own].map(async ({ id }) => (await endedRun(app, id)).completions[0]?.cost));
  expect(await costs()).toEqual([listed.completions[0]?.cost, own.completions[0]?.cost]);
  expect(own.completions[0]?.cost).not.toEqual(listed.completions[0]?.cost);
  expect(app.deps.models.prices('openai', 'gpt-4o-mini')?.input).toBe(8_000_000n);
  expect((await app.request(`/api/v1/prices/${dearer.id}`, { method: 'DELETE' })).status).toBe(204);
  expect(app.deps.models.prices('openai', 'gpt-4o-mini')).toMatchObject({ input: 7_000_000n, own: true });
  const { prices } = (await (await app.request('/api/v1/prices')).json()) as { prices: { id: number }[] };
  for (const { id } of prices)
    await app.request(`/prices/${id}/withdrawal`, { method: 'POST', body: new URLSearchParams(MODEL) });
  expect(app.deps.models.prices('openai', 'gpt-4o-mini')).toMatchObject({ input: 150_000n });
  expect((await app.request('/api/v1/prices/99', { method: 'DELETE' })).status).toBe(404);
});

test('past requests are priced only when somebody agreed to how many and how much', async () => {
  const { server, app } = await appWithEndpoint();
  for (const output of [10, 20]) server.enqueue(answer('x', { usage: usageOf(100, output) }));
  const run = await ask(app, MODEL.model, { samples: 2 });
  await put(app, { ...MODEL, input: '1', output: '2' });
  const refused = await app.post('/api/v1/prices/past', MODEL);
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ type: expect.stringContaining('confirmation-required') });
  const html = await page(app);
  expect(words(html)).toContain(
    '2 past requests of house-model have no known cost. At your price they would come to $0.00026 in all',
  );
  const hidden = Object.fromEntries(
    [...html.matchAll(/name="(requests|picodollars)" value="(\d+)"/g)].map((match) => [match[1], match[2]]),
  ) as Record<string, string>;
  expect(hidden).toEqual({ requests: '2', picodollars: '260000000' });
  const post = (fields: Record<string, string>) =>
    app.request('/prices/past', { method: 'POST', body: new URLSearchParams({ ...MODEL, ...fields }) });
  const outdated = await post({ ...hidden, picodollars: '1' });
  expect([outdated.status, (await endedRun(app, run.id)).completions[0]?.cost]).toEqual([409, null]);
  const done = await post(hidden);
  expect(words(await done.text())).toContain('2 past requests were priced, $0.00026 in all.');
  const { completions, totals } = await endedRun(app, run.id);
  expect(completions.map(({ cost }) => cost)).toEqual([
    { usd: 0.00012, picodollars: '120000000', source: 'set_later' },
    { usd: 0.00014, picodollars: '140000000', source: 'set_later' },
  ]);
  expect(totals['cost']).toEqual({ usd: 0.00026, picodollars: '260000000', unpriced: 0 });
  expect(await app.store.history.totals({})).toMatchObject({ costPicodollars: 260_000_000n, unpriced: 0 });
  // Caps count it too, in the data file and in memory.
  const today = { scope: 'day', id: { day: app.deps.models.today, zone: 'UTC' } } as const;
  expect(await app.store.spending.of(today)).toMatchObject({ money: 260_000_000n, unpriced: 0, requests: 2n });
  expect(app.deps.ledger.today().spent).toMatchObject({ money: 260_000_000n, unpriced: 0 });
  expect(await app.store.spending.of({ scope: 'run', id: run.id })).toMatchObject({ money: 260_000_000n });
  expect(await (await app.post('/api/v1/prices/past', { ...MODEL, confirm: true })).json()).toEqual({
    priced: 0,
    cost: { usd: 0, picodollars: '0' },
    still_unpriced: 0,
  });
});

test('what was asked before a price changed is priced by the one of its day', async () => {
  const { app } = await appWithEndpoint();
  const today = app.deps.models.today;
  await ask(app);
  await put(app, { ...MODEL, input: '1', output: '1', from: '2020-01-01' });
  await put(app, { ...MODEL, input: '2', output: '2', from: '2021-01-01' });
  await put(app, { ...MODEL, input: '3', output: '3', from: '2999-01-01' });
  await app.post('/api/v1/prices/past', { ...MODEL, confirm: true });
  const { prices } = (await (await app.request('/api/v1/prices')).json()) as {
    prices: { holds: boolean; from: string }[];
  };
  expect(prices.filter(({ holds }) => holds)).toMatchObject([{ from: '2021-01-01', input: '2', cached_input: null }]);
  const [kept] = (await app.store.history.page({}, { before: null, limit: 1 })).rows;
  expect(kept).toMatchObject({
    prices: { input: 2_000_000n, date: '2021-01-01', own: true },
    cost: { source: 'set_later' },
  });
  expect(today >= '2026').toBe(true);
});

test('a repeated price is set once', async () => {
  const { app } = await appWithEndpoint();
  const body = { ...MODEL, input: 0.5, cached_input: null, output: '1.5' };
  const [first, second] = [await (await put(app, body)).json(), await (await put(app, body)).json()];
  expect(second).toEqual(first);
  expect(first).toMatchObject({ input: '0.5', cached_input: null, output: '1.5', holds: true });
});

test.each([
  [{ input: '1,5' }, 'input', 'Input: write the decimals after a point: 1.5.'],
  [{ output: '' }, 'output', 'Output: type a price'],
  [{ cached_input: 'x' }, 'cached_input', 'Cached input: “x” is not a price'],
  [{ from: '22.11.2026' }, 'from', 'Holds from: type a day'],
])('%j is refused by page and API, naming the field', async (fields, path, message) => {
  const { app } = await appWithEndpoint();
  const body = { ...MODEL, input: '1', cached_input: '', output: '2', from: '', ...fields };
  const answered = await put(app, body);
  expect(answered.status).toBe(422);
  expect(await answered.json()).toMatchObject({ errors: [{ path, message: expect.stringContaining(message) }] });
  const form = await app.request('/prices', { method: 'POST', body: new URLSearchParams(body) });
  expect(form.status).toBe(422);
  const html = await form.text();
  const id = `price-${path.replace('_', '-')}`;
  expect(html).toMatch(new RegExp(`id="${id}"[^>]*aria-invalid="true"`));
  expect(html.replaceAll('&quot;', '"')).toContain(message);
});

test.each([
  [{ connection: 'practice', model: 'practice' }, 'free'],
  [{ connection: 'elsewhere', model: 'm' }, 'There is no connection “elsewhere”'],
])('%j can have no price', async (subject, message) => {
  const { app } = await appWithEndpoint();
  const answered = await put(app, { ...subject, input: '1', output: '1' });
  expect([answered.status, await answered.text()]).toEqual([422, expect.stringContaining(message)]);
  expect((await app.request(`/models?${new URLSearchParams(subject)}`)).status).toBe(422);
});

test('how far estimates were off stands beside each model, and in the API', async () => {
  const { server, app } = await appWithEndpoint();
  server.enqueue(answer('x', { usage: usageOf(10, 4) }));
  await ask(app, 'gpt-4o-mini');
  const [errors] = await app.store.estimates.errors();
  expect(errors?.inputTokens).toEqual({ n: 1, signed: -10, absolute: 10 });
  const { estimates } = (await (await app.request('/api/v1/models')).json()) as { estimates: unknown[] };
  expect(estimates).toEqual([
    {
      connection: 'openai',
      model: 'gpt-4o-mini',
      input_tokens: { n: 1, mean_error_percent: -10, mean_distance_percent: 10 },
      likely_cost: { n: 0, mean_error_percent: null, mean_distance_percent: null },
    },
  ]);
});

test('a long prompt is priced at what long prompts cost', async () => {
  const { server, app } = await appWithEndpoint();
  server.enqueue(answer('x', { usage: usageOf(300_000, 10) }), answer('x', { usage: usageOf(1_000, 10) }));
  const long = await ask(app, 'gpt-5.4');
  const short = await ask(app, 'gpt-5.4');
  const prices = async (run: number) => (await app.store.completions.ofRun(run))[0]?.prices?.input;
  expect([await prices(long.id), await prices(short.id)]).toEqual([5_000_000n, 2_500_000n]);
});

test('a run whose price nobody knows came to no known cost, not to $0; one that failed says that nothing is known', async () => {
  const { server, app } = await appWithEndpoint();
  const costOf = async (run: number) => {
    const text = words(await page(app, `/runs/${run}`));
    return text.slice(text.indexOf('Cost: expected'), text.indexOf('What would it have cost'));
  };
  server.enqueue(answer('One', { usage: usageOf(1_000, 10) }));
  const unpriced = await costOf((await ask(app)).id);
  expect(unpriced).toMatch(/At most\s+not known\s+not known\s+–\s+0 requests/);
  expect(unpriced).not.toContain('$0');
  server.enqueue(refusal(400, { message: 'No such model.', code: 'model_not_found' }));
  expect(await costOf((await ask(app)).id)).toContain('No request of this run says what it used or cost.');
});
