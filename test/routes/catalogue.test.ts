import { expect, test } from 'vitest';
import { inProcessFetch } from '../../src/provider/network/endpoint-fetch.ts';
import { experimentWith } from '../support/editor.ts';
import { endedRun } from '../support/pages.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

type Json = Readonly<Record<string, unknown>>;

/** What services list, by host: the shapes that their documents give, with figures made up for these tests. */
const LISTS: Readonly<Record<string, unknown>> = {
  'openrouter.ai': {
    data: [
      {
        id: 'openai/gpt-4o-mini',
        context_length: 128_000,
        architecture: {
          modality: 'text+image->text',
          input_modalities: ['text', 'image'],
          output_modalities: ['text'],
        },
        pricing: { prompt: '0.0000002', completion: '0.0000007', input_cache_read: '0.0000001', request: '0' },
        top_provider: { context_length: 128_000, max_completion_tokens: 16_384 },
        supported_parameters: ['max_tokens', 'seed', 'top_p'],
      },
      { id: 'some/model:free', context_length: 32_768, pricing: { prompt: '0', completion: '0' } },
      { id: 'some/router', pricing: { prompt: '-1', completion: '-1' } },
      { id: 'some/search', pricing: { prompt: '0.000001', completion: '0.000001', request: '0.005' } },
      { id: 'some/nothing', pricing: { prompt: '0', completion: '0' } },
      { id: 'absurd/dear', pricing: { prompt: '5', completion: '1e300' }, context_length: 1e300 },
      { id: 'absurd/cheap', pricing: { prompt: '1e-300', completion: '0.0000001' }, context_length: -4 },
      { id: 'pictures/only', architecture: { input_modalities: ['text'], output_modalities: ['image'] } },
    ],
  },
  'api.together.xyz': [
    { id: 'meta/Llama-3', type: 'chat', context_length: 8_192, pricing: { input: 0.5, output: 0.9, hourly: 0 } },
    {
      id: 'meta/Llama-3-base',
      type: 'language',
      config: { chat_template: null },
      pricing: { input: 0.2, output: 0.2 },
    },
    { id: 'black-forest/Schnell', type: 'image' },
    { id: 'intfloat/e5-large', type: 'embedding' },
    { id: 'salesforce/Llama-Rank', type: 'rerank' },
    { id: 'cartesia/sonic', type: 'audio' },
  ],
  'api.groq.com': {
    object: 'list',
    data: [
      { id: 'llama-3.3-70b-versatile', active: true, context_window: 131_072, max_completion_tokens: 32_768 },
      { id: 'gone', active: false },
      { id: 'whisper-large-v3', active: true },
    ],
  },
  'api.mistral.ai': {
    data: [
      {
        id: 'mistral-large-latest',
        capabilities: { completion_chat: true },
        max_context_length: 131_072,
        type: 'base',
      },
      { id: 'mistral-ocr-latest', capabilities: { completion_chat: false, ocr: true }, type: 'base' },
    ],
  },
  'models.github.ai': [
    {
      id: 'openai/gpt-4.1',
      supported_output_modalities: ['text'],
      limits: { max_input_tokens: 1_048_576, max_output_tokens: 32_768 },
    },
    { id: 'openai/text-3-large', supported_output_modalities: ['embeddings'] },
  ],
  'router.huggingface.co': {
    data: [
      {
        id: 'one/price',
        architecture: { input_modalities: ['text'], output_modalities: ['text'] },
        providers: [
          { provider: 'a', status: 'live', context_length: 64_000, pricing: { input: 0.3, output: 0.6 } },
          { provider: 'b', status: 'live', context_length: 32_000, pricing: { input: 0.3, output: 0.6 } },
          { provider: 'c', status: 'error', pricing: { input: 9, output: 9 } },
        ],
      },
      {
        id: 'two/prices',
        providers: [
          { provider: 'a', status: 'live', pricing: { input: 0.3, output: 0.6 } },
          { provider: 'b', status: 'live', pricing: { input: 0.4, output: 0.6 } },
        ],
      },
    ],
  },
};

const ANSWER = {
  id: 'c1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 },
};

const PRESETS = ['openrouter', 'together', 'groq', 'mistral', 'github-models', 'hugging-face'];

async function appWithServices(presets: readonly string[] = PRESETS) {
  const network = inProcessFetch((request) => {
    if (request.method === 'POST') return Response.json(ANSWER);
    return Response.json(LISTS[new URL(request.url).hostname] ?? { data: [] });
  });
  const app = await testApp({ network });
  for (const preset of presets) {
    const added = await app.post('/api/v1/connections', { preset, key: 'CANARY-key-1111' });
    expect(added.status).toBe(201);
  }
  return app;
}

async function catalogue(app: TestApp) {
  const listed = (await (await app.request('/api/v1/models')).json()) as {
    readonly models: readonly Json[];
    readonly other_models: readonly Json[];
  };
  return {
    of: (connection: string, id: string) => {
      const found = [...listed.models, ...listed.other_models].find(
        (one) => one['connection'] === connection && one['id'] === id,
      );
      if (found === undefined) throw new Error(`${connection} does not list ${id}.`);
      return found;
    },
    chat: (connection: string) => listed.models.filter((one) => one['connection'] === connection).map(({ id }) => id),
    others: (connection: string) =>
      Object.fromEntries(
        listed.other_models.filter((one) => one['connection'] === connection).map(({ id, kind }) => [id, kind]),
      ),
  };
}

async function ask(app: TestApp, connection: string, model: string) {
  const body = {
    connection,
    model,
    messages: [{ role: 'user', content: 'Hi' }],
    max_completion_tokens: 50,
    confirm: true,
  };
  const started = (await (await app.post('/api/v1/runs', body)).json()) as { readonly id: number };
  const run = await endedRun(app, started.id);
  const [kept] = await app.store.completions.ofRun(started.id);
  return {
    cost: run.completions[0]?.cost ?? null,
    prices: kept?.prices ?? null,
    remarks: (kept?.remarks ?? []).map(({ kind }) => kind),
  };
}

const put = (app: TestApp, path: string, body: unknown, method = 'PUT') =>
  app.request(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });

test('context, longest answer, prices and parameters are read from each service’s own list', async () => {
  const { of } = await catalogue(await appWithServices());
  expect(of('openrouter', 'openai/gpt-4o-mini')).toMatchObject({
    kind: 'chat',
    context: 128_000,
    output_limit: 16_384,
    prices: { input: 0.2, cached_input: 0.1, output: 0.7, source: 'service', own: false },
    parameters: ['max_tokens', 'seed', 'top_p'],
    temperature: { accepted: false, reason: expect.stringContaining('OpenRouter does not list it for this model') },
  });
  expect(of('together', 'meta/Llama-3')).toMatchObject({ context: 8_192, prices: { input: 0.5, output: 0.9 } });
  expect(of('groq', 'llama-3.3-70b-versatile')).toMatchObject({
    context: 131_072,
    output_limit: 32_768,
    prices: { source: 'list' },
    temperature: { accepted: true },
  });
  expect(of('mistral', 'mistral-large-latest')).toMatchObject({
    context: 131_072,
    prices: { input: 0.5, source: 'list' },
  });
  expect(of('github-models', 'openai/gpt-4.1')).toMatchObject({ context: 1_048_576, output_limit: 32_768 });
  expect(of('hugging-face', 'one/price')).toMatchObject({ context: 32_000, prices: { input: 0.3, output: 0.6 } });
});

test('a price that cannot be believed, or is not one price, is none; only a name that says so is free', async () => {
  const { of } = await catalogue(await appWithServices(['openrouter', 'hugging-face']));
  for (const model of ['some/router', 'some/nothing', 'absurd/dear', 'absurd/cheap'])
    expect([model, of('openrouter', model)['prices'], of('openrouter', model)['context']]).toEqual([model, null, null]);
  expect(of('hugging-face', 'two/prices')['prices']).toBeNull();
  expect(of('openrouter', 'some/model:free')['prices']).toMatchObject({ input: 0, output: 0, source: 'service' });
});

test('models that do not chat are told apart by what the service says of them, and not offered', async () => {
  const app = await appWithServices();
  const { chat, others } = await catalogue(app);
  expect(chat('together')).toEqual(['meta/Llama-3']);
  expect(others('together')).toEqual({
    'black-forest/Schnell': 'image',
    'cartesia/sonic': 'audio',
    'intfloat/e5-large': 'embedding',
    'meta/Llama-3-base': 'completion',
    'salesforce/Llama-Rank': 'rerank',
  });
  expect(others('groq')).toEqual({ 'whisper-large-v3': 'audio' });
  expect(others('mistral')).toEqual({ 'mistral-ocr-latest': 'other' });
  expect(others('github-models')).toEqual({ 'openai/text-3-large': 'embedding' });
  expect(others('openrouter')).toEqual({ 'pictures/only': 'image' });
  const page = await (await app.request('/models')).text();
  expect(page).toMatch(/5 models<\/?[^>]*>? ?for something other than chat|5 models for something other than chat/);
});

test('own prices go before the service’s list, and that before the table; the source is kept with each answer', async () => {
  const app = await appWithServices(['openrouter', 'mistral']);
  const [model, today] = ['openai/gpt-4o-mini', new Date().toISOString().slice(0, 10)];
  const listed = await ask(app, 'openrouter', model);
  // 1,000 x 0.2 + 10 x 0.7 millionths; the table has 0.15 and 0.6.
  expect(listed.cost).toMatchObject({ picodollars: '207000000', source: 'computed' });
  expect(listed.prices).toMatchObject({ fromService: true, model, date: today });
  const table = await ask(app, 'mistral', 'mistral-large-latest');
  expect([table.prices?.fromService, table.prices?.own, table.prices?.input]).toEqual([undefined, undefined, 500_000n]);
  await put(app, '/api/v1/prices', { connection: 'openrouter', model, input: '3', output: '4' });
  const own = await ask(app, 'openrouter', model);
  expect(own.prices).toMatchObject({ own: true, input: 3_000_000n });
  const csv = await (await app.request('/history/export.csv')).text();
  for (const source of ['service', 'list', 'own']) expect(csv).toMatch(new RegExp(`,${source},`));
});

test('the first run after a start is priced by the service’s list, though nobody looked at it yet', async () => {
  const app = await appWithServices(['together']);
  expect((await ask(app, 'together', 'meta/Llama-3')).cost).toMatchObject({ picodollars: '509000000' });
});

test('a fee for each request that a list names is said beside a cost that is computed without it', async () => {
  const app = await appWithServices(['openrouter']);
  const kinds = async (model: string) => (await ask(app, 'openrouter', model)).remarks;
  expect(await kinds('some/search')).toEqual(['without_request_fees']);
  expect(await kinds('openai/gpt-4o-mini')).toEqual([]);
});

test('the field’s list is searched by the server, holds no more than is read, and escapes what services say', async () => {
  const app = await appWithServices(['openrouter', 'groq']);
  const experiment = await experimentWith(
    app,
    {},
    { model: 'groq/llama-3.3-70b-versatile', more_models: 'openrouter: my-own' },
  );
  const list = async (query: Readonly<Record<string, string>>) => {
    const html = await (
      await app.request(`/experiments/${experiment}/model-choices?${new URLSearchParams(query)}`)
    ).text();
    return { html, keys: [...html.matchAll(/data-key="([^"]+)"/g)].map((match) => match[1]) };
  };
  expect((await list({ q: 'LLAMA groq' })).keys).toEqual(['groq/llama-3.3-70b-versatile']);
  const picked = await list({ q: 'gpt-4o-mini', picked: 'openrouter/openai/gpt-4o-mini' });
  expect(picked.html).toMatch(/aria-selected="true"[^>]*data-key="openrouter\/openai\/gpt-4o-mini"/);
  expect(picked.html.replace(/<[^>]*>/g, '')).toContain('128k');
  // What no list names is offered on each connection, or on the one that is named.
  expect((await list({ q: 'no-such' })).keys).toEqual(['openrouter/no-such', 'groq/no-such']);
  expect((await list({ q: 'groq: no-such' })).keys).toEqual(['groq/no-such']);
  expect((await list({ q: '<b>"x"</b>' })).html).not.toContain('<b>');
  expect((await app.request('/experiments/999/model-choices')).status).toBe(404);
  const cell = await app.store.cells.experiment(experiment);
  const page = await (await app.request(`/notebooks/${cell?.notebookId}`)).text();
  const chips = [...page.matchAll(/class="(chip[^"]*)" data-key="([^"]+)"/g)].map((match) => [match[1], match[2]]);
  expect(chips).toEqual([
    ['chip', 'groq/llama-3.3-70b-versatile'],
    ['chip unlisted', 'openrouter/my-own'],
    ['chip', '/'],
  ]);
});

test('favourites are marked on the page and over the API, come first, and are kept', async () => {
  const app = await appWithServices(['openrouter']);
  const subject = { connection: 'openrouter', model: 'some/router' };
  const marked = await app.send('POST', '/models/favourites', { ...subject, favourite: 'true' });
  expect(await marked.text()).toContain('aria-pressed="true"');
  expect(await (await app.request('/api/v1/favourites')).json()).toEqual({ favourites: [subject] });
  const again = await testApp({ store: app.store });
  expect(again.deps.favourites.has(subject)).toBe(true);
  expect((await catalogue(app)).of('openrouter', 'some/router')).toMatchObject({ favourite: true });
  const page = await (await app.request('/models')).text();
  expect(page.indexOf('aria-label="Favourite: some/router"')).toBeLessThan(
    page.indexOf('aria-label="Favourite: absurd/dear"'),
  );
  expect((await put(app, '/api/v1/favourites', { connection: 'nowhere', model: 'x' })).status).toBe(422);
  expect((await put(app, '/api/v1/favourites', subject, 'DELETE')).status).toBe(204);
  expect(await (await app.request('/api/v1/favourites')).json()).toEqual({ favourites: [] });
});

test('of hundreds of models a page and the field show the first, say how many more there are, and find the rest', async () => {
  const ids = Array.from({ length: 400 }, (_, index) => ({ id: `vendor/m-${String(index).padStart(3, '0')}` }));
  const network = inProcessFetch(() => Response.json({ data: ids }));
  const app = await testApp({ network });
  await app.post('/api/v1/connections', { preset: 'openrouter', key: 'CANARY-key-1111' });
  const experiment = await experimentWith(app, {});
  const text = async (path: string) => (await (await app.request(path)).text()).replace(/<[^>]*>/g, ' ');
  expect(await text('/models')).toContain('250 more models: search to find them');
  expect(await text('/models')).not.toContain('m-399');
  expect(await text('/models?q=m-399')).toContain('vendor/m-399');
  expect(await text(`/experiments/${experiment}/model-choices`)).toContain('340 more models: type to find them');
  expect(await text(`/experiments/${experiment}/model-choices?q=m-399`)).toContain('vendor/m-399');
});

test('the page of models is searched by words of names and services', async () => {
  const app = await appWithServices(['openrouter', 'together', 'groq']);
  const found = async (q: string) => {
    const html = await (await app.request(`/models?${new URLSearchParams({ q })}`)).text();
    return [...html.matchAll(/aria-label="Favourite: ([^"]+)"/g)].map((match) => match[1]);
  };
  expect(await found('llama')).toEqual(['meta/Llama-3', 'llama-3.3-70b-versatile']);
  expect(await found('groq llama')).toEqual(['llama-3.3-70b-versatile']);
  expect(await found('no such model')).toEqual([]);
});
