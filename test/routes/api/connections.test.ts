import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { newExperiment } from '../../support/pages.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal } from '../../support/scripts.ts';
import { openTemporaryStore } from '../../support/temporary-data.ts';
import { createTestApp, type TestApp, testApp } from '../../support/test-app.ts';

const KEY = 'gsk_CANARY-key-4321';

let endpoint: ScriptedEndpoint;
let other: ScriptedEndpoint;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ models: ['llama-3'] });
  other = await startScriptedEndpoint({ models: ['qwen-3'] });
});
beforeEach(() => {
  endpoint.forget();
  other.forget();
});
afterAll(async () => {
  await endpoint.close();
  await other.close();
});

type Json = Readonly<Record<string, unknown>>;

async function put(app: TestApp, id: string, body: Json): Promise<Response> {
  return app.request(`/api/v1/connections/${id}`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
}

async function add(app: TestApp, body: Json): Promise<Json> {
  const response = await app.post('/api/v1/connections', body);
  expect(response.status).toBe(201);
  return (await response.json()) as Json;
}

async function idsOf(app: TestApp): Promise<readonly unknown[]> {
  const { connections } = (await (await app.request('/api/v1/connections')).json()) as { connections: Json[] };
  return connections.map(({ id }) => id);
}

async function ask(app: TestApp, connection: string, model = 'llama-3'): Promise<Json> {
  const body = {
    connection,
    model,
    messages: [{ role: 'user', content: 'Hello' }],
    max_completion_tokens: 20,
    confirm: true,
  };
  const started = await app.post('/api/v1/runs', body);
  expect(started.status).toBe(202);
  const run = (await (await app.request(`${started.headers.get('Location')}?wait=10`)).json()) as {
    completions: Json[];
  };
  return run.completions[0] ?? {};
}

function keyFile(app: TestApp): string {
  return join(dirname(app.store.path), 'connection-keys.json');
}

const groq = () => ({ name: 'Groq', preset: 'groq', base_url: endpoint.baseUrl, key: KEY });

describe('a connection', () => {
  test('is added, and asked at once with its key', async () => {
    const app = await testApp();
    const response = await app.post('/api/v1/connections', groq());
    expect(response.status).toBe(201);
    expect(response.headers.get('Location')).toBe('/api/v1/connections/groq');
    const text = await response.text();
    expect(text).not.toContain('CANARY');
    expect(JSON.parse(text)).toMatchObject({
      id: 'groq',
      name: 'Groq',
      kind: 'added',
      preset: 'groq',
      base_url: endpoint.baseUrl,
      key_hint: '4321',
      plain_http: false,
    });
    expect(await idsOf(app)).toEqual(['groq', 'practice']);
    expect(await ask(app, 'groq')).toMatchObject({
      status: 'done',
      connection: 'groq',
      text: 'Hello there, how are you?',
    });
    expect(endpoint.requests[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
  });

  test('sends its own headers, query and key header, and what its preset sends', async () => {
    const app = await testApp();
    await add(app, {
      name: 'Azure',
      preset: 'azure-dated',
      base_url: endpoint.baseUrl,
      key: KEY,
      headers: { 'X-Title': 'Tempera notes' },
      query: { tier: 'CANARY-query-9876' },
    });
    await ask(app, 'azure');
    const [request] = endpoint.requests;
    expect(request?.headers).toMatchObject({ 'api-key': KEY, 'x-title': 'Tempera notes' });
    expect(request?.headers['authorization']).toBeUndefined();
    expect(new URL(request?.path ?? '', 'http://x').searchParams.get('api-version')).toBe('2024-10-21');
    expect(new URL(request?.path ?? '', 'http://x').searchParams.get('tier')).toBe('CANARY-query-9876');
    const shown = await (await app.request('/api/v1/connections/azure')).json();
    expect(shown).toMatchObject({ headers: { 'X-Title': '…otes' }, query: { tier: '…9876' } });
    expect((await put(app, 'azure', { key_header: 'X-Key' })).status).toBe(200);
    await ask(app, 'azure');
    expect(endpoint.requests[1]?.headers).toMatchObject({ 'x-key': KEY });
  });

  test('sends the organization and the project it was given, and so does that of the environment, each its own alone', async () => {
    const openai = { apiKey: KEY, baseUrl: endpoint.baseUrl, organization: 'org-env', project: 'proj_env' };
    const app = await testApp({ config: { openai } });
    await add(app, {
      name: 'Work',
      preset: 'openai',
      base_url: endpoint.baseUrl,
      key: KEY,
      headers: { 'OpenAI-Organization': 'org-work', 'OpenAI-Project': 'proj_work' },
    });
    await add(app, { name: 'Plain', base_url: endpoint.baseUrl, key: KEY });
    await add(app, { name: 'Far', base_url: other.baseUrl, key: KEY });
    for (const id of ['openai', 'work', 'plain', 'far']) await ask(app, id);
    await app.request('/models');
    const sent = [...endpoint.requests, ...other.requests].map(({ headers }) => [
      headers['openai-organization'],
      headers['openai-project'],
    ]);
    expect(sent).toEqual([
      ['org-env', 'proj_env'],
      ['org-work', 'proj_work'],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(other.listings.every(({ headers }) => headers['openai-organization'] === undefined)).toBe(true);
  });

  test('is changed: what is left out stays, and a hint stands for the value it hints at', async () => {
    const app = await testApp();
    await add(app, { ...groq(), headers: { 'X-Team': 'CANARY-header-1111', 'X-Old': 'CANARY-header-2222' } });
    const changed = await put(app, 'groq', { name: 'Groq EU', headers: { 'X-Team': '…1111' } });
    expect(await changed.json()).toMatchObject({
      id: 'groq',
      name: 'Groq EU',
      key_hint: '4321',
      headers: { 'X-Team': '…1111' },
    });
    await ask(app, 'groq');
    expect(endpoint.requests[0]?.headers).toMatchObject({
      'x-team': 'CANARY-header-1111',
      authorization: `Bearer ${KEY}`,
    });
    expect(endpoint.requests[0]?.headers['x-old']).toBeUndefined();
  });

  test('that goes elsewhere loses its key, its headers and what was learned of it', async () => {
    const app = await testApp();
    await add(app, { ...groq(), headers: { 'X-Team': 'CANARY-header-1111' } });
    await ask(app, 'groq');
    const moved = await put(app, 'groq', { base_url: other.baseUrl, headers: { 'X-Team': '…1111' } });
    expect(moved.status).toBe(422);
    const bare = await put(app, 'groq', { base_url: other.baseUrl });
    expect(await bare.json()).toMatchObject({ base_url: other.baseUrl, key_hint: null, headers: {} });
    expect(readFileSync(keyFile(app), 'utf8')).not.toContain('CANARY');
    expect(await ask(app, 'groq')).toMatchObject({ status: 'failed', error: { kind: 'no_key' } });
    expect(other.requests).toHaveLength(0);
    await put(app, 'groq', { key: 'gsk_CANARY-new-8765' });
    expect(await ask(app, 'groq')).toMatchObject({ status: 'done' });
    expect(other.requests[0]?.headers['authorization']).toBe('Bearer gsk_CANARY-new-8765');
    expect(other.requests[0]?.headers['x-team']).toBeUndefined();
  });

  test('that goes elsewhere is warned of nothing that models refused before, and asks in the usual form again', async () => {
    const app = await testApp();
    await add(app, { name: 'Mine', base_url: endpoint.baseUrl, list_prices: true });
    const question = {
      connection: 'mine',
      model: 'llama-3',
      messages: [{ role: 'user', content: 'Hi' }],
      confirm: true,
    };
    const asked = { ...question, temperature: 0.5, max_completion_tokens: 20 };
    const warnings = async () => {
      const started = await app.post('/api/v1/runs', asked);
      await app.request(`${started.headers.get('Location')}?wait=10`);
      return ((await started.json()) as { readonly warnings?: readonly string[] }).warnings ?? [];
    };
    endpoint.enqueue(
      refusal(400, { message: 'max_completion_tokens is not supported', param: 'max_completion_tokens' }),
      refusal(400, { message: 'temperature is not supported', param: 'temperature' }),
    );
    expect(await warnings()).toEqual([]);
    expect((await warnings()).join(' ')).toContain('llama-3 may refuse temperature 0.5');
    expect(endpoint.requests.at(-1)?.body).toMatchObject({ max_tokens: 20 });
    const moved = await put(app, 'mine', { base_url: other.baseUrl });
    expect(await moved.json()).toMatchObject({ tested: null, list_prices: false });
    expect(await warnings()).toEqual([]);
    expect(other.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 20 });
    // Nor is it there again when it goes back.
    await put(app, 'mine', { base_url: endpoint.baseUrl });
    expect(await warnings()).toEqual([]);
  });

  test('learns nothing from an answer that comes after it has gone elsewhere', async () => {
    const app = await testApp();
    await add(app, { name: 'Mine', base_url: endpoint.baseUrl });
    const messages = [{ role: 'user', content: 'Hi' }];
    const asked = { connection: 'mine', model: 'm', messages, temperature: 0.5, max_completion_tokens: 20 };
    const late: { go?: () => void } = {};
    const until = new Promise<void>((resolve) => {
      late.go = resolve;
    });
    const refused = refusal(400, { message: 'temperature is not supported', param: 'temperature' });
    endpoint.enqueue({ ...refused, steps: [{ until }, ...refused.steps] });
    const started = await app.post('/api/v1/runs', { ...asked, confirm: true });
    await expect.poll(() => endpoint.requests.length).toBe(1);
    await put(app, 'mine', { base_url: other.baseUrl });
    late.go?.();
    const ended = await (await app.request(`${started.headers.get('Location')}?wait=10`)).json();
    expect(ended).toMatchObject({ completions: [{ error: { kind: 'parameter_refused' } }] });
    const again = await app.post('/api/v1/runs', { ...asked, confirm: true });
    expect(((await again.json()) as Json)['warnings']).toBeUndefined();
    await app.request(`${again.headers.get('Location')}?wait=10`);
  });

  test('learns what its models refuse for itself alone, even where another has a model of that name', async () => {
    const app = await testApp();
    await add(app, { name: 'Mine', base_url: endpoint.baseUrl });
    await add(app, { name: 'Yours', base_url: other.baseUrl });
    const warningsOf = async (connection: string) => {
      const messages = [{ role: 'user', content: 'Hi' }];
      const started = await app.post('/api/v1/runs', {
        connection,
        model: 'm',
        messages,
        temperature: 0.5,
        max_completion_tokens: 20,
        confirm: true,
      });
      await app.request(`${started.headers.get('Location')}?wait=10`);
      return ((await started.json()) as { readonly warnings?: readonly string[] }).warnings ?? [];
    };
    endpoint.enqueue(refusal(400, { message: 'temperature is not supported', param: 'temperature' }));
    await warningsOf('mine');
    expect((await warningsOf('mine')).join(' ')).toContain('m may refuse temperature');
    expect(await warningsOf('yours')).toEqual([]);
  });

  test('that is removed keeps its name in the history, the settings, the page of its runs and exports', async () => {
    const app = await testApp();
    await add(app, { ...groq(), name: 'Fast & <b>cheap</b>' });
    await add(app, { name: 'Second service', base_url: other.baseUrl });
    const model = [
      { connection: 'fast-b-cheap-b', model: 'llama-3' },
      { connection: 'second-service', model: 'qwen-3' },
    ];
    const started = await app.post('/api/v1/runs', {
      model,
      messages: [{ role: 'user', content: 'Hi' }],
      confirm: true,
    });
    const run = (await (await app.request(`${started.headers.get('Location')}?wait=10`)).json()) as {
      readonly id: number;
    };
    for (const { connection } of model) await app.request(`/api/v1/connections/${connection}`, { method: 'DELETE' });
    const escaped = 'Fast &amp; &lt;b&gt;cheap&lt;/b&gt;';
    const pages = ['/history', '/history?by=connection', '/settings', `/runs/${run.id}`, '/notebooks/1/share'];
    pages.push(`/comparisons?a=${run.id}:0&b=${run.id}:1`);
    for (const path of pages) {
      const page = await (await app.request(path)).text();
      expect([path, page.includes(escaped), page.includes('Second service')]).toEqual([path, true, true]);
      expect(page).not.toContain('<b>cheap');
      expect([path, ...(page.replace(/(value|href)="[^"]*"/g, '').match(/.{60}second-service.{60}/g) ?? [])]).toEqual([
        path,
      ]);
    }
    const csv = await (await app.request('/history/export.csv')).text();
    expect(csv).toContain('Fast & <b>cheap</b>');
    const lines = (await (await app.request('/history/export.jsonl')).text()).trim().split('\n');
    const names = lines.map((line) => (JSON.parse(line) as { readonly connection_name: string }).connection_name);
    expect(names.toSorted()).toEqual(['Fast & <b>cheap</b>', 'Second service']);
  });

  test('that is removed is gone with its key, and its id is not given again', async () => {
    const app = await testApp();
    await add(app, groq());
    await ask(app, 'groq');
    expect((await app.request('/api/v1/connections/groq', { method: 'DELETE' })).status).toBe(204);
    expect(readFileSync(keyFile(app), 'utf8')).not.toContain('CANARY');
    expect(await idsOf(app)).toEqual(['practice']);
    expect((await app.request('/api/v1/connections/groq', { method: 'DELETE' })).status).toBe(404);
    expect(await add(app, groq())).toMatchObject({ id: 'groq-2', name: 'Groq' });
    const log = (await (await app.request('/api/v1/completions?connection=groq')).json()) as { completions: Json[] };
    expect(log.completions).toHaveLength(1);
    expect(app.deps.connections.nameOf('groq')).toBe('Groq');
  });

  test('is there after a restart, with its key and without anything new', async () => {
    const { store, close } = await openTemporaryStore();
    onTestFinished(close);
    const first = await createTestApp({ store });
    await add(first, groq());
    await add(first, { name: 'Gone', base_url: other.baseUrl });
    await first.request('/api/v1/connections/gone', { method: 'DELETE' });
    await first.close();
    const second = await createTestApp({ store });
    onTestFinished(() => second.close());
    expect(await idsOf(second)).toEqual(['groq', 'practice']);
    expect(await ask(second, 'groq')).toMatchObject({ status: 'done' });
    expect(endpoint.requests[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(await add(second, { name: 'Gone', base_url: other.baseUrl })).toMatchObject({ id: 'gone-2' });
  });

  test('gets no key that was kept for another address, whoever changed the data file', async () => {
    const { store, close } = await openTemporaryStore();
    onTestFinished(close);
    const first = await createTestApp({ store });
    await add(first, groq());
    const [kept] = await store.connections.list();
    if (kept === undefined) throw new Error('nothing was kept');
    await store.connections.change({ ...kept, baseUrl: other.baseUrl });
    await first.close();
    const second = await createTestApp({ store });
    onTestFinished(() => second.close());
    expect(await ask(second, 'groq')).toMatchObject({ error: { kind: 'no_key' } });
    expect(other.requests).toHaveLength(0);
  });

  test('may take its key from a variable of the environment', async () => {
    const app = await testApp({ config: { namedKeys: new Map([['GROQ_API_KEY', KEY]]) } });
    const { key: _, ...unkeyed } = groq();
    const added = await add(app, { ...unkeyed, key_env: 'GROQ_API_KEY' });
    expect(added).toMatchObject({ key_env: 'GROQ_API_KEY', key_hint: '4321' });
    await ask(app, 'groq');
    expect(endpoint.requests[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(readFileSync(keyFile(app), 'utf8')).not.toContain('CANARY');
    await put(app, 'groq', { key_env: 'OTHER_API_KEY' });
    expect(await ask(app, 'groq')).toMatchObject({
      error: { kind: 'no_key', message: expect.stringContaining('OTHER_API_KEY') as string },
    });
  });
});

test('keys are kept in a file of their own that only this account can read, and nowhere in the data file', async () => {
  const app = await testApp();
  await add(app, { ...groq(), headers: { 'X-Team': 'CANARY-header-1111' }, query: { q: 'CANARY-query-2222' } });
  await ask(app, 'groq');
  expect(statSync(keyFile(app)).mode & 0o777).toBe(0o600);
  expect(readFileSync(keyFile(app), 'utf8').match(/CANARY/g)).toHaveLength(3);
  for (const suffix of ['', '-wal']) expect(readFileSync(app.store.path + suffix).includes('CANARY')).toBe(false);
});

test.each<[string, Json, string]>([
  ['a service without a preset', { preset: 'nope', base_url: 'https://x.test' }, 'preset'],
  ['no address', { name: 'Mine' }, 'base_url'],
  ['a placeholder', { preset: 'azure', key: 'k'.repeat(20) }, 'base_url'],
  ['http to elsewhere', { base_url: 'http://example.test/v1' }, 'base_url'],
  ['http to the own network without the switch', { base_url: 'http://192.168.1.5:11434/v1' }, 'base_url'],
  ['a hidden address', { base_url: 'http://[::ffff:a9fe:a9fe]/' }, 'base_url'],
  ['a link-local address', { base_url: 'https://169.254.169.254/v1', plain_http: true }, 'base_url'],
  ['a password in the address', { base_url: 'https://u:p@x.test/v1' }, 'base_url'],
  ['a key of two words', { base_url: 'https://x.test', key: 'two words' }, 'key'],
  ['a key and a variable', { base_url: 'https://x.test', key: 'abc', key_env: 'X_API_KEY' }, 'key'],
  ['a variable that may hold anything', { base_url: 'https://x.test', key_env: 'AWS_SECRET_ACCESS_KEY' }, 'key_env'],
  ['a header of the request itself', { base_url: 'https://x.test', headers: { Host: 'y' } }, 'headers.Host'],
  ['a header of two lines', { base_url: 'https://x.test', headers: { 'X-A': 'a\r\nHost: y' } }, 'headers.X-A'],
  ['a colon in the name', { base_url: 'https://x.test', name: 'a: b' }, 'name'],
  ['a mark in the name that turns a sentence around', { base_url: 'https://x.test', name: 'a\u202eb' }, 'name'],
  ['a field that is none', { base_url: 'https://x.test', api_key: 'x' }, 'api_key'],
  ['the name of another', { base_url: 'https://x.test', name: 'practice (built in)' }, 'name'],
])('%s is refused by its field', async (_, body, path) => {
  const app = await testApp();
  const refused = await app.post('/api/v1/connections', { name: 'Mine', ...body });
  expect(refused.status).toBe(422);
  const { errors } = (await refused.json()) as { errors: { path: string; message: string }[] };
  expect(errors.map((error) => error.path)).toContain(path);
  expect(errors.every(({ message }) => message.endsWith('.') || message.endsWith('?'))).toBe(true);
  expect(await idsOf(app)).toEqual(['practice']);
});

test('connections that nobody added are listed and stay as they are', async () => {
  const app = await testApp({ endpoint });
  expect(await idsOf(app)).toEqual(['openai', 'practice']);
  for (const id of ['openai', 'practice']) {
    expect((await put(app, id, { name: 'Mine' })).status).toBe(409);
    expect((await app.request(`/api/v1/connections/${id}`, { method: 'DELETE' })).status).toBe(409);
  }
  expect((await put(app, 'nope', { name: 'Mine' })).status).toBe(404);
  expect(await add(app, { name: 'OpenAI', base_url: other.baseUrl })).toMatchObject({ id: 'openai-2' });
});

test('a server of one’s own is unpriced, whatever its models are called, unless the person says otherwise', async () => {
  const app = await testApp();
  await add(app, { name: 'Mine', base_url: endpoint.baseUrl });
  expect(await ask(app, 'mine', 'gpt-4o-mini')).toMatchObject({ cost: null });
  await put(app, 'mine', { list_prices: true });
  expect(await ask(app, 'mine', 'gpt-4o-mini')).toMatchObject({ cost: { source: 'computed' } });
});

describe('a test of a connection', () => {
  test('asks first where it costs, and tells each thing in a sentence', async () => {
    const app = await testApp();
    await add(app, groq());
    const first = await app.post('/api/v1/connections/groq/tests', {});
    expect(first.status).toBe(409);
    expect(await first.json()).toMatchObject({ estimate: { requests: 4, max_cost_usd: null } });
    expect(endpoint.requests).toHaveLength(0);
    endpoint.answerBy(({ body }) =>
      (body as Json)['logprobs'] === true
        ? refusal(400, { message: 'logprobs is not supported', param: 'logprobs' })
        : answer('1 2 3 4 5'),
    );
    const tested = await app.post('/api/v1/connections/groq/tests', { confirm: true });
    endpoint.answerBy(() => answer('Hello there, how are you?'));
    const { tests } = (await tested.json()) as {
      tests: readonly { name: string; ok: boolean | null; sentence: string }[];
    };
    expect(tests.map(({ name, ok }) => [name, ok])).toEqual([
      ['reachable', true],
      ['key', true],
      ['models', true],
      ['streaming', true],
      ['usage', true],
      ['limit', null],
      ['logprobs', false],
      ['seed', true],
    ]);
    expect(tests.every(({ sentence }) => sentence.length > 10)).toBe(true);
    expect(await (await app.request('/api/v1/connections/groq')).json()).toMatchObject({ tested: { tests } });
    expect(endpoint.requests).toHaveLength(4);
    const moved = await put(app, 'groq', { base_url: other.baseUrl });
    expect(await moved.json()).toMatchObject({ tested: null });
  });

  test('says what is wrong where nothing answers or the key is refused', async () => {
    const app = await testApp();
    await add(app, { ...groq(), base_url: 'http://127.0.0.1:9/v1' });
    const gone = await app.post('/api/v1/connections/groq/tests', { confirm: true, model: 'llama-3' });
    const { tests } = (await gone.json()) as { tests: readonly Json[] };
    expect(tests.slice(0, 3)).toMatchObject([
      { name: 'reachable', ok: false },
      { ok: null },
      { name: 'models', ok: false },
    ]);
    await add(app, { ...groq(), name: 'Wrong' });
    endpoint.answerBy(() => refusal(401, { message: 'Invalid API key' }));
    const wrong = await app.post('/api/v1/connections/wrong/tests', { confirm: true });
    endpoint.answerBy(() => answer('Hello there, how are you?'));
    const told = (await wrong.json()) as { tests: readonly { name: string; ok: boolean | null; sentence: string }[] };
    expect(told.tests[0]).toMatchObject({ ok: true });
    expect(told.tests[1]).toMatchObject({ name: 'key', ok: false });
    expect(told.tests[1]?.sentence).toContain('Connections page');
    expect(told.tests.slice(3).map(({ ok }) => ok)).toEqual([null, null, null, null, null]);
    // The other three would be refused as well.
    expect(endpoint.requests).toHaveLength(1);
  });
});

test('a key, and what else is secret, is found nowhere but in its file, even when the service sends it all back', async () => {
  const app = await testApp();
  const secrets = { key: KEY, headers: { 'X-Team': 'CANARY-header-1111' }, query: { q: 'CANARY-query-2222' } };
  await add(app, { ...groq(), ...secrets });
  const all = [KEY, 'CANARY-header-1111', 'CANARY-query-2222'];
  endpoint.enqueue(answer(`You sent ${all.join(' and ')}.`), refusal(400, { message: all.join(' '), param: KEY }));
  const ids = [await ask(app, 'groq'), await ask(app, 'groq')].map(({ id }) => String(id));
  expect(endpoint.requests[0]?.path).toContain('CANARY-query-2222');
  const paths = [
    '/',
    '/connections',
    '/connections?edit=groq',
    '/models',
    '/history',
    '/runs/1',
    '/runs/2',
    '/notebooks/1',
    '/notebooks/1/file',
    '/api/v1/connections',
    '/api/v1/models',
    '/api/v1/completions',
    '/api/v1/runs/1',
    '/api/v1/runs/2',
    ...ids.flatMap((id) => [
      `/api/v1/completions/${id}`,
      `/completions/${id}/raw`,
      `/api/v1/completions/${id}/code?form=curl`,
    ]),
  ];
  const texts = await Promise.all(paths.map(async (path) => (await app.request(path)).text()));
  expect(texts.join('\n')).toContain('You sent [key removed] and');
  expect(texts.filter((text) => text.includes('CANARY'))).toEqual([]);
  expect(app.logged.join('\n')).not.toContain('CANARY');
  const folder = dirname(app.store.path);
  const holding = readdirSync(folder).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path).includes('CANARY');
  });
  expect(holding).toEqual(['connection-keys.json']);
});

test('several services that do not answer are named in one line beside the models, one alone with its reason', async () => {
  const app = await testApp();
  const { notebook } = await newExperiment(app, {});
  const add = (name: string) => app.post('/api/v1/connections', { name, base_url: 'http://127.0.0.1:1/v1' });
  const page = async () =>
    (await (await app.request(`/notebooks/${notebook}`)).text()).replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
  await add('One');
  await expect.poll(page).toContain('One: Nothing answers at http://127.0.0.1:1/v1');
  await add('Two');
  await expect.poll(page).toContain('No models from One, Two: why');
  expect(await page()).not.toContain('Nothing answers at');
});
