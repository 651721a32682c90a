import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

let groq: ScriptedEndpoint;
let router: ScriptedEndpoint;

beforeAll(async () => {
  groq = await startScriptedEndpoint({ models: ['llama-3', 'auto'], answering: () => answer('Hello.') });
  router = await startScriptedEndpoint({
    models: ['openrouter/auto', 'groq/llama-3', 'openai/gpt-4o'],
    answering: () => answer('Hello.'),
  });
});
beforeEach(() => {
  groq.forget();
  router.forget();
});
afterAll(async () => {
  await groq.close();
  await router.close();
});

async function appWith(...presets: readonly ('groq' | 'openrouter')[]): Promise<TestApp> {
  const app = await testApp();
  for (const preset of presets) {
    const base_url = (preset === 'groq' ? groq : router).baseUrl;
    const body = { name: preset, preset, base_url, key: 'CANARY-key-1111' };
    expect((await app.post('/api/v1/connections', body)).status).toBe(201);
  }
  return app;
}

const question = { messages: [{ role: 'user', content: 'Hi' }], max_completion_tokens: 5, confirm: true };

/** Where each completion of a run was asked, as connection and model. */
async function askedBy(app: TestApp, body: object): Promise<readonly (readonly [string, string])[]> {
  const started = await app.post('/api/v1/runs', { ...question, ...body });
  expect([started.status, started.status === 202 ? '' : await started.text()]).toEqual([202, '']);
  const run = await app.request(`${started.headers.get('Location')}?wait=10`);
  const { completions } = (await run.json()) as {
    readonly completions: readonly { readonly connection: string; readonly model: string }[];
  };
  return completions.map(({ connection, model }) => [connection, model]);
}

test.each([
  ['by name', { model: 'practice/practice' }, [['practice', 'practice']]],
  ['with its connection', { model: 'practice/practice', connection: 'practice' }, [['practice', 'practice']]],
  ['in a pair', { model: { connection: 'practice', model: 'practice/practice' } }, [['practice', 'practice']]],
  [
    'in a list',
    { model: ['groq/llama-3', 'practice/practice'] },
    [
      ['groq', 'llama-3'],
      ['practice', 'practice'],
    ],
  ],
  [
    'in an added column',
    { model: 'practice', added_columns: [{ model: 'groq/llama-3' }, { model: 'groq/auto', connection: 'groq' }] },
    [
      ['practice', 'practice'],
      ['groq', 'llama-3'],
      ['groq', 'auto'],
    ],
  ],
])('a model as the pages name it, with its connection before a slash, is asked there: %s', async (_, body, asked) => {
  expect(await askedBy(await appWith('groq'), body)).toEqual(asked);
});

test('a name with slashes that a connection lists is asked as it is listed', async () => {
  const app = await appWith('groq', 'openrouter');
  expect(await askedBy(app, { model: 'groq/llama-3' })).toEqual([['openrouter', 'groq/llama-3']]);
  expect(await askedBy(app, { model: 'openrouter/auto' })).toEqual([['openrouter', 'openrouter/auto']]);
  expect(await askedBy(app, { model: 'openrouter/auto', connection: 'openrouter' })).toEqual([
    ['openrouter', 'openrouter/auto'],
  ]);
  expect(await askedBy(app, { model: 'openrouter/openai/gpt-4o' })).toEqual([['openrouter', 'openai/gpt-4o']]);
  expect(router.requests.map(({ body }) => body)).toMatchObject([
    { model: 'groq/llama-3' },
    { model: 'openrouter/auto' },
    { model: 'openrouter/auto' },
    { model: 'openai/gpt-4o' },
  ]);
});

test('a name with slashes that no list has is asked as it is written, where any other unlisted name would be', async () => {
  const app = await appWith('openrouter');
  expect(await askedBy(app, { model: 'openrouter/unlisted' })).toEqual([['openrouter', 'openrouter/unlisted']]);
  expect(await askedBy(app, { model: 'openai/unlisted', connection: 'openrouter' })).toEqual([
    ['openrouter', 'openai/unlisted'],
  ]);
});

test('the other calls that take a model take such a name too', async () => {
  const app = await appWith('groq');
  const counted = await app.post('/api/v1/token-count', { model: 'practice/practice', messages: question.messages });
  expect(await counted.json()).toMatchObject({ method: 'practice' });
  const probes = await app.request('/api/v1/probes?model=groq/llama-3');
  expect(await probes.json()).toMatchObject({ connection: 'groq', model: 'llama-3' });
});
