import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcessFetch } from '../../src/provider/network/endpoint-fetch.ts';
import { PRESETS } from '../../src/provider/presets/presets.ts';
import { wholeAnswer } from '../support/scripts.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/* How each service is asked before anything was learned of it: where, with which headers and query, and in which form. */

type Json = Readonly<Record<string, unknown>>;

interface Asked {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Json | null;
}

interface Expected {
  /** Where chat requests go, and where the models are listed (`null`: nowhere). */
  readonly chat: string;
  readonly list: string | null;
  readonly limit?: 'max_tokens';
  readonly seed?: 'random_seed';
  readonly streamOptions?: false;
  readonly key?: 'api-key' | 'none';
  readonly listKey?: 'x-api-key';
  readonly query?: string;
}

const at = (base: string, more: Partial<Expected> = {}): Expected => ({
  chat: `${base}/chat/completions`,
  list: `${base}/models`,
  ...more,
});

const SERVICES: Readonly<Record<string, Expected>> = {
  openai: at('https://api.openai.com/v1'),
  openrouter: at('https://openrouter.ai/api/v1'),
  anthropic: at('https://api.anthropic.com/v1', { listKey: 'x-api-key' }),
  google: at('https://generativelanguage.googleapis.com/v1beta/openai'),
  groq: at('https://api.groq.com/openai/v1'),
  mistral: at('https://api.mistral.ai/v1', { limit: 'max_tokens', seed: 'random_seed', streamOptions: false }),
  deepseek: at('https://api.deepseek.com', { limit: 'max_tokens' }),
  xai: at('https://api.x.ai/v1'),
  together: at('https://api.together.xyz/v1'),
  fireworks: at('https://api.fireworks.ai/inference/v1'),
  cerebras: at('https://api.cerebras.ai/v1'),
  perplexity: at('https://api.perplexity.ai', { limit: 'max_tokens', list: 'https://api.perplexity.ai/v1/models' }),
  azure: at('https://mine.openai.azure.com/openai/v1', { key: 'api-key' }),
  'azure-dated': at('https://mine.openai.azure.com/openai/deployments/mine', {
    key: 'api-key',
    list: null,
    query: '?api-version=2024-10-21',
  }),
  'hugging-face': at('https://router.huggingface.co/v1'),
  'github-models': at('https://models.github.ai/inference', { list: 'https://models.github.ai/catalog/models' }),
  moonshot: at('https://api.moonshot.ai/v1', { limit: 'max_tokens' }),
  'z-ai': at('https://api.z.ai/api/paas/v4', { limit: 'max_tokens' }),
  snowflake: at('https://mine.snowflakecomputing.com/api/v2/cortex/v1', { list: null }),
  databricks: at('https://mine.cloud.databricks.com/serving-endpoints', { list: null }),
  ollama: at('http://127.0.0.1:11434/v1', { limit: 'max_tokens', key: 'none' }),
  'lm-studio': at('http://127.0.0.1:1234/v1', { limit: 'max_tokens', key: 'none' }),
  'llama-cpp': at('http://127.0.0.1:8080/v1', { limit: 'max_tokens', key: 'none' }),
  vllm: at('http://127.0.0.1:8000/v1', { limit: 'max_tokens', key: 'none' }),
  tgi: at('http://127.0.0.1:3000/v1', { limit: 'max_tokens', key: 'none' }),
  other: at('https://service.example/v1'),
};

const KEY = 'CANARY-key-1234';
let app: TestApp;
let asked: Asked[] = [];

beforeAll(async () => {
  const network = inProcessFetch(async (request) => {
    const body = request.method === 'POST' ? ((await request.json()) as Json) : null;
    asked.push({ url: new URL(request.url), headers: request.headers, body });
    return Response.json(body === null ? { data: [{ id: 'm' }] } : wholeAnswer('Hi'));
  });
  app = await createTestApp({ network });
});
afterAll(() => app.close());

test('every preset is here', () => {
  expect(Object.keys(SERVICES).toSorted()).toEqual(PRESETS.map(({ id }) => id).toSorted());
});

test.each(Object.entries(SERVICES))('%s is asked in its own way', async (preset, expected) => {
  const base = expected.chat.replace('/chat/completions', '');
  const key = expected.key === 'none' ? {} : { key: KEY };
  const added = await app.post('/api/v1/connections', { name: `My ${preset}`, preset, base_url: base, ...key });
  expect(added.status).toBe(201);
  const { id } = (await added.json()) as { readonly id: string };
  asked = [];
  const question = {
    messages: [{ role: 'user', content: 'Hi' }],
    max_completion_tokens: 50,
    seed: 7,
    temperature: 0.5,
  };
  const started = await app.post('/api/v1/runs', { connection: id, model: 'm', confirm: true, ...question });
  const run = await (await app.request(`${started.headers.get('Location')}?wait=10`)).json();
  expect(run).toMatchObject({ completions: [{ status: 'done', text: 'Hi', attempts: 1 }] });
  const chat = asked.find(({ body }) => body !== null);
  expect(`${chat?.url.origin}${chat?.url.pathname}`).toBe(expected.chat);
  expect(chat?.url.search).toBe(expected.query ?? '');
  expect(chat?.body).toEqual({
    model: 'm',
    messages: question.messages,
    temperature: 0.5,
    [expected.limit ?? 'max_completion_tokens']: 50,
    [expected.seed ?? 'seed']: 7,
    stream: true,
    ...(expected.streamOptions === false ? {} : { stream_options: { include_usage: true } }),
  });
  expect([chat?.headers.get('authorization'), chat?.headers.get('api-key')]).toEqual(keysOf(expected));
  asked = [];
  await app.deps.provider.models({ fresh: true });
  const lists = asked.filter(({ url }) => url.href === expected.list || url.origin === new URL(expected.chat).origin);
  expect(lists.map(({ url }) => url.href)).toEqual(expected.list === null ? [] : [expected.list]);
  const isApart = expected.listKey !== undefined;
  for (const { headers } of lists) {
    expect(headers.get('x-api-key')).toBe(isApart ? KEY : null);
    expect(headers.get('anthropic-version')).toBe(isApart ? '2023-06-01' : null);
  }
  await app.request(`/api/v1/connections/${id}`, { method: 'DELETE' });
});

function keysOf({ key }: Expected): readonly (string | null)[] {
  if (key === 'none') return [null, null];
  return key === 'api-key' ? [null, KEY] : [`Bearer ${KEY}`, null];
}

test('the connection of the environment is asked as its address tells, the dated API of Azure too', async () => {
  const places = {
    'https://api.mistral.ai/v1': 'max_tokens',
    'https://codestral.mistral.ai/v1': 'max_tokens',
    'https://api.groq.com/openai/v1': 'max_completion_tokens',
    'https://mine.openai.azure.com/openai/deployments/mine': 'max_completion_tokens',
  };
  for (const [baseUrl, limit] of Object.entries(places)) {
    const seen: Asked[] = [];
    const network = inProcessFetch(async (request) => {
      const body = request.method === 'POST' ? ((await request.json()) as Json) : null;
      seen.push({ url: new URL(request.url), headers: request.headers, body });
      return Response.json(body === null ? { data: [] } : wholeAnswer('Hi'));
    });
    const own = await createTestApp({ network, config: { openai: { apiKey: KEY, baseUrl } } });
    const question = { connection: 'openai', model: 'm', messages: [{ role: 'user', content: 'Hi' }], confirm: true };
    const started = await own.post('/api/v1/runs', { ...question, max_completion_tokens: 50 });
    await own.request(`${started.headers.get('Location')}?wait=10`);
    const chat = seen.find(({ body }) => body !== null);
    expect(chat?.body).toHaveProperty(limit, 50);
    expect(chat?.url.search).toBe(baseUrl.includes('deployments') ? '?api-version=2024-10-21' : '');
    await own.close();
  }
});
