import { afterAll, beforeAll, expect, test } from 'vitest';
import { endedRun, type RunJson, words } from '../../support/pages.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal } from '../../support/scripts.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;
let endpoint: ScriptedEndpoint;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => answer('Hello.') });
  app = await createTestApp({ endpoint, config: { concurrency: 1 } });
});
afterAll(async () => {
  await app?.close();
  await endpoint?.close();
});

const BODY = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hello?' }],
  temperature: [0, 1],
  max_completion_tokens: 20,
};
const ADDED = [
  { model: 'gpt-4.1-mini', temperature: 0.2, seed: 7 },
  { connection: 'practice', model: 'practice', max_completion_tokens: 5 },
];

const tool = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } });
const schemaOf = (schema: object) => ({ type: 'json_schema', json_schema: { name: 'answer', schema } });
const CITY = schemaOf({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] });
const YEAR = schemaOf({ type: 'object', properties: { year: { type: 'integer' } }, required: ['year'] });
const CONTENTS = {
  stop: ['.'],
  response_format: CITY,
  service_tier: 'auto',
  extra_body: { top_k: 40 },
  tools: [tool('get_weather')],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  logprobs: true,
  top_logprobs: 2,
};
const OTHERS = {
  stop: ['!', '\n'],
  response_format: YEAR,
  service_tier: 'flex',
  extra_body: { min_p: 0.1, nested: { list: [null, '$'] } },
  tools: [tool('get_time'), tool('get_place')],
  tool_choice: { type: 'function', function: { name: 'get_time' } },
  parallel_tool_calls: false,
  logprobs: true,
  top_logprobs: 5,
};
const NOTHING = Object.fromEntries(Object.keys(CONTENTS).map((name) => [name, null]));
const PLAIN = { ...BODY, temperature: 0 };

async function asked(body: object): Promise<RunJson> {
  const response = await app.post('/api/v1/runs', body);
  const started = (await response.json()) as RunJson;
  expect([response.status, started]).toEqual([202, expect.anything()]);
  return endedRun(app, started.id);
}

test('a run asks columns beside its grid, with any setting, model and connection changed', async () => {
  const before = endpoint.requests.length;
  const run = await asked({ ...BODY, samples: 2, added_columns: ADDED });
  expect(run.planned).toBe(8);
  const sent = endpoint.requests.slice(before).map(({ body }) => {
    const { model, temperature, seed, max_completion_tokens: limit } = body as Record<string, unknown>;
    return { model, temperature, seed, limit };
  });
  const plain = { model: 'gpt-4o-mini', seed: undefined, limit: 20 };
  const added = { model: 'gpt-4.1-mini', temperature: 0.2, seed: 7, limit: 20 };
  expect(sent).toHaveLength(6);
  expect(sent).toEqual(expect.arrayContaining([{ ...plain, temperature: 0 }, { ...plain, temperature: 1 }, added]));
  expect(run.completions.map(({ settings }) => settings['connection'])).toContain('practice');
  expect(run.request).toMatchObject({
    added_columns: [{ connection: 'openai', model: 'gpt-4.1-mini', temperature: 0.2, seed: 7 }, ADDED[1]],
  });
  expect(run.summary.map(({ temperature, changes, n }) => [temperature, changes === undefined, n])).toEqual([
    [0, true, 2],
    [1, true, 2],
    [0.2, false, 2],
    [0, false, 2],
  ]);
  // What the API says of a run asks for the same again.
  const again = await asked(run.request);
  expect(again.request).toEqual(run.request);
});

test('heads, comparisons and the table of figures say what an added column changes', async () => {
  const run = await asked({ ...BODY, samples: 2, added_columns: ADDED });
  const head = 'model gpt-4.1-mini · seed 7 · temperature 0.2';
  const page = await (await app.request(`/runs/${run.id}`)).text();
  expect(page).toContain(`<span class="temp">${head}</span>`);
  const comparison = await (await app.request(`/comparisons?a=${run.id}:0&b=${run.id}:2`)).text();
  expect(comparison).toContain(head);
  expect(comparison).toContain('gpt-4.1-mini');
  const json = await (await app.request(`/api/v1/comparisons?a=${run.id}:0&b=${run.id}:2`)).json();
  expect(json.pairs[0].b).toMatchObject({ column: 2, changes: { model: 'gpt-4.1-mini', seed: 7 } });
  const names = json.settings.map(({ setting }: { readonly setting: string }) => setting);
  expect(names).toEqual(expect.arrayContaining(['model', 'seed', 'temperature']));
  const later = await asked({ ...BODY, samples: 2, added_columns: ADDED });
  const runs = await (await app.request(`/api/v1/comparisons?a=${run.id}&b=${later.id}`)).json();
  expect(runs.pairs.map(({ a, b }: Record<'a' | 'b', { column: number }>) => [a.column, b.column])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test('added columns go out with a notebook and come in again, in what was asked and in the editor', async () => {
  const run = await asked({ ...BODY, ...CONTENTS, added_columns: [...ADDED, OTHERS, NOTHING] });
  const stored = await app.store.runs.get(run.id);
  const path = `/api/v1/notebooks/${stored?.notebookId}/file?results=true`;
  const file = await (await app.request(path)).json();
  const cell = file.cells.findLast(({ settings }: { settings: { added_columns: string } }) => settings.added_columns);
  expect(JSON.parse(cell.settings.added_columns)).toMatchObject([{ model: 'gpt-4.1-mini' }, { model: 'practice' }]);
  const written = cell.results.runs.map(
    ({ request }: { request: { added_columns?: unknown } }) => request.added_columns,
  );
  expect(written.at(-1)).toMatchObject([{ model: 'gpt-4.1-mini' }, { model: 'practice' }, OTHERS, NOTHING]);
  const made = await (await app.post('/api/v1/notebooks', { ...file, cells: [cell] })).json();
  const copy = await (await app.request(`/api/v1/notebooks/${made.id}/file?results=true`)).json();
  expect(copy.cells).toEqual([cell]);
  const [copied] = await app.store.cells.list(made.id);
  const rerun = await app.store.runs.latestOf(copied?.id ?? 0);
  expect(rerun?.request.addedColumns).toEqual(stored?.request.addedColumns);
});

/** The fields of an extra body are sent beside the others. */
function asSent({ extra_body, ...contents }: Readonly<Record<string, unknown>>) {
  return { ...contents, ...(extra_body as object) };
}

/** What a run of one sample sent in each of its columns besides the prompt and the model. */
async function sentBy(body: object) {
  const before = endpoint.requests.length;
  const run = await asked(body);
  const bodies = endpoint.requests.slice(before).map((request) => {
    const { model, messages, temperature, max_completion_tokens, stream, stream_options, ...rest } =
      request.body as Record<string, unknown>;
    return rest;
  });
  return { run, bodies };
}

test('an added column sends other contents than the grid, or leaves out what the grid sends', async () => {
  endpoint.enqueue(answer('{"city": "Rome"}'), answer('{"city": "Rome"}'), answer('Rome'));
  const { run, bodies } = await sentBy({ ...PLAIN, ...CONTENTS, added_columns: [OTHERS, NOTHING] });
  expect(bodies).toEqual([asSent(CONTENTS), asSent(OTHERS), {}]);
  const remarks = run.completions.map((one) => (one as { remarks?: readonly { problems: unknown }[] }).remarks);
  expect(remarks).toEqual([
    undefined,
    [expect.objectContaining({ problems: [{ field: '', message: "must have required property 'year'" }] })],
    undefined,
  ]);
  expect(run.request).toMatchObject({ ...CONTENTS, added_columns: [OTHERS, NOTHING] });
  // What the API says of a run asks for the same again.
  const again = await sentBy(run.request);
  expect([again.run.request, again.bodies]).toEqual([run.request, bodies]);
  for (const [place, { id }] of run.completions.entries()) {
    const code = JSON.parse(await (await app.request(`/api/v1/completions/${id}/code?form=json`)).text());
    expect(code).toMatchObject(bodies[place] ?? {});
    expect(Object.keys(code)).toHaveLength(4 + Object.keys(bodies[place] ?? {}).length);
  }
});

test('functions that are not sent take what is said of calling them along, and log probabilities are one setting', async () => {
  const added_columns = [{ tools: null }, { top_logprobs: 3 }, { logprobs: false }, { stop: '!' }];
  const { bodies } = await sentBy({ ...PLAIN, ...CONTENTS, added_columns });
  const { tools: _, tool_choice: __, parallel_tool_calls: ___, ...uncalled } = CONTENTS;
  const { logprobs: ____, top_logprobs: _____, ...unlikely } = CONTENTS;
  const contents = [CONTENTS, uncalled, { ...CONTENTS, top_logprobs: 3 }, unlikely, { ...CONTENTS, stop: ['!'] }];
  expect(bodies).toEqual(contents.map(asSent));
});

test('heads, comparisons and the page to share say in a few words what other contents a column has', async () => {
  const { run } = await sentBy({ ...PLAIN, added_columns: [OTHERS, { ...OTHERS, response_format: CITY }] });
  const head =
    'stop "!", "\\n" · response format JSON Schema of year · service tier flex · extra body min_p 0.1, nested {"list":[null,"$"]} · functions get_time, get_place · tool choice get_time · parallel calls no';
  const page = words(await (await app.request(`/runs/${run.id}`)).text());
  expect(page).toContain(head);
  const json = await (await app.request(`/api/v1/comparisons?a=${run.id}:0&b=${run.id}:1`)).json();
  const setting = (name: string) => json.settings.find((one: { setting: string }) => one.setting === name);
  expect(setting('response format')).toMatchObject({ a: 'not sent', b: JSON.stringify(YEAR) });
  expect(setting('tool choice')).toMatchObject({ a: 'not sent', b: JSON.stringify(OTHERS.tool_choice) });
  const later = await asked(run.request);
  const runs = await (await app.request(`/api/v1/comparisons?a=${run.id}&b=${later.id}`)).json();
  expect(runs.pairs.map(({ a, b }: Record<'a' | 'b', { column: number }>) => [a.column, b.column])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
});

test('the functions of an added column count in its input and in the cost that is at most possible', async () => {
  const parameters = { type: 'object', properties: { place: { type: 'string', description: 'A town. '.repeat(200) } } };
  const large = { tools: [{ name: 'get_weather', parameters }] };
  const plain = await asked({ ...PLAIN, added_columns: [{ seed: 1 }] });
  const run = await asked({ ...PLAIN, added_columns: [large] });
  const inputs = run.completions.map(({ estimate }) => Number(estimate?.['input_tokens']));
  expect(inputs[0]).toBe(plain.completions[0]?.estimate?.['input_tokens']);
  expect(inputs[1]).toBeGreaterThan(600);
  expect(run.estimate['input_tokens']).toBe(inputs[1]);
  expect(Number(run.estimate['max_cost_usd'])).toBeGreaterThan(2 * Number(plain.estimate['max_cost_usd']));
});

test('large functions of one column are asked about before they cost, also where variants are counted', async () => {
  const parameters = {
    type: 'object',
    properties: { place: { type: 'string', description: 'A town. '.repeat(9_000) } },
  };
  const variants = [{ name: 'bare', changes: {} }];
  const body = { ...PLAIN, model: 'gpt-4', variants };
  expect((await app.post('/api/v1/runs', { ...body, added_columns: [{ seed: 1 }] })).status).toBe(202);
  const added_columns = [{ tools: [{ name: 'get_weather', parameters }] }];
  const response = await app.post('/api/v1/runs', { ...body, added_columns });
  const { estimate } = await response.json();
  expect([response.status, estimate.requests]).toEqual([409, 2]);
  expect(estimate.max_cost_usd).toBeGreaterThan(0.5);
});

test('what a service refuses of one column keeps back the samples of that column alone', async () => {
  endpoint.answerBy(({ body }) => {
    const isRefused = (body as Record<string, unknown>)['service_tier'] === 'flex';
    return isRefused
      ? refusal(400, { message: 'Unsupported value', param: 'service_tier', code: 'unsupported_value' })
      : answer('Hello.');
  });
  const run = await asked({ ...PLAIN, samples: 2, service_tier: 'auto', added_columns: [{ service_tier: 'flex' }] });
  endpoint.answerBy(() => answer('Hello.'));
  const found = run.completions.map((one) => [(one as { column?: number }).column, one.status, one.attempts]);
  expect(found).toEqual([
    [0, 'done', 1],
    [1, 'failed', 1],
    [0, 'done', 1],
    [1, 'failed', 0],
  ]);
});

test('an added column takes a variant that the grid does not ask, with a case or without', async () => {
  const prompt = { system: 'Be brief.', messages: [{ role: 'user', content: 'Hello {{who}}?' }] };
  const body = {
    model: 'gpt-4o-mini',
    prompt,
    temperature: 0,
    variant: 'short',
    variants: [
      { name: 'short', changes: { system: 'Be short.' } },
      { name: 'bare', changes: { system: null } },
    ],
    added_columns: [{ variant: 'bare' }, { variant: null }],
  };
  const systems = async (more: object) => {
    const before = endpoint.requests.length;
    const run = await asked({ ...body, ...more });
    const lists = endpoint.requests.slice(before).map((request) => (request.body as typeof prompt).messages);
    expect(run.request).toMatchObject({ variant: 'short', added_columns: body.added_columns });
    return lists.map((list) => list.map(({ content }) => content));
  };
  const asWritten = [['Be short.', 'Hello you?'], ['Hello you?'], ['Be brief.', 'Hello you?']];
  expect(await systems({ variables: { who: 'you' } })).toEqual(asWritten);
  expect(await systems({ cases: [{ variables: { who: 'you' } }] })).toEqual(asWritten);
  const alone = await asked({
    ...body,
    variables: { who: 'you' },
    variant: null,
    added_columns: [{ variant: 'bare' }],
  });
  expect(alone.planned).toBe(2);
  expect((await asked(alone.request)).planned).toBe(2);
});

test.each([
  [[{ temperature: 3 }], 'added_columns.0.temperature', 'must be a number from 0 to 2'],
  [[{ temperature: [0, 1] }], 'added_columns.0.temperature', 'must be a number from 0 to 2'],
  [[{}], 'added_columns.0', 'must change a setting'],
  [[{ seed: 1 }, { seed: 2, notebook: 7 }], 'added_columns.1.notebook', 'not a field'],
  [[{ stop: ['a', 'b', 'c', 'd', 'e'] }], 'added_columns.0.stop', 'a list of at most 4 texts'],
  [[{ service_tier: 'two words' }], 'added_columns.0.service_tier', 'one word'],
  [[{ extra_body: { model: 'x' } }], 'added_columns.0.extra_body', '“model” has a place of its own'],
  [[{ tools: [{ name: 'two words' }] }], 'added_columns.0.tools', 'function 1 needs a name'],
  [[{ tool_choice: 'required' }], 'added_columns.0.tool_choice', 'no functions to choose from'],
  [
    [{ seed: 1 }, { response_format: schemaOf({ type: 7 }) }],
    'added_columns.1.response_format',
    'Added column 2, JSON Schema: this schema cannot be used',
  ],
  [
    [{ tools: [{ name: 'f', parameters: { type: 7 } }] }],
    'added_columns.0.tools',
    'the parameters of f cannot be used',
  ],
  [[{ connection: 'mars' }], 'added_columns.0.connection', 'There is no connection “mars”'],
  [[{ model: { connection: 'mars', model: 'x' } }], 'added_columns.0.model', 'There is no connection “mars”'],
  [[{ variant: 'short' }], 'added_columns.0.variant', 'none of the variants'],
  [Array.from({ length: 21 }, () => ({ seed: 1 })), 'added_columns', 'at most 20'],
])('an added column that cannot be asked is refused at its field: %#', async (columns, path, message) => {
  const response = await app.post('/api/v1/runs', { ...BODY, added_columns: columns });
  const { errors } = await response.json();
  expect([response.status, errors]).toEqual([422, [{ path, message: expect.stringContaining(message) }]]);
});

test('code of an added column loops over what it shares with the grid', async () => {
  const run = await asked({ ...BODY, added_columns: [{ seed: 7 }, { temperature: 0.2 }] });
  const code = async (place: number) => {
    const id = run.completions.find((one) => (one as { column?: number }).column === place)?.id;
    return app.request(`/api/v1/completions/${id}/code?form=python&shape=sweep`);
  };
  const seeded = await (await code(2)).text();
  expect(seeded).toContain('for temperature in [0, 1]:');
  expect(seeded).toContain('seed=7');
  expect((await code(3)).status).toBe(409);
});
