import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

type Json = Readonly<Record<string, unknown>>;

let groq: ScriptedEndpoint;
let mistral: ScriptedEndpoint;

beforeAll(async () => {
  groq = await startScriptedEndpoint({ models: ['llama-3', 'shared'], answering: () => answer('From Groq.') });
  mistral = await startScriptedEndpoint({ models: ['small', 'shared'], answering: () => answer('From Mistral.') });
});
beforeEach(() => {
  groq.forget();
  mistral.forget();
});
afterAll(async () => {
  await groq.close();
  await mistral.close();
});

async function appWithBoth(): Promise<TestApp> {
  const app = await testApp();
  for (const body of [
    { name: 'Groq', preset: 'groq', base_url: groq.baseUrl, key: 'gsk_CANARY-1111' },
    { name: 'Mistral', preset: 'mistral', base_url: mistral.baseUrl, key: 'CANARY-key-2222' },
  ]) {
    expect((await app.post('/api/v1/connections', body)).status).toBe(201);
  }
  return app;
}

const question = { messages: [{ role: 'user', content: 'Where from?' }], max_completion_tokens: 20, confirm: true };

async function run(app: TestApp, body: Json) {
  const started = await app.post('/api/v1/runs', { ...question, ...body });
  expect(started.status).toBe(202);
  return view(app, started.headers.get('Location') ?? '');
}

async function view(app: TestApp, path: string) {
  const { completions, request, ...rest } = (await (await app.request(`${path}?wait=10`)).json()) as Json & {
    completions: readonly Json[];
    request: Json;
  };
  return {
    ...rest,
    path,
    request,
    completions,
    asked: completions.map((one) => [one['column'], one['connection'], one['model'], one['text']]),
  };
}

describe('one run asks several connections', () => {
  test('as pairs of connection and model, each a column', async () => {
    const app = await appWithBoth();
    const { asked, request, path } = await run(app, {
      model: [{ connection: 'groq', model: 'shared' }, { connection: 'mistral', model: 'shared' }, 'practice'],
    });
    expect(asked.slice(0, 2)).toEqual([
      [0, 'groq', 'shared', 'From Groq.'],
      [1, 'mistral', 'shared', 'From Mistral.'],
    ]);
    expect(asked[2]?.slice(0, 3)).toEqual([2, 'practice', 'practice']);
    expect(groq.requests.map(({ body }) => body)).toMatchObject([{ model: 'shared', max_completion_tokens: 20 }]);
    expect(mistral.requests.map(({ body }) => body)).toMatchObject([{ model: 'shared', max_tokens: 20 }]);
    expect(groq.requests[0]?.body).not.toHaveProperty('connection');
    expect(request).toMatchObject({
      model: [
        { connection: 'groq', model: 'shared' },
        { connection: 'mistral', model: 'shared' },
        { connection: 'practice', model: 'practice' },
      ],
    });
    const page = await (await app.request(path.replace('/api/v1', ''))).text();
    for (const head of ['Groq: shared', 'Mistral: shared', 'Practice (built in): practice'])
      expect(page).toContain(head);
  });

  test('as a list of connections, on each of which every model is asked', async () => {
    const app = await appWithBoth();
    const { asked } = await run(app, { model: ['shared'], connection: ['mistral', 'groq'], temperature: [0, 1] });
    expect(asked.map(([column, connection]) => [column, connection])).toEqual([
      [0, 'mistral'],
      [1, 'mistral'],
      [0, 'groq'],
      [1, 'groq'],
    ]);
  });

  test('found by name, each model where it is served', async () => {
    const app = await appWithBoth();
    const { asked } = await run(app, { model: ['llama-3', 'small'] });
    expect(asked.map(([, connection, model]) => [connection, model])).toEqual([
      ['groq', 'llama-3'],
      ['mistral', 'small'],
    ]);
  });

  test('and can be posted again, grown, retried, compared and exported', async () => {
    const app = await appWithBoth();
    const first = await run(app, { model: ['shared'], connection: ['groq', 'mistral'], samples: 2 });
    const again = await run(app, { ...first.request, notebook: undefined });
    expect(again.asked).toEqual(first.asked);
    expect((await app.post(`${first.path}/samples`, { more: 1, confirm: true })).status).toBe(202);
    const grown = await view(app, first.path);
    expect(grown.asked.slice(4)).toEqual(first.asked.slice(0, 2));
    await app.post(`/api/v1/completions/${String(grown.completions[1]?.['id'])}/retries`, { confirm: true });
    expect((await view(app, first.path)).asked).toEqual(grown.asked);
    const id = first.path.split('/').at(-1);
    const compared = (await (await app.request(`/api/v1/comparisons?a=${id}:0&b=${id}:1`)).json()) as Json;
    expect(JSON.stringify(compared)).toContain('mistral: shared');
    const costs = (await (await app.request('/api/v1/costs?group=connection')).json()) as { groups: readonly Json[] };
    expect(costs.groups.map(({ connection }) => connection)).toEqual(expect.arrayContaining(['groq', 'mistral']));
    const log = (await (await app.request('/api/v1/completions?connection=mistral')).json()) as { completions: Json[] };
    expect(log.completions).toHaveLength(5);
  });

  test('within the cap of each connection', async () => {
    const app = await appWithBoth();
    await app.request('/api/v1/settings', {
      method: 'PATCH',
      body: JSON.stringify({ caps: { connection: { requests: 1 } } }),
      headers: { 'Content-Type': 'application/json' },
    });
    const { completions } = await run(app, { model: ['shared'], connection: ['groq', 'mistral'], samples: 2 });
    expect(completions.map(({ connection, status }) => `${String(connection)} ${String(status)}`).sort()).toEqual([
      'groq done',
      'groq held',
      'mistral done',
      'mistral held',
    ]);
    const refused = await app.post('/api/v1/runs', { ...question, model: ['shared'], connection: ['groq', 'mistral'] });
    expect(refused.status).toBe(402);
  });

  test.each<[string, Json, string]>([
    ['a connection that is none', { model: 'shared', connection: ['groq', 'nope'] }, 'connection'],
    ['a pair with a connection that is none', { model: [{ connection: 'nope', model: 'x' }] }, 'model'],
    ['a pair with a field that is none', { model: [{ connection: 'groq', model: 'x', key: 'y' }] }, 'model'],
  ])('but not %s', async (_, body, path) => {
    const app = await appWithBoth();
    const refused = await app.post('/api/v1/runs', { ...question, ...body });
    expect(refused.status).toBe(422);
    const { errors } = (await refused.json()) as { errors: { path: string }[] };
    expect(errors[0]?.path.startsWith(path)).toBe(true);
  });
});
