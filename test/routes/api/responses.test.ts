import { expect, onTestFinished, test } from 'vitest';
import { readPaste } from '../../../src/code/paste/read-paste.ts';
import { type CompletionJson, endedRun, type RunJson } from '../../support/pages.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, events, json, refusal, type Script } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

/* Models that only the Responses API of OpenAI serves. Events are shaped as the types in the openai package say. */

const HEAD = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  model: 'gpt-5-pro',
  service_tier: 'default',
};
const USAGE = {
  input_tokens: 30,
  input_tokens_details: { cached_tokens: 10 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 40 },
  total_tokens: 80,
};
const CALL = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'get_weather',
  arguments: '{"city":"Rome"}',
};
const MESSAGE = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'A square.' }] };
const THOUGHT = {
  type: 'reasoning',
  summary: [
    { type: 'summary_text', text: 'One.' },
    { type: 'summary_text', text: 'Two.' },
  ],
};
const ended = (more: object) => ({ ...HEAD, status: 'completed', usage: USAGE, output: [MESSAGE], ...more });

const BEGINNING = [
  { type: 'response.created', response: { ...HEAD, status: 'in_progress', output: [] } },
  { type: 'response.in_progress', response: { ...HEAD, status: 'in_progress', output: [] } },
];
const THINKING = [
  { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', summary: [] } },
  { type: 'response.reasoning_summary_part.added', summary_index: 0, output_index: 0 },
  { type: 'response.reasoning_summary_text.delta', summary_index: 0, output_index: 0, delta: 'One.' },
  { type: 'response.reasoning_summary_part.added', summary_index: 1, output_index: 0 },
  { type: 'response.reasoning_summary_text.delta', summary_index: 1, output_index: 0, delta: 'Two.' },
];
const text = (delta: string) => ({
  type: 'response.output_text.delta',
  output_index: 1,
  content_index: 0,
  delta,
  logprobs: [],
});
const ANSWER = events(...BEGINNING, ...THINKING, text('A '), text('square.'), {
  type: 'response.completed',
  response: ended({}),
});

interface Asked extends CompletionJson {
  readonly reasoning: string | null;
  readonly tool_calls?: readonly unknown[];
  readonly remarks?: readonly { readonly kind: string }[];
}

async function openai() {
  const endpoint = await startScriptedEndpoint({ models: ['gpt-5-pro', 'gpt-5-codex', 'gpt-4.1-mini'] });
  onTestFinished(() => endpoint.close());
  const app = await testApp({ config: { concurrency: 1 } });
  const connection = {
    name: 'Mine',
    preset: 'openai',
    base_url: endpoint.baseUrl,
    key: 'sk-CANARY123',
    list_prices: true,
  };
  expect((await app.post('/api/v1/connections', connection)).status).toBe(201);
  return { endpoint, app };
}

async function run(app: TestApp, body: object): Promise<readonly Asked[]> {
  const given = {
    connection: 'mine',
    model: 'gpt-5-pro',
    messages: [{ role: 'user', content: 'What?' }],
    confirm: true,
  };
  const response = await app.post('/api/v1/runs', { ...given, ...body });
  const started = (await response.json()) as RunJson;
  expect([response.status, started]).toEqual([202, expect.anything()]);
  return (await endedRun(app, started.id)).completions as readonly Asked[];
}

async function once(
  script: Script,
  body: object = {},
): Promise<{ asked: Asked; endpoint: ScriptedEndpoint; app: TestApp }> {
  const { endpoint, app } = await openai();
  endpoint.enqueue(script);
  const [asked] = await run(app, body);
  if (asked === undefined) throw new Error('nothing was asked');
  return { asked, endpoint, app };
}

const TOOL = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: {} } } };
const IMAGE = 'https://example.com/a.png';
const SCHEMA = { name: 'a', schema: { type: 'object' } };

test('a pro model is asked through the Responses API with all that a chat request can hold, and keeps nothing there', async () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What?' },
        { type: 'image_url', image_url: { url: IMAGE } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_0', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'call_0', content: 'clear' },
  ];
  const { endpoint, app, asked } = await once(ANSWER, {
    messages,
    reasoning_effort: 'high',
    verbosity: 'low',
    max_completion_tokens: 900,
    response_format: { type: 'json_schema', json_schema: SCHEMA },
    tools: [TOOL],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
    parallel_tool_calls: false,
    extra_body: { truncation: 'auto' },
  });
  const sent = {
    model: 'gpt-5-pro',
    input: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What?' },
          { type: 'input_image', image_url: IMAGE, detail: 'auto' },
        ],
      },
      { type: 'function_call', call_id: 'call_0', name: 'get_weather', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_0', output: 'clear' },
    ],
    truncation: 'auto',
    max_output_tokens: 900,
    reasoning: { effort: 'high', summary: 'auto' },
    text: { verbosity: 'low', format: { type: 'json_schema', ...SCHEMA } },
    tools: [{ type: 'function', strict: false, ...TOOL.function }],
    tool_choice: { type: 'function', name: 'get_weather' },
    parallel_tool_calls: false,
    stream: true,
    store: false,
  };
  expect(endpoint.requests.map(({ path, body }) => [path, body])).toEqual([['/v1/responses', sent]]);

  const { raw } = await (await app.request(`/api/v1/completions/${asked.id}`)).json();
  expect(raw).toMatchObject({ protocol: 'responses', request: sent, response: { id: 'resp_1', object: 'response' } });
  expect(await (await app.request(`/completions/${asked.id}/raw`)).text()).toContain('<code>/responses</code>');
  const { stream: _, ...whole } = sent;
  const code = async (form: string) => (await app.request(`/api/v1/completions/${asked.id}/code?form=${form}`)).text();
  expect(JSON.parse(await code('json'))).toEqual(whole);
  expect(JSON.parse(await code('batch'))).toMatchObject({ url: '/v1/responses', body: whole });
  expect(await code('curl')).toContain(`${endpoint.baseUrl}/responses`);
  for (const form of ['curl', 'python', 'typescript']) {
    const pasted = readPaste(await code(form));
    // A field of this API alone has no place in a chat request.
    expect(pasted.problems).toEqual([{ line: 1, message: expect.stringContaining('truncation') }]);
    expect(pasted.prompt).toMatchObject({ system: 'Be brief.', messages: [{ images: [{ url: IMAGE }] }, {}, {}] });
    expect(pasted.settings).toMatchObject({ model: 'gpt-5-pro', max_completion_tokens: 900, reasoning_effort: 'high' });
  }
  expect(await code('python')).toContain('client.responses.create(');
});

test('text, the summary of its thinking, usage and cost are read from the stream', async () => {
  const { asked } = await once(ANSWER);
  expect(asked).toMatchObject({
    status: 'done',
    text: 'A square.',
    reasoning: 'One.\n\nTwo.',
    finish_reason: 'stop',
    usage: { input_tokens: 30, cached_input_tokens: 10, output_tokens: 50, reasoning_tokens: 40, source: 'reported' },
    cost: { source: 'computed' },
  });
});

test('calls stream in with their arguments', async () => {
  const script = events(
    ...BEGINNING,
    { type: 'response.output_item.added', output_index: 2, item: { ...CALL, arguments: '' } },
    { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"city":' },
    { type: 'response.function_call_arguments.delta', output_index: 2, delta: '"Rome"}' },
    { type: 'response.function_call_arguments.done', output_index: 2, arguments: '{"city":"Rome"}' },
    { type: 'response.completed', response: ended({ output: [THOUGHT, CALL] }) },
  );
  const { asked } = await once(script, { tools: [TOOL] });
  const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } };
  expect(asked).toMatchObject({ status: 'done', text: '', tool_calls: [call], finish_reason: 'tool_calls' });
});

test.each([
  ['its limit', { incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
  ['a filter', { incomplete_details: { reason: 'content_filter' } }, 'content_filter'],
])('an answer cut by %s says so', async (_, more, reason) => {
  const response = ended({ status: 'incomplete', ...more });
  const { asked } = await once(events(...BEGINNING, text('A '), { type: 'response.incomplete', response }));
  expect(asked).toMatchObject({ status: 'done', text: 'A ', finish_reason: reason, usage: { output_tokens: 50 } });
});

test('a response that fails, an error in the stream and a stream that breaks off are failures with what came before', async () => {
  const failed = {
    type: 'response.failed',
    response: { ...ended({}), status: 'failed', error: { code: 'server_error', message: 'It broke.' } },
  };
  const first = await once(events(...BEGINNING, text('A '), failed));
  expect(first.asked).toMatchObject({
    status: 'failed',
    text: 'A ',
    error: { message: expect.stringContaining('It broke.') },
  });
  const error = { type: 'error', code: 'invalid_prompt', message: 'Not this.', param: null };
  const second = await once(events(...BEGINNING, error));
  expect(second.asked).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('Not this.') } });
  const third = await once(events(...BEGINNING, text('A ')));
  expect(third.asked).toMatchObject({ status: 'incomplete', text: 'A ', finish_reason: null });
});

test('an answer that comes whole is read like one that streams', async () => {
  const { asked } = await once(json(ended({ output: [THOUGHT, MESSAGE, CALL] })), { tools: [TOOL] });
  expect(asked).toMatchObject({
    text: 'A square.',
    reasoning: 'One.\n\nTwo.',
    finish_reason: 'tool_calls',
    tool_calls: [{ id: 'call_1' }],
    usage: { output_tokens: 50, reasoning_tokens: 40 },
  });
});

test('where summaries are refused it is asked without them, and from then on', async () => {
  const { endpoint, app } = await openai();
  const message = 'Your organization must be verified to generate reasoning summaries.';
  endpoint.enqueue(refusal(400, { message, param: 'reasoning.summary' }), ANSWER, ANSWER);
  const [first] = await run(app, {});
  expect(first).toMatchObject({ status: 'done', text: 'A square.', attempts: 2 });
  expect(first?.remarks?.map(({ kind }) => kind)).toEqual(['sent_instead']);
  await run(app, {});
  const reasonings = endpoint.requests.map(({ body }) => (body as { readonly reasoning?: unknown }).reasoning);
  expect(reasonings).toEqual([{ summary: 'auto' }, undefined, undefined]);
});

test('codex models go the same way, other models and other services do not', async () => {
  const { endpoint, app } = await openai();
  endpoint.enqueue(ANSWER, answer('Chat.'));
  await run(app, { model: 'gpt-5-codex' });
  const [chat] = await run(app, { model: 'gpt-4.1-mini' });
  expect(chat?.text).toBe('Chat.');
  const other = { name: 'Other', preset: 'groq', base_url: endpoint.baseUrl, key: 'gsk-CANARY123' };
  await app.post('/api/v1/connections', other);
  endpoint.enqueue(answer('Chat too.'));
  await run(app, { connection: 'other', model: 'gpt-5-pro' });
  expect(endpoint.requests.map(({ path }) => path)).toEqual([
    '/v1/responses',
    '/v1/chat/completions',
    '/v1/chat/completions',
  ]);
});
