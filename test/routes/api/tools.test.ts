import { expect, onTestFinished, test } from 'vitest';
import { type CompletionJson, endedRun, type RunJson } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, chunk, events, type Script, usageOf } from '../../support/scripts.ts';
import { testApp } from '../../support/test-app.ts';

interface CallingJson extends CompletionJson {
  readonly tool_calls?: readonly unknown[];
  readonly remarks?: readonly { readonly text: string }[];
}

const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string', description: 'A city.' } } },
  },
};
const BODY = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Weather in Rome?' }], tools: [WEATHER] };
const call = (id: string, given: string) => ({
  id,
  type: 'function',
  function: { name: 'get_weather', arguments: given },
});

/** An answer that asks for one call, in two pieces. */
function calling(id: string, given: string): Script {
  const [start, end] = [given.slice(0, 4), given.slice(4)];
  return events(
    chunk({ tool_calls: [{ index: 0, ...call(id, start) }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: end } }] }),
    chunk({}, { finishReason: 'tool_calls' }),
    { ...chunk(null), usage: usageOf(60, 12) },
  );
}

async function asking(...scripts: readonly Script[]) {
  const server = await startScriptedEndpoint();
  onTestFinished(() => server.close());
  const app = await testApp({ endpoint: server, config: { concurrency: 1 } });
  server.enqueue(...scripts);
  return { app, server };
}

async function ended(app: Awaited<ReturnType<typeof testApp>>, body: object) {
  const response = await app.post('/api/v1/runs', body);
  const started = (await response.json()) as RunJson;
  expect([response.status, started]).toEqual([202, expect.anything()]);
  const run = await endedRun(app, started.id);
  return { run, completions: run.completions as readonly CallingJson[] };
}

test('calls are kept with the answer, and the conversation goes on with their results', async () => {
  const { app, server } = await asking(calling('call_1', '{"city":"Rome"}'), answer('Sunny.'));
  const choice = { type: 'function', function: { name: 'get_weather' } };
  const { run, completions } = await ended(app, { ...BODY, tool_choice: choice, parallel_tool_calls: false });
  expect(server.requests[0]?.body).toMatchObject({ tools: [WEATHER], tool_choice: choice, parallel_tool_calls: false });
  expect(completions[0]).toMatchObject({
    text: '',
    tool_calls: [call('call_1', '{"city":"Rome"}')],
    finish_reason: 'tool_calls',
    status: 'done',
  });
  expect(run.request).toMatchObject({ tools: [WEATHER], tool_choice: choice, parallel_tool_calls: false });
  const turns = [
    ...BODY.messages,
    { role: 'assistant', content: null, tool_calls: completions[0]?.tool_calls },
    { role: 'tool', content: '{"sky":"clear"}', tool_call_id: 'call_1' },
  ];
  const next = await ended(app, { ...BODY, messages: turns });
  expect(server.requests[1]?.body).toMatchObject({ messages: turns });
  expect(next.completions[0]?.text).toBe('Sunny.');
  const raw = await (await app.request(`/api/v1/completions/${next.completions[0]?.id}`)).json();
  expect(raw.raw.request.messages).toEqual(turns);
});

test('code of a request with functions and calls, pasted, gives the same messages and settings', async () => {
  const { app } = await asking(answer('Sunny.'));
  const messages = [
    ...BODY.messages,
    { role: 'assistant', content: null, tool_calls: [call('call_1', '{"city": "Rome"}')] },
    { role: 'tool', content: 'clear', tool_call_id: 'call_1' },
  ];
  const { completions } = await ended(app, { ...BODY, messages, tool_choice: 'auto' });
  for (const form of ['curl', 'python', 'typescript', 'json']) {
    const code = await (await app.request(`/api/v1/completions/${completions[0]?.id}/code?form=${form}`)).text();
    const pasted = await (await app.post('/api/v1/pastes', { text: code })).json();
    expect(pasted.problems).toEqual([]);
    expect(pasted.settings).toEqual({ model: BODY.model, tools: [WEATHER], tool_choice: 'auto' });
    expect(pasted.prompt.messages).toEqual(messages.map((one) => ({ ...one, content: one.content ?? '' })));
  }
});

test('arguments that do not fit the schema of their function are said by field, beside the call', async () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const strict = { type: 'function', function: { name: 'get_weather', parameters } };
  const { app } = await asking(
    calling('a', '{"city":"Rome"}'),
    calling('b', '{"city":7}'),
    calling('c', '{"city":"Ro'),
    calling('d', '{}'),
  );
  const { run, completions } = await ended(app, { ...BODY, tools: [strict], samples: 4 });
  const remark = (field: string, message: string) => ({
    kind: 'arguments_not_met',
    call: 0,
    function: 'get_weather',
    problems: [{ field, message }],
  });
  expect(completions.map(({ remarks = [] }) => remarks.map(({ text: _, ...rest }) => rest))).toEqual([
    [],
    [remark('city', 'must be string')],
    [remark('', 'is not JSON')],
    [remark('', "must have required property 'city'")],
  ]);
  expect(completions[1]?.remarks?.[0]?.text).toBe(
    'The call of get_weather does not fit its schema: city must be string.',
  );
  const page = await (await app.request(`/runs/${run.id}`)).text();
  const lists = page.match(/<ul aria-label="Arguments that do not fit">.*?<\/ul>/gs) ?? [];
  expect(lists.length).toBe(3);
  expect(lists[0]).toContain('<code>city</code> must be string');
});

test('a call of a function that was not offered is named, and one without a schema takes what comes', async () => {
  const { app } = await asking(calling('a', '{"city":7}'), calling('b', '{"city":7}'));
  const other = { type: 'function', function: { name: 'other' } };
  const free = { type: 'function', function: { name: 'get_weather' } };
  const first = await ended(app, { ...BODY, tools: [other] });
  expect(first.completions[0]?.remarks?.[0]?.text).toContain('none of the functions');
  const second = await ended(app, { ...BODY, tools: [free] });
  expect(second.completions[0]?.remarks).toBeUndefined();
});

test('answers are equal when their calls are, however the arguments are spaced and ordered', async () => {
  const { app } = await asking(
    calling('a', '{"city":"Rome","unit":"C"}'),
    calling('b', '{ "unit": "C", "city": "Rome" }'),
    calling('c', '{"city":"Oslo","unit":"C"}'),
  );
  const { run } = await ended(app, { ...BODY, samples: 3 });
  const summary = (await (await app.request(`/api/v1/runs/${run.id}`)).json()).summary;
  expect(summary[0]).toMatchObject({ n: 3, distinct: 2 });
  const page = await (await app.request(`/runs/${run.id}`)).text();
  expect(page).toContain('2 of 3 same');
});

test.each([
  [
    { tools: [{ ...WEATHER, function: { ...WEATHER.function, parameters: { type: 'objekt' } } }] },
    'tools',
    'get_weather cannot be used',
  ],
  [{ tools: [{ type: 'function', function: { name: 'two words' } }] }, 'tools', 'needs a name'],
  [
    { tool_choice: { type: 'function', function: { name: 'other' } } },
    'tool_choice',
    '“other” is none of the functions',
  ],
  [{ tools: null, tool_choice: 'required' }, 'tool_choice', 'no functions to choose from'],
  [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages.0.tool_call_id', 'must name the call'],
  [{ messages: [{ role: 'user', content: null }] }, 'messages.0.content', 'must be text'],
])('%j is refused at its field before anything is sent', async (change, path, message) => {
  const { app, server } = await asking();
  const response = await app.post('/api/v1/runs', { ...BODY, ...change });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ path, message: expect.stringContaining(message) }] });
  expect(server.requests).toEqual([]);
});

test('functions count as input by the rule for them', async () => {
  const { app } = await asking(answer('a'), answer('b'));
  const { tools: _, ...bare } = BODY;
  const [without, with_] = [await ended(app, bare), await ended(app, BODY)];
  const inputs = [without, with_].map(
    ({ run }) => (run as unknown as { estimate: { input_tokens: number } }).estimate.input_tokens,
  );
  // 7 + "get_weather:The weather in a city" + 3 + 3 + "city:string:A city" + 12
  expect((inputs[1] ?? 0) - (inputs[0] ?? 0)).toBeGreaterThan(30);
});
