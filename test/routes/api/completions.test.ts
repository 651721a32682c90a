import { expect, onTestFinished, test } from 'vitest';
import { type CompletionJson, endedRun, type RunJson } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

const HELLO = [{ role: 'user', content: 'Hello!' }];

async function run(app: TestApp, fields: Readonly<Record<string, unknown>> = {}): Promise<RunJson> {
  const body = { messages: HELLO, model: 'practice', max_completion_tokens: 3, ...fields };
  return endedRun(app, ((await (await app.post('/api/v1/runs', body)).json()) as RunJson).id);
}

async function completions(app: TestApp, query: string) {
  const response = await app.request(`/api/v1/completions${query}`);
  return (await response.json()) as { completions: (CompletionJson & { run: number })[]; next: number | null };
}

test('completions are found by what was asked, newest first', async () => {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  server.answerBy(() => answer('A needle in here'));
  const app = await testApp({ endpoint: server });
  const notebook = (await app.store.notebooks.create('Mine')).id;
  const first = await run(app, { temperature: [0, null] });
  const second = await run(app, { model: 'gpt-4o-mini', temperature: 0, notebook });
  const found = async (query: string) => (await completions(app, query)).completions.map(({ run: id }) => id);
  expect(await found('')).toEqual([second.id, first.id, first.id]);
  expect(await found('?model=practice')).toEqual([first.id, first.id]);
  expect(await found('?connection=openai')).toEqual([second.id]);
  expect(await found('?temperature=0')).toEqual([second.id, first.id]);
  expect(await found('?temperature=null')).toEqual([first.id]);
  expect(await found(`?notebook=${notebook}`)).toEqual([second.id]);
  expect(await found('?status=failed')).toEqual([]);
  expect(await found('?status=done&model=gpt-4o-mini')).toEqual([second.id]);
  expect(await found('?q=needle')).toEqual([second.id]);
  expect(await found('?from=2100-01-01')).toEqual([]);
  expect(await found('?from=2000-01-01&to=2100-01-01T00:00:00Z')).toHaveLength(3);
});

test.each([
  ['temperature', 'hot'],
  ['status', 'odd'],
  ['notebook', '-1'],
  ['from', 'yesterday'],
  ['cursor', 'x'],
  ['limit', '1001'],
])('a filter that will not do is refused by name: %s=%s', async (name, value) => {
  const app = await testApp();
  const response = await app.request(`/api/v1/completions?${name}=${value}`);
  expect(await response.json()).toMatchObject({ status: 422, errors: [{ path: name }] });
});

test('pages follow each other without gaps or repeats', async () => {
  const app = await testApp();
  await run(app, { samples: 7 });
  const seen: number[] = [];
  let query = '?limit=3';
  for (;;) {
    const { completions: page, next } = await completions(app, query);
    seen.push(...page.map(({ id }) => id));
    if (next === null) break;
    query = `?limit=3&cursor=${next}`;
  }
  expect(seen).toHaveLength(7);
  expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
});

test('NDJSON gives one completion a line and the next page as a link', async () => {
  const app = await testApp();
  await run(app, { samples: 3 });
  const response = await app.request('/api/v1/completions?limit=2&model=practice', {
    headers: { Accept: 'application/x-ndjson' },
  });
  expect(response.headers.get('Content-Type')).toContain('application/x-ndjson');
  const lines = (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CompletionJson);
  expect(lines).toEqual((await completions(app, '?limit=2&model=practice')).completions);
  expect(lines).toHaveLength(2);
  const next = /<(.+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1] ?? '';
  expect((await completions(app, new URL(next, 'http://localhost').search)).completions).toHaveLength(1);
});

test('one completion comes with the exact request and the answer put together', async () => {
  const app = await testApp();
  const { completions: all } = await run(app, { temperature: 0.5, seed: 3, logprobs: true, top_logprobs: 1 });
  const json = (await (await app.request(`/api/v1/completions/${all[0]?.id}`)).json()) as Record<string, unknown>;
  expect(json).toMatchObject({
    ...all[0],
    raw: {
      request: {
        model: 'practice',
        messages: HELLO,
        temperature: 0.5,
        seed: 3,
        max_completion_tokens: 3,
        logprobs: true,
        top_logprobs: 1,
        stream: true,
      },
      response: {
        choices: [
          { index: 0, message: { role: 'assistant', content: all[0]?.text }, finish_reason: all[0]?.finish_reason },
        ],
      },
    },
  });
  const logprobs = json['logprobs'] as { token: string; logprob: number }[];
  expect(logprobs.map(({ token }) => token).join('')).toBe(all[0]?.text);
});

test('costs are added up by any group, free ones apart', async () => {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  server.answerBy(() => answer('Hi', { usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 } }));
  const app = await testApp({ endpoint: server, now: () => new Date('2026-11-22T12:00:00Z') });
  await run(app, { model: 'gpt-4o-mini', temperature: [0, 1], samples: 2 });
  await run(app, { model: 'nobody-knows-it', connection: 'openai', temperature: 0 });
  await run(app, { temperature: 0 });
  const groups = async (query: string) =>
    ((await (await app.request(`/api/v1/costs${query}`)).json()) as { groups: Record<string, unknown>[] }).groups;
  expect(await groups('?group=model&connection=openai')).toEqual([
    {
      model: 'gpt-4o-mini',
      completions: 4,
      input_tokens: 4_000,
      cached_input_tokens: 0,
      output_tokens: 400,
      cost: { usd: 0.00084, picodollars: '840000000', unpriced: 0 },
      free: 0,
    },
    expect.objectContaining({
      model: 'nobody-knows-it',
      completions: 1,
      cost: { usd: 0, picodollars: '0', unpriced: 1 },
    }),
  ]);
  expect(await groups('?group=connection,temperature&model=gpt-4o-mini')).toMatchObject([
    { connection: 'openai', temperature: 0, completions: 2 },
    { connection: 'openai', temperature: 1, completions: 2 },
  ]);
  expect(await groups('?group=model&model=practice')).toMatchObject([{ completions: 1, free: 1 }]);
  expect(await groups('')).toMatchObject([{ day: '2026-11-22', completions: 6 }]);
  expect((await app.request('/api/v1/costs?group=colour')).status).toBe(422);
});

test('tokens are counted as the model that would be asked counts them', async () => {
  const app = await testApp();
  const count = async (body: unknown) => (await app.post('/api/v1/token-count', body)).json();
  const system = { role: 'system', content: 'You are a helpful assistant.' };
  expect(await count({ model: 'gpt-4o', messages: [system, ...HELLO] })).toEqual({
    input_tokens: 19,
    method: 'tiktoken',
  });
  expect(await count({ model: 'gpt-4o', messages: [{ ...HELLO[0], name: 'Alice' }] })).toMatchObject({
    input_tokens: 11,
  });
  expect(await count({ model: 'practice', messages: HELLO })).toMatchObject({ method: 'practice' });
  expect(await count({ model: 'llama-unheard-of', messages: HELLO })).toMatchObject({ method: 'rough' });
  expect(await count({ model: 'gpt-4o', messages: [{ role: 'x', content: 'y' }] })).toMatchObject({
    status: 422,
    errors: [{ path: 'messages.0.role' }],
  });
});

test('models are listed with their connection, price and what they accept; without a key there is Practice', async () => {
  const alone = await testApp();
  expect(await (await alone.request('/api/v1/models')).json()).toMatchObject({
    connections: [{ id: 'practice', free: true, problem: null, base_url: null }],
    models: [{ id: 'practice', connection: 'practice', free: true, prices: null }],
  });
  const server = await startScriptedEndpoint({ models: ['gpt-4o-mini', 'o3-mini', 'text-embedding-3-small'] });
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server });
  const { models, connections } = (await (await app.request('/api/v1/models')).json()) as {
    models: Record<string, unknown>[];
    connections: Record<string, unknown>[];
  };
  expect(connections.map(({ id }) => id)).toEqual(['openai', 'practice']);
  expect(models.map(({ id }) => id)).toEqual(['gpt-4o-mini', 'o3-mini', 'practice']);
  expect(models[0]).toMatchObject({
    connection: 'openai',
    free: false,
    prices: { input: 0.15, cached_input: 0.075, output: 0.6, date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    temperature: { accepted: true },
  });
  expect(models[1]).toMatchObject({ temperature: { accepted: false, reason: expect.any(String) } });
  expect(JSON.stringify({ models, connections })).not.toContain('sk-test');
});

test('retried, a completion that is done has its new answer in the place of the old one, with nothing that was said of that', async () => {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  server.enqueue(answer('The first.'), answer('The second.'));
  const app = await testApp({ endpoint: server });
  const asked = await run(app, { model: 'gpt-4o-mini' });
  const [before] = asked.completions;
  const path = `/api/v1/completions/${before?.id}`;
  const marks = { rating: 'good', by_hand: true, pinned: true, note: 'Look here.' };
  const spent = async () => {
    const { groups } = (await (await app.request('/api/v1/costs?group=model')).json()) as {
      groups: readonly { cost: { picodollars: string } }[];
    };
    return Number(groups[0]?.cost.picodollars);
  };
  const once = await spent();
  expect(once).toBeGreaterThan(0);
  const patched = await app.app.request(path, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(marks),
  });
  expect(patched.status).toBe(200);
  expect((await app.post(`${path}/retries`)).status).toBe(202);
  const [after] = (await endedRun(app, asked.id)).completions;
  expect(after).toMatchObject({ id: before?.id, status: 'done', text: 'The second.' });
  const whole = await (await app.request(path)).text();
  expect(whole).not.toContain('The first.');
  expect(JSON.parse(whole)).toMatchObject({ rating: null, pinned: true, note: 'Look here.' });
  expect(await spent()).toBe(2 * once);
});
