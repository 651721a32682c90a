import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newExperiment, words } from '../../support/pages.ts';
import { type Answering, type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal } from '../../support/scripts.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

type Json = Readonly<Record<string, unknown>>;

let endpoint: ScriptedEndpoint;
let app: TestApp;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ models: ['warm', 'cold', 'bare'] });
  app = await createTestApp({ endpoint });
});
beforeEach(() => {
  endpoint.forget();
  endpoint.answerBy(refusing('temperature'));
});
afterAll(async () => {
  await app.close();
  await endpoint.close();
});

const bodyOf = ({ body }: Parameters<Answering>[0]) => body as Json;

/** Refuses a parameter for every model but `warm`. */
function refusing(param: string): Answering {
  return (request) => {
    const body = bodyOf(request);
    if (!(param in body) || body['model'] === 'warm') return answer('Well.');
    const message = `Unsupported parameter: '${param}' is not supported with this model.`;
    return refusal(400, { message, param, code: 'unsupported_parameter' });
  };
}

interface Told extends Json {
  readonly id: number;
  readonly warnings?: readonly string[];
  readonly offers?: readonly { readonly text: string; readonly models: readonly string[]; readonly changes: Json }[];
  readonly completions: readonly { readonly status: string; readonly attempts: number; readonly error: Json | null }[];
}

async function run(body: Json): Promise<{ readonly started: Told; readonly ended: Told }> {
  const messages = [{ role: 'user', content: 'Hi' }];
  const response = await app.post('/api/v1/runs', {
    connection: 'openai',
    messages,
    confirm: true,
    max_completion_tokens: 20,
    ...body,
  });
  expect(response.status).toBe(202);
  const started = (await response.json()) as Told;
  return { started, ended: (await (await app.request(`/api/v1/runs/${started.id}?wait=20`)).json()) as Told };
}

test('over the API a refused temperature stays one, and its warnings say how to go on', async () => {
  const { ended } = await run({ model: ['warm', 'cold'], temperature: [0, 0.5] });
  expect(ended.completions.map(({ status }) => status).toSorted()).toEqual(['done', 'done', 'failed', 'failed']);
  expect(ended.warnings?.join('\n')).toContain('cold refused temperature');
  const [without, ...others] = ended.offers ?? [];
  expect(without).toEqual({
    text: 'Run without temperature',
    models: ['cold'],
    changes: { model: 'cold', temperature: null },
  });
  expect(others.map(({ text }) => text)).toContain('Run with top_p 0.2, 0.6, 1');
  expect(ended.warnings).toContain('Run without temperature: send the same with {"model":"cold","temperature":null}.');
  // What is offered is a body that is taken.
  for (const { changes } of ended.offers ?? []) {
    const { ended: again } = await run({ temperature: [0, 0.5], ...changes });
    expect(again.completions.every(({ status }) => status === 'done')).toBe(true);
    expect(again.offers).toBeUndefined();
  }
});

test('what was refused once is warned of before the same is sent again', async () => {
  await run({ model: 'cold', temperature: 0.7 });
  const { started } = await run({ model: 'cold', temperature: 0.2 });
  expect(started.warnings?.join('\n')).toMatch(/cold may refuse temperature 0\.2: cold refused it on \d{4}-\d\d-\d\d/);
  expect(started.offers?.[0]).toMatchObject({ changes: { temperature: null } });
  expect((await run({ model: 'warm', temperature: 0.2 })).started.warnings).toBeUndefined();
});

test.each<[string, Json]>([
  ['top_p', { top_p: 0.5 }],
  ['presence_penalty', { presence_penalty: 1 }],
  ['frequency_penalty', { frequency_penalty: 1 }],
  ['reasoning_effort', { reasoning_effort: 'low' }],
  ['verbosity', { verbosity: 'low' }],
  ['seed', { seed: 7 }],
  ['stop', { stop: 'END' }],
  ['response_format', { response_format: { type: 'json_object' } }],
  ['logprobs', { logprobs: true }],
  ['top_logprobs', { logprobs: true, top_logprobs: 2 }],
  ['service_tier', { service_tier: 'flex' }],
  ['tools', { tools: [{ type: 'function', function: { name: 'now' } }], tool_choice: 'auto' }],
  ['parallel_tool_calls', { tools: [{ type: 'function', function: { name: 'now' } }], parallel_tool_calls: false }],
  ['top_k', { extra_body: { top_k: 5 } }],
])('%s that is refused is told, offered to be left out, and warned of next time', async (param, set) => {
  endpoint.answerBy(refusing(param));
  const model = `without-${param}`;
  const first = await run({ model, ...set });
  expect(first.ended.completions[0]).toMatchObject({ status: 'failed', error: { kind: 'parameter_refused', param } });
  expect(first.ended.offers?.map(({ text }) => text.toLowerCase())).toEqual([
    `run without ${param.replace('reasoning_', 'reasoning ').replace('_penalty', ' penalty')}`,
  ]);
  const changes = first.ended.offers?.[0]?.changes ?? {};
  expect((await run({ model, ...set, ...changes })).ended.completions[0]).toMatchObject({ status: 'done' });
  const { started } = await run({ model, ...set });
  expect(started.warnings?.some((warning) => warning.startsWith(`${model} may refuse `))).toBe(true);
});

test('of a run that is refused at one value, the rest is not sent, until somebody asks for it', async () => {
  const { ended } = await run({ model: 'bare', temperature: 0.9, samples: 30 });
  expect(ended.completions.every(({ status }) => status === 'failed')).toBe(true);
  expect(endpoint.requests).toHaveLength(1);
  const unsent = ended.completions.filter(({ attempts }) => attempts === 0);
  expect(unsent).toHaveLength(29);
  expect(unsent[0]?.error?.['message']).toContain('Not sent, as the same was refused just before.');
  endpoint.answerBy(() => answer('Taken now.'));
  await app.send('POST', `/runs/${ended.id}/retries`);
  await expect
    .poll(async () => {
      const view = (await (await app.request(`/api/v1/runs/${ended.id}?wait=5`)).json()) as Told;
      return new Set(view.completions.map(({ status }) => status));
    })
    .toEqual(new Set(['done']));
});

test('beside the failed answers a button runs the refusing model without temperature, and another with what it takes', async () => {
  const { ended } = await run({ model: ['warm', 'cold'], temperature: [0, 1], samples: 2 });
  const page = await (await app.request(`/runs/${ended.id}`)).text();
  expect(words(page)).toContain('cold refused temperature.');
  const offers = offersOn(page);
  expect(offers.map(({ instead }) => instead)).toEqual([
    '',
    'reasoning_effort',
    'verbosity',
    'top_p',
    'presence_penalty',
    'frequency_penalty',
  ]);
  endpoint.forget();
  const pressed = await app.send('POST', `/runs/${ended.id}/alternatives`, offers[0]);
  const path = pressed.headers.get('HX-Redirect') ?? '';
  expect(path).toMatch(/^\/runs\/\d+$/);
  const view = (await (await app.request(`/api/v1${path}?wait=10`)).json()) as Told;
  expect(view.completions).toHaveLength(2);
  expect(endpoint.requests.map(bodyOf).every((body) => body['model'] === 'cold' && !('temperature' in body))).toBe(
    true,
  );
  // Pressed twice, it is one run.
  const again = await app.send('POST', `/runs/${ended.id}/alternatives`, offers[0]);
  expect(again.headers.get('HX-Redirect')).toBe(path);
  const varied = await app.send('POST', `/runs/${ended.id}/alternatives`, offers[3]);
  const other = (await (await app.request(`/api/v1${varied.headers.get('HX-Redirect')}?wait=10`)).json()) as Told;
  expect(other['request']).toMatchObject({ model: 'cold', top_p: [0.2, 0.6, 1], columns: 'top_p', samples: 2 });
  expect((await app.send('POST', `/runs/${ended.id}/alternatives`, { param: 'model', instead: '' })).status).toBe(409);
});

test('of a column that was added with another model, that model alone is run without', async () => {
  const { ended } = await run({ model: 'warm', temperature: 0, added_columns: [{ model: 'cold', temperature: 0.4 }] });
  expect(ended.completions.map(({ status }) => status).toSorted()).toEqual(['done', 'failed']);
  const [offer] = offersOn(await (await app.request(`/runs/${ended.id}`)).text());
  endpoint.forget();
  const pressed = await app.send('POST', `/runs/${ended.id}/alternatives`, offer);
  await app.request(`/api/v1${pressed.headers.get('HX-Redirect')}?wait=10`);
  expect(endpoint.requests.map(bodyOf)).toMatchObject([{ model: 'cold' }]);
  expect(endpoint.requests.map(bodyOf)[0]).not.toHaveProperty('temperature');
});

interface OnlyAdded {
  readonly grid: Json;
  readonly added: readonly Json[];
  readonly sent: readonly Json[];
}

const STOP = { stop: ['END'] };

test.each<[string, OnlyAdded]>([
  [
    'one column',
    {
      grid: { model: 'cold', temperature: null },
      added: [{ temperature: 0.4, seed: 5, top_p: 0.5, ...STOP }],
      sent: [{ model: 'cold', seed: 5, top_p: 0.5, ...STOP }],
    },
  ],
  [
    'a column of another model, of rows',
    {
      grid: { model: 'warm', temperature: [0, 1], seed: [1, 2], columns: 'temperature' },
      added: [{ model: 'cold', ...STOP }, { seed: 3 }],
      sent: [1, 2].map((seed) => ({ model: 'cold', seed, ...STOP })),
    },
  ],
  [
    'two columns, each with its own changes',
    {
      grid: { model: 'cold', temperature: null, top_p: 0.9 },
      added: [
        { temperature: 0.4, seed: 5, ...STOP },
        { temperature: 0.8, model: 'bare' },
      ],
      sent: [
        { model: 'cold', top_p: 0.9, seed: 5, ...STOP },
        { model: 'bare', top_p: 0.9 },
      ],
    },
  ],
  [
    'two columns, the first of which fixes what the second goes through',
    {
      grid: { model: 'warm', seed: [1, 2], temperature: null, columns: 'model' },
      added: [
        { model: 'cold', temperature: 1, seed: 7 },
        { model: 'bare', temperature: 1 },
      ],
      sent: [
        { model: 'cold', seed: 7 },
        { model: 'bare', seed: 1 },
        { model: 'bare', seed: 2 },
      ],
    },
  ],
  [
    'a column beside a grid that was refused too',
    {
      grid: { model: 'cold', temperature: 1 },
      added: [{ seed: 5 }, { temperature: 0.5 }],
      sent: [{ model: 'cold' }, { model: 'cold', seed: 5 }],
    },
  ],
])('what is run without a setting is what was refused, also of %s', async (_, { grid, added, sent }) => {
  const { ended } = await run({ ...grid, added_columns: added });
  const [offer] = offersOn(await (await app.request(`/runs/${ended.id}`)).text());
  endpoint.forget();
  const pressed = await app.send('POST', `/runs/${ended.id}/alternatives`, offer);
  const view = await app.request(`/api/v1${pressed.headers.get('HX-Redirect')}?wait=10`);
  expect(((await view.json()) as Told).completions.every(({ status }) => status === 'done')).toBe(true);
  const names = ['model', 'temperature', 'top_p', 'seed', 'stop'];
  const asked = endpoint.requests.map((request) =>
    Object.fromEntries(Object.entries(bodyOf(request)).filter(([name]) => names.includes(name))),
  );
  const inOrder = (bodies: readonly Json[]) => bodies.map((body) => JSON.stringify(body, names)).toSorted();
  expect(inOrder(asked)).toEqual(inOrder(sent));

  // Over the API the same is told as a body that is taken, and asks the same.
  endpoint.forget();
  const { ended: again } = await run({ ...grid, added_columns: added, ...ended.offers?.[0]?.changes });
  expect(again.completions.map(({ status }) => status)).toEqual(sent.map(() => 'done'));
});

test('in a notebook the run that was chosen takes the place of the refused one', async () => {
  const { experiment, notebook } = await newExperiment(app, {});
  const fields = { role: 'user', content: 'Hi', system: '', samples: '1', max_completion_tokens: '20' };
  const asked = { ...fields, model: 'openai/cold', temperature: '0.3' };
  const started = await (await app.send('POST', `/experiments/${experiment}/runs`, asked)).text();
  const id = Number(/id="run-(\d+)"/.exec(started)?.[1]);
  await app.request(`/api/v1/runs/${id}?wait=10`);
  const [offer] = offersOn(await (await app.request(`/notebooks/${notebook}`)).text());
  const response = await app.request(`/runs/${id}/alternatives`, {
    method: 'POST',
    body: new URLSearchParams(offer),
    headers: { 'HX-Request': 'true', 'HX-Current-URL': `http://localhost/notebooks/${notebook}` },
  });
  const markup = await response.text();
  expect(markup).toContain(`hx-target="#experiment-${experiment}-run"`);
  expect(markup).toMatch(/id="run-\d+"/);
  expect(markup).not.toContain(`id="run-${id}"`);
});

test('before Run, what is known to be refused can be taken out of the draft, whatever it is', async () => {
  endpoint.answerBy(refusing('stop'));
  const { experiment } = await newExperiment(app, {});
  const fields = { role: 'user', content: 'Hi', system: '', samples: '1', max_completion_tokens: '20' };
  const asked = { ...fields, model: 'openai/never-stops', temperature: '0.3', stop: 'END' };
  const started = await (await app.send('POST', `/experiments/${experiment}/runs`, asked)).text();
  await app.request(`/api/v1/runs/${/id="run-(\d+)"/.exec(started)?.[1]}?wait=10`);
  const feedback = await (await app.send('PUT', `/experiments/${experiment}/draft`, asked)).text();
  expect(words(feedback)).toContain('never-stops may refuse stop');
  expect(feedback).toContain('&quot;without&quot;:&quot;stop&quot;');
  const turned = await app.send('POST', `/experiments/${experiment}/knobs`, { ...asked, without: 'stop' });
  expect(words(await turned.text())).not.toContain('may refuse');
  const cell = await app.store.cells.experiment(experiment);
  expect(cell?.draft.settings).toMatchObject({ stop: '', temperature: '0.3', model: 'openai/never-stops' });
  const wrong = await app.send('POST', `/experiments/${experiment}/knobs`, { ...asked, without: 'model' });
  expect(wrong.status).toBe(422);
});

/** What the buttons of a page send. */
function offersOn(page: string): readonly { param: string; instead: string; key: string }[] {
  const buttons = [...page.matchAll(/hx-post="\/runs\/\d+\/alternatives" hx-vals="([^"]*)"/g)];
  return buttons.map(
    ([, values = '']) =>
      JSON.parse(values.replaceAll('&quot;', '"')) as { param: string; instead: string; key: string },
  );
}
