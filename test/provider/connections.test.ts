import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BuiltInModel, createProvider, type ProviderOptions } from '../../src/provider/connections.ts';
import { discoverServers } from '../../src/provider/network/discovery.ts';
import type { Provider } from '../../src/provider/provider.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, chunk, html, json, refusal } from '../support/scripts.ts';
import { answerOf, ask, failureOf, KEY } from './asking.ts';

const timeouts = { connect: 5_000, firstToken: 10_000, idle: 10_000, total: 20_000 };
const NOTHING: ProviderOptions = { openai: null, practice: null, discover: false, timeouts };

let endpoint: ScriptedEndpoint;
const open: Provider[] = [];

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ models: ['gpt-4o-mini', 'text-embedding-3-small', 'gpt-4.1'] });
});
beforeEach(async () => {
  for (const provider of open.splice(0)) await provider.close();
});
afterAll(async () => {
  for (const provider of open) await provider.close();
  await endpoint.close();
});

function create(options: Partial<ProviderOptions>): Provider {
  const provider = createProvider({ ...NOTHING, ...options });
  open.push(provider);
  return provider;
}

/** An app in this process that streams a few words for as long as somebody listens. */
function practiceApp() {
  const seen: { cancelled: boolean; aborted: boolean; url: string } = { cancelled: false, aborted: false, url: '' };
  const app = (request: Request): Response => {
    seen.url = request.url;
    request.signal.addEventListener('abort', () => {
      seen.aborted = true;
    });
    if (request.url.endsWith('/models')) return Response.json({ object: 'list', data: [{ id: 'practice-1' }] });
    const body = new ReadableStream({
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(chunk({ content: 'word ' }))}\n\n`));
      },
      cancel: () => {
        seen.cancelled = true;
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return { app, seen };
}

function builtIn(fetch: BuiltInModel['fetch']): BuiltInModel {
  const countInput = () => ({ inputTokens: 0, perMessage: [] });
  return { fetch, label: 'Demo.', defaultMaxTokens: 1, countInput, warning: () => null };
}

describe('connections', () => {
  test('are the one of the environment, those found, and the built-in one, in this order', async () => {
    const local = await startScriptedEndpoint();
    const provider = create({
      openai: { apiKey: KEY, baseUrl: endpoint.baseUrl },
      practice: builtIn(practiceApp().app),
      discover: true,
      localServers: [{ id: 'ollama', label: 'Ollama', port: local.port }],
    });
    expect(provider.connections().map(({ id }) => id)).toEqual(['openai', 'practice']);
    await provider.models({ fresh: true });
    expect(provider.connections()).toEqual([
      {
        id: 'openai',
        label: new URL(endpoint.baseUrl).host,
        baseUrl: endpoint.baseUrl,
        kind: 'environment',
        free: false,
        keyHint: 'Y123',
        demoLabel: null,
      },
      {
        id: 'ollama',
        label: 'Ollama',
        baseUrl: local.baseUrl,
        kind: 'discovered',
        free: false,
        keyHint: null,
        demoLabel: null,
      },
      {
        id: 'practice',
        label: 'Practice (built in)',
        baseUrl: null,
        kind: 'built_in',
        free: true,
        keyHint: null,
        demoLabel: 'Demo.',
      },
    ]);
    expect(provider.connection('ollama')?.label).toBe('Ollama');
    expect(provider.connection('nope')).toBeNull();
    expect((await answerOf(provider, { connection: 'ollama' })).text).toBe('Hello there, how are you?');
    expect(local.requests[0]?.headers['authorization']).toBeUndefined();
    await local.close();
  });

  test('to OpenAI itself carry its name, and without a key make no request', async () => {
    const provider = create({ openai: { apiKey: null, baseUrl: 'https://api.openai.com/v1' } });
    expect(provider.connections()).toMatchObject([{ id: 'openai', label: 'OpenAI', keyHint: null }]);
    const { error } = await failureOf(provider);
    expect(error).toMatchObject({ kind: 'no_key', retryable: false });
    expect(error.message).toContain('OPENAI_API_KEY');
    expect(await provider.models()).toMatchObject([{ models: [], problem: expect.stringContaining('OPENAI_API_KEY') }]);
  });

  test('with a key alone go to OpenAI', () => {
    const provider = create({ openai: { apiKey: KEY, baseUrl: null } });
    expect(provider.connection('openai')?.baseUrl).toBe('https://api.openai.com/v1');
  });

  test('are not made without key and base URL, nor with a bad one', () => {
    expect(create({ openai: { apiKey: null, baseUrl: null } }).connections()).toEqual([]);
    expect(() => create({ openai: { apiKey: KEY, baseUrl: 'http://example.test/v1' } })).toThrow(/https:\/\//);
  });

  test('that are gone say so', async () => {
    expect((await failureOf(create({}), { connection: 'lm-studio' })).error).toMatchObject({ kind: 'unreachable' });
  });
});

describe('the built-in model', () => {
  test('is asked through the same path, and stops when its caller does', async () => {
    const { app, seen } = practiceApp();
    const provider = create({ practice: builtIn(app) });
    const controller = new AbortController();
    const asked = ask(provider, {
      connection: 'practice',
      signal: controller.signal,
      onText: (text) => text.length > 20 && controller.abort(new Error('enough')),
    });
    await expect(asked).rejects.toThrow('enough');
    await expect.poll(() => seen).toMatchObject({ cancelled: true, aborted: true });
    expect(seen.url).toMatch(/\/v1\/chat\/completions$/);
  });

  test('reports its errors as any endpoint does', async () => {
    const fetch = () => Response.json({ error: { message: 'top_p must be above 0', param: 'top_p' } }, { status: 400 });
    const told = await failureOf(create({ practice: builtIn(fetch) }), { connection: 'practice' });
    expect(told.error).toMatchObject({ kind: 'parameter_refused', param: 'top_p' });
    const broken = () => Promise.reject(new Error('out of words'));
    const crashed = await failureOf(create({ practice: builtIn(broken) }), { connection: 'practice' });
    expect(crashed.error).toMatchObject({ kind: 'internal' });
  });
});

describe('model lists', () => {
  const openai = () => ({ apiKey: KEY, baseUrl: endpoint.baseUrl });

  test('hold what chats, and are kept', async () => {
    const provider = create({ openai: openai() });
    const before = endpoint.listings.length;
    const [first] = await Promise.all([provider.models(), provider.models()]);
    expect(first).toMatchObject([{ models: [{ id: 'gpt-4.1' }, { id: 'gpt-4o-mini' }], problem: null }]);
    expect(await provider.models()).toEqual(first);
    expect(endpoint.listings).toHaveLength(before + 1);
    await provider.models({ fresh: true });
    expect(endpoint.listings).toHaveLength(before + 2);
    expect(endpoint.listings.at(-1)?.headers['authorization']).toBe(`Bearer ${KEY}`);
  });

  test.each([
    ['a web page', html()],
    ['other JSON', json({ models: [] })],
    ['an unknown path', html(404)],
    ['a wrong key', refusal(401, { message: `Incorrect API key: ${KEY}`, code: 'invalid_api_key' })],
    ['no chat models', json({ object: 'list', data: [{ id: 'whisper-1' }] })],
    ['an empty list', json({ object: 'list', data: null })],
  ])('that cannot be had become one sentence: %s', async (_, script) => {
    endpoint.listBy(() => script);
    const [listed] = await create({ openai: openai() }).models();
    expect(listed?.models).toEqual([]);
    expect(listed?.problem).toMatch(/\.$|”$/);
    expect(listed?.problem).not.toContain('CANARY');
  });

  test('that never come are given up', { timeout: 8_000 }, async () => {
    endpoint.listBy(() => ({ steps: [{ head: true }, { hang: true }] }));
    const [listed] = await create({ openai: openai() }).models();
    expect(listed?.problem).toContain('within 3 s');
  });

  test('may be a bare list', async () => {
    endpoint.listBy(() => json([{ id: 'meta-llama/Llama-3-8b-chat-hf' }]));
    const [listed] = await create({ openai: openai() }).models();
    expect(listed?.models).toMatchObject([{ id: 'meta-llama/Llama-3-8b-chat-hf', connection: 'openai' }]);
  });
});

describe('discovery', () => {
  test('finds what answers like OpenAI, and leaves everything else alone', async () => {
    const good = await startScriptedEndpoint();
    const empty = await startScriptedEndpoint();
    empty.listBy(() => json({ object: 'list', data: null }));
    const page = await startScriptedEndpoint();
    page.listBy(() => html());
    const silent = await startScriptedEndpoint();
    silent.listBy(() => ({ steps: [{ hang: true }] }));
    const elsewhere = await startScriptedEndpoint();
    elsewhere.listBy(() => ({ status: 307, headers: { location: `${good.baseUrl}/models` }, steps: [] }));
    const gone = await startScriptedEndpoint();
    await gone.close();
    const all = { good, empty, page, silent, elsewhere, gone };
    const servers = Object.entries(all).map(([id, { port }]) => ({ id, label: id, port }));
    // Time enough for a busy machine; the silent one uses all of it.
    const found = await discoverServers({ servers, withinMs: 1_500 });
    expect(found.map(({ id }) => id)).toEqual(['good', 'empty']);
    for (const one of [good, empty, page, silent, elsewhere]) await one.close();
  });

  test('waits for a server that is busy, which would lose its connection and with it the runs it is asked for', async () => {
    const busy = await startScriptedEndpoint();
    const list = json({ object: 'list', data: [{ id: 'llama3' }] });
    busy.listBy(() => ({ ...list, steps: [{ delay: 500 }, ...list.steps] }));
    const provider = create({ discover: true, localServers: [{ id: 'ollama', label: 'Ollama', port: busy.port }] });
    await provider.models({ fresh: true });
    expect(provider.connections().map(({ id }) => id)).toEqual(['ollama']);
    await busy.close();
  });

  test('does not hold up the first look at models, and passes over our own port and the environment', async () => {
    const hits: number[] = [];
    const self = createServer((_, response) => {
      hits.push(1);
      response.end();
    });
    await new Promise<void>((resolve) => self.listen(0, '127.0.0.1', resolve));
    const ownPort = (self.address() as AddressInfo).port;
    const local = await startScriptedEndpoint();
    const provider = create({
      openai: { apiKey: null, baseUrl: endpoint.baseUrl },
      discover: true,
      ownPort: () => ownPort,
      localServers: [
        { id: 'self', label: 'Self', port: ownPort },
        { id: 'same', label: 'Same', port: endpoint.port },
        { id: 'vllm', label: 'vLLM', port: local.port },
      ],
    });
    endpoint.listBy(() => json({ object: 'list', data: [{ id: 'gpt-4.1' }] }));
    expect((await provider.models()).map(({ connection }) => connection.id)[0]).toBe('openai');
    await expect.poll(() => provider.connections().map(({ id }) => id)).toEqual(['openai', 'vllm']);
    expect(hits).toEqual([]);
    local.answerBy(() => answer('from vLLM'));
    expect((await answerOf(provider, { connection: 'vllm' })).text).toBe('from vLLM');
    await local.close();
    await provider.models({ fresh: true });
    expect(provider.connections().map(({ id }) => id)).toEqual(['openai']);
    await new Promise((resolve) => self.close(resolve));
  });
});
