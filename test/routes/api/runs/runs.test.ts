import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createHeavyParts } from '../../../../src/compose-app.ts';
import { endedRun, type RunJson, saying } from '../../../support/pages.ts';
import { startScriptedEndpoint } from '../../../support/scripted-endpoint.ts';
import { answer, refusal, textThen } from '../../../support/scripts.ts';
import { createTestApp, type TestApp, testApp } from '../../../support/test-app.ts';

const HELLO = [{ role: 'user', content: 'Hello!' }];

async function endpoint() {
  const started = await startScriptedEndpoint();
  onTestFinished(() => started.close());
  return started;
}

test('a run is accepted at once, with its address, its size and what it can cost', async () => {
  const app = await testApp({ endpoint: await endpoint() });
  const response = await app.post('/api/v1/runs', {
    messages: HELLO,
    model: 'gpt-4o-mini',
    temperature: [0, 0.5],
    samples: 10,
    max_completion_tokens: 200,
  });
  expect(response.status).toBe(202);
  const run = (await response.json()) as RunJson;
  expect(response.headers.get('Location')).toBe(`/api/v1/runs/${run.id}`);
  expect(run).toEqual({
    id: run.id,
    status: 'running',
    planned: 20,
    estimate: { input_tokens: 9, method: 'tiktoken', likely_cost_usd: null, max_cost_usd: 0.002427 },
  });
});

describe('right after a start, while the tokenizer is not loaded', () => {
  async function freshApp(server: Awaited<ReturnType<typeof endpoint>>) {
    const heavy = createHeavyParts(() => {});
    onTestFinished(() => heavy.close());
    return testApp({ endpoint: server, heavy });
  }
  const asked = { messages: HELLO, model: 'gpt-4o-mini', temperature: [0, 1], max_completion_tokens: 200 };

  test('a run is accepted with a rough count, and the exact one follows into its rows', async () => {
    const app = await freshApp(await endpoint());
    const run = (await (await app.post('/api/v1/runs', asked)).json()) as RunJson;
    // Five for the marks, then four characters for a token.
    expect(run.estimate).toMatchObject({ input_tokens: 9, method: 'rough' });
    const ofRun = () => app.request(`/api/v1/runs/${run.id}`).then(async (answer) => (await answer.json()) as RunJson);
    await expect.poll(async () => (await ofRun()).estimate['method']).toBe('tiktoken');
    const { estimate, completions } = await ofRun();
    expect(estimate).toEqual({ input_tokens: 9, method: 'tiktoken', likely_cost_usd: null, max_cost_usd: 0.0002427 });
    expect(completions.map((completion) => completion.estimate)).toEqual(
      [0, 1].map(() => ({ input_tokens: 9, likely_cost_usd: null, max_cost_usd: 0.00012135 })),
    );
  });

  test('an answer without usage is counted exactly all the same', async () => {
    const server = await endpoint();
    server.enqueue(textThen('Hello there!'), textThen('Hello there!'));
    const app = await freshApp(server);
    const text = 'antidisestablishmentarianism '.repeat(20);
    const messages = [{ role: 'user', content: text }];
    const run = (await (await app.post('/api/v1/runs', { ...asked, messages })).json()) as RunJson;
    const { completions, estimate } = await endedRun(app, run.id);
    expect(estimate).toMatchObject({ method: 'tiktoken' });
    expect(completions.map(({ usage }) => usage?.['input_tokens'])).toEqual([0, 1].map(() => estimate['input_tokens']));
  });

  test.each([
    ['a cap', 202, { caps: { day: { usd: 5 } } }],
    ['a question', 409, { confirmation: { usd: 0.0001 } }],
  ])('where %s depends on it, the exact count is waited for', async (_, status, rules) => {
    const app = await freshApp(await endpoint());
    await app.request('/api/v1/settings', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rules),
    });
    const answer = await app.post('/api/v1/runs', asked);
    expect(answer.status).toBe(status);
    const { estimate } = (await answer.json()) as { estimate: { max_cost_usd: number } };
    expect(estimate.max_cost_usd).toBe(0.0002427);
  });
});

test('a run answers every promised field', async () => {
  const server = await endpoint();
  const app = await testApp({ endpoint: server });
  server.enqueue(
    answer('Hi there', {
      usage: {
        prompt_tokens: 1_000,
        completion_tokens: 20,
        total_tokens: 1_020,
        prompt_tokens_details: { cached_tokens: 600 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
    }),
  );
  const started = (await (
    await app.post('/api/v1/runs', { messages: HELLO, model: 'gpt-4o-mini', temperature: 0.3, seed: 7 })
  ).json()) as RunJson;
  const run = await endedRun(app, started.id);
  expect(run).toEqual({
    id: started.id,
    status: 'finished',
    planned: 1,
    // Without max tokens the model's own limit is the bound: 16,384.
    estimate: { input_tokens: 9, method: 'tiktoken', likely_cost_usd: null, max_cost_usd: 0.00983175 },
    notebook: expect.any(Number),
    experiment: expect.any(Number),
    version: 1,
    created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    ended_at: expect.stringMatching(/^\d{4}-.*Z$/),
    request: {
      messages: HELLO,
      model: 'gpt-4o-mini',
      temperature: 0.3,
      seed: 7,
      samples: 1,
      connection: 'openai',
      columns: 'temperature',
      notebook: expect.any(Number),
    },
    completions: [
      {
        id: expect.any(Number),
        run: started.id,
        connection: 'openai',
        model: 'gpt-4o-mini',
        temperature: 0.3,
        settings: {
          model: 'gpt-4o-mini',
          temperature: 0.3,
          top_p: null,
          reasoning_effort: null,
          verbosity: null,
          presence_penalty: null,
          frequency_penalty: null,
          seed: 7,
          max_completion_tokens: null,
          variant: null,
        },
        column: 0,
        sample: 0,
        case: null,
        case_name: null,
        variant: null,
        status: 'done',
        text: 'Hi there',
        reasoning: null,
        finish_reason: 'stop',
        passed: null,
        checks: [],
        usage: {
          input_tokens: 1_000,
          cached_input_tokens: 600,
          output_tokens: 20,
          reasoning_tokens: 4,
          source: 'reported',
        },
        cost: { usd: 0.000117, picodollars: '117000000', source: 'computed' },
        prices: {
          input: '0.15',
          cached_input: '0.075',
          output: '0.6',
          model: 'gpt-4o-mini',
          date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
          own: false,
        },
        may_have_been_billed: false,
        ttft_ms: expect.any(Number),
        duration_ms: expect.any(Number),
        attempts: 1,
        error: null,
        created_at: expect.any(String),
        ended_at: expect.any(String),
        estimate: { input_tokens: 9, likely_cost_usd: null, max_cost_usd: 0.00983175 },
      },
    ],
    summary: [expect.objectContaining({ temperature: 0.3, n: 1, failed: 0, cost_usd: 0.000117 })],
    sweep_test: null,
    totals: {
      completions: 1,
      input_tokens: 1_000,
      output_tokens: 20,
      cost: { usd: 0.000117, picodollars: '117000000', unpriced: 0 },
    },
  });
});

test('lists multiply, and null means that nothing is sent', async () => {
  const server = await endpoint();
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  const started = await app.post('/api/v1/runs', {
    messages: HELLO,
    model: ['gpt-4o-mini', 'gpt-4.1-mini'],
    temperature: [0, null, 0],
    top_p: null,
    seed: [1, 2],
    samples: 2,
    stop: 'END',
    response_format: { type: 'json_object' },
    top_logprobs: 2,
    confirm: true,
  });
  const run = await endedRun(app, ((await started.json()) as RunJson).id);
  expect(run.planned).toBe(16);
  const bodies = server.requests.map(({ body }) => body as Record<string, unknown>);
  const points = bodies.map((body) => [
    body['model'],
    body['seed'],
    'temperature' in body ? body['temperature'] : 'not sent',
  ]);
  expect(points.slice(0, 8)).toEqual(
    ['gpt-4o-mini', 'gpt-4.1-mini'].flatMap((model) =>
      [1, 2].flatMap((seed) => [0, 'not sent'].map((t) => [model, seed, t])),
    ),
  );
  expect(points.slice(8)).toEqual(points.slice(0, 8));
  for (const body of bodies) {
    expect(body).not.toHaveProperty('top_p');
    expect(body).toMatchObject({
      messages: HELLO,
      stop: ['END'],
      response_format: { type: 'json_object' },
      logprobs: true,
      top_logprobs: 2,
      stream_options: { include_usage: true },
    });
  }
});

test('the request of a run can be posted again and gives the same request', async () => {
  const app = await testApp();
  const body = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello!', name: 'Ann' },
    ],
    model: 'practice',
    temperature: [0, null, 1],
    seed: 3,
    samples: 2,
    max_completion_tokens: 5,
    stop: ['.'],
    logprobs: true,
    top_logprobs: 1,
    columns: 'temperature',
  };
  const first = await endedRun(app, ((await (await app.post('/api/v1/runs', body)).json()) as RunJson).id);
  expect(first.request).toMatchObject(body);
  const again = await app.post('/api/v1/runs', first.request);
  expect(again.status).toBe(202);
  const second = await endedRun(app, ((await again.json()) as RunJson).id);
  expect(second.request).toEqual(first.request);
  expect(second.completions.map(({ text }) => text)).toEqual(first.completions.map(({ text }) => text));
});

test('a prompt in parts asks the same as its messages', async () => {
  const app = await testApp();
  const prompt = { system: 'Be brief.', messages: HELLO };
  const run = (await (await app.post('/api/v1/runs', { prompt, model: 'practice' })).json()) as RunJson;
  expect((await endedRun(app, run.id)).request['messages']).toEqual([
    { role: 'system', content: 'Be brief.' },
    ...HELLO,
  ]);
});

test('text parts are read as one text', async () => {
  const app = await testApp();
  const content = [
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo!' },
  ];
  const run = (await (
    await app.post('/api/v1/runs', { messages: [{ role: 'user', content }], model: 'practice' })
  ).json()) as RunJson;
  expect((await endedRun(app, run.id)).request['messages']).toEqual(HELLO);
});

describe('a body that will not do is refused with the path of each field', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  test.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no messages', { messages: undefined }, ['messages']],
    ['both messages and prompt', { prompt: { messages: HELLO } }, ['messages']],
    ['an empty list', { messages: [] }, ['messages']],
    ['a wrong role', { messages: [{ role: 'robot', content: 'x' }] }, ['messages.0.role']],
    ['a wrong part', { messages: [{ role: 'user', content: 5 }] }, ['messages.0.content']],
    ['a temperature out of range', { temperature: [0, 3] }, ['temperature.1']],
    ['a temperature in words', { temperature: 'hot' }, ['temperature']],
    ['an empty sweep', { temperature: [] }, ['temperature']],
    ['half a seed', { seed: 0.5 }, ['seed']],
    ['an unknown effort', { reasoning_effort: 'lots' }, ['reasoning_effort']],
    ['no samples', { samples: 0 }, ['samples']],
    ['unknown fields', { temprature: 1, n: 2 }, ['temprature', 'n']],
    ['an unknown field inside', { messages: [{ role: 'user', content: 'x', to: 'y' }] }, ['messages.0.to']],
    ['several at once', { samples: 'x', top_p: 2, foo: 1 }, ['samples', 'top_p', 'foo']],
    ['an unknown model', { model: 'gpt-99' }, ['model']],
    ['an unknown connection', { connection: 'mars' }, ['connection']],
    ['an unknown notebook', { notebook: 999 }, ['notebook']],
    ['too many requests', { samples: 1_000, temperature: [0, 1], seed: [...Array(11).keys()] }, ['samples']],
    ['an unknown axis', { columns: 'colour' }, ['columns']],
    ['max_tokens', { max_tokens: 5 }, ['max_tokens']],
  ])('%s', async (_, fields, paths) => {
    const response = await app.post('/api/v1/runs', { messages: HELLO, model: 'practice', ...fields });
    expect(response.status).toBe(422);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    const problem = (await response.json()) as { detail: string; errors: { path: string; message: string }[] };
    expect(new Set(problem.errors.map(({ path }) => path))).toEqual(new Set(paths));
    for (const { path, message } of problem.errors) {
      expect(message).toContain(path.split('.').at(-1));
      expect(problem.detail).toContain(message);
    }
    expect(await app.store.runs.list({ before: null, limit: 5, notebook: null })).toEqual([]);
  });

  test('what is not JSON at all', async () => {
    const init = { method: 'POST', body: '{"messages": [', headers: { 'Content-Type': 'application/json' } };
    const response = await app.request('/api/v1/runs', init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      title: 'bad-json',
      detail: expect.stringContaining('not valid JSON'),
    });
  });
});

test('a repeated Idempotency-Key answers the run that it started', async () => {
  const server = await endpoint();
  const app = await testApp({ endpoint: server });
  const post = (key: string) =>
    app.post('/api/v1/runs', { messages: HELLO, model: 'gpt-4o-mini' }, { 'Idempotency-Key': key });
  const answers = await Promise.all([post('a'), post('a'), post('b')]);
  const ids = await Promise.all(answers.map(async (response) => ((await response.json()) as RunJson).id));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  for (const id of ids) await endedRun(app, id);
  expect(server.requests).toHaveLength(2);
});

test('waiting answers after the seconds given when the run has not ended', async () => {
  const server = await endpoint();
  server.answerBy(() => textThen('Hello', { hang: true }));
  const app = await testApp({ endpoint: server });
  const { id } = (await (await app.post('/api/v1/runs', { messages: HELLO, model: 'gpt-4o-mini' })).json()) as RunJson;
  const run = (await (await app.request(`/api/v1/runs/${id}?wait=0.05`)).json()) as RunJson;
  expect(run).toMatchObject({ status: 'running', completions: [{ status: 'streaming', finish_reason: null }] });
  expect((await app.request(`/api/v1/runs/${id}?wait=soon`)).status).toBe(422);
});

test('a run is cancelled, keeping what was said', async () => {
  const server = await endpoint();
  server.answerBy(() => textThen('Half an', { hang: true }));
  const app = await testApp({ endpoint: server });
  const body = { messages: HELLO, model: 'gpt-4o-mini', temperature: 0 };
  const { id } = (await (await app.post('/api/v1/runs', body)).json()) as RunJson;
  await saying(app, id, ['Half an']);
  const cancelled = await app.post(`/api/v1/runs/${id}/cancellation`);
  expect([cancelled.status, await cancelled.json()]).toEqual([202, { id }]);
  expect(await endedRun(app, id)).toMatchObject({
    status: 'cancelled',
    completions: [
      { status: 'cancelled', text: 'Half an', usage: { source: 'estimated' }, cost: { source: 'estimated' } },
    ],
  });
  expect((await app.post('/api/v1/runs/999/cancellation')).status).toBe(404);
});

test('one completion is cancelled, and one is asked again', async () => {
  const server = await endpoint();
  server.enqueue(
    refusal(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' }),
    textThen('Half', { hang: true }),
  );
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  const body = { messages: HELLO, model: 'gpt-4o-mini', temperature: 0, samples: 2 };
  const { id } = (await (await app.post('/api/v1/runs', body)).json()) as RunJson;
  await saying(app, id, ['', 'Half']);
  const soon = (await (await app.request(`/api/v1/runs/${id}`)).json()) as RunJson;
  const [failed, hanging] = soon.completions;
  expect(failed).toMatchObject({ status: 'failed', error: { kind: 'wrong_key', status: 401, param: null } });
  expect((await app.post(`/api/v1/completions/${hanging?.id}/retries`)).status).toBe(409);
  expect((await app.post(`/api/v1/completions/${hanging?.id}/cancellation`)).status).toBe(202);
  expect(await endedRun(app, id)).toMatchObject({
    completions: [{ status: 'failed' }, { status: 'cancelled', text: 'Half' }],
  });
  const retried = await app.post(`/api/v1/completions/${failed?.id}/retries`);
  expect([retried.status, await retried.json()]).toEqual([202, { id: failed?.id, run: id }]);
  expect(await endedRun(app, id)).toMatchObject({
    status: 'finished',
    completions: [{ id: failed?.id, status: 'done', error: null }, { status: 'cancelled' }],
  });
});

test('runs are listed newest first, page by page, by notebook', async () => {
  const app = await testApp();
  const notebook = (await app.store.notebooks.create('Mine')).id;
  const ids: number[] = [];
  for (const extra of [{}, { notebook }, {}, { notebook }]) {
    const body = { messages: HELLO, model: 'practice', max_completion_tokens: 1, ...extra };
    ids.push(((await (await app.post('/api/v1/runs', body)).json()) as RunJson).id);
  }
  for (const id of ids) await endedRun(app, id);
  const list = async (query: string) =>
    (await (await app.request(`/api/v1/runs${query}`)).json()) as { runs: RunJson[]; next: number | null };
  expect((await list('')).runs.map(({ id }) => id)).toEqual(ids.toReversed());
  expect((await list(`?notebook=${notebook}`)).runs.map(({ id }) => id)).toEqual([ids[3], ids[1]]);
  const first = await list('?limit=2');
  expect([first.runs.map(({ id }) => id), first.next]).toEqual([[ids[3], ids[2]], ids[2]]);
  const second = await list(`?limit=2&cursor=${first.next}`);
  expect([second.runs.map(({ id }) => id), second.next]).toEqual([[ids[1], ids[0]], null]);
  expect(await (await app.request('/api/v1/runs?notebook=x')).json()).toMatchObject({
    status: 422,
    errors: [{ path: 'notebook' }],
  });
  expect(await (await app.request('/api/v1/runs?limit=0')).json()).toMatchObject({
    status: 422,
    errors: [{ path: 'limit' }],
  });
});

test('what does not exist is a problem that says so', async () => {
  const app = await testApp();
  for (const path of ['/api/v1/runs/999', '/api/v1/runs/abc', '/api/v1/nothing', '/api/v1/completions/999']) {
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, title: 'not-found', detail: expect.any(String) });
  }
});

describe('what the API does not know', () => {
  test.each([
    ['/runs?notebok=3', 'notebok', 'notebook'],
    ['/runs?limit=1&offset=5', 'offset', 'limit, cursor, notebook'],
    ['/completions?modle=practice', 'modle', 'Is model meant?'],
    ['/costs?grup=day', 'grup', 'Is group meant?'],
    ['/models?refresh=yes', 'refresh', 'true or false'],
    ['/notebooks?limit=3', 'limit', 'there are q'],
    ['/settings?x=1', 'x', 'it takes none'],
    ['/runs?limit=1&limit=2', 'limit', 'given 2 times'],
    ['/comparisons?a=1:0&b=1:1&c=1:2', 'c', 'there are a, b, fold'],
  ])('GET %s is refused by the name of the parameter', async (path, name, said) => {
    const { request } = await testApp();
    const answer = await request(`/api/v1${path}`);
    const { errors } = (await answer.json()) as { errors: readonly { path: string; message: string }[] };
    expect([answer.status, errors]).toEqual([422, [{ path: name, message: expect.stringContaining(said) }]]);
  });

  test('a run is not started for a parameter that would not be read', async () => {
    const { post, store } = await testApp();
    const body = { model: 'practice', messages: [{ role: 'user', content: 'A name, please.' }] };
    expect((await post('/api/v1/runs?confirm=true', body)).status).toBe(422);
    expect(await store.runs.list({ before: null, limit: 10, notebook: null })).toEqual([]);
  });

  test.each([
    ['DELETE', '/api/v1/runs/1', 'GET, HEAD'],
    ['PUT', '/api/v1/runs', 'GET, HEAD, POST'],
    ['POST', '/api/v1/completions', 'GET, HEAD'],
    ['PATCH', '/api/v1/favourites', 'GET, HEAD, PUT, DELETE'],
    ['GET', '/api/v1/token-count', 'POST'],
    ['DELETE', '/history', 'GET, HEAD'],
  ])('%s %s is answered with the methods that the address takes', async (method, path, allowed) => {
    const { request } = await testApp();
    const answer = await request(path, { method });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allowed]);
  });

  test('where there is nothing, no method is offered', async () => {
    const { request } = await testApp();
    const answer = await request('/api/v1/nothing?x=1', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([404, null]);
  });
});
