import { expect, test } from 'vitest';
import { faultyApp, runJson, runWith, start } from '../../support/asking-the-app.ts';
import { chunk, events, json, textThen, wholeAnswer } from '../../support/scripts.ts';

const faulty = faultyApp();

const reporting = (usage: object) => json({ ...(wholeAnswer('Hello there') as object), usage });
const SANE = { prompt_tokens: 5, completion_tokens: 3 };

test.each([
  ['tokens of 2^53-1', { prompt_tokens: Number.MAX_SAFE_INTEGER, completion_tokens: 3 }],
  ['negative tokens', { prompt_tokens: 5, completion_tokens: -3 }],
  [
    'cached and other tokens that are too many together',
    { ...SANE, prompt_tokens_details: { cached_tokens: 1_000_000_000 } },
  ],
  [
    'a cost and another one that are too much together',
    { ...SANE, cost: 999, is_byok: true, cost_details: { upstream_inference_cost: 999 } },
  ],
  ['a cost of $5 million', { ...SANE, cost: 5_000_000 }],
  ['a cost of a billion dollars', { ...SANE, cost: 1e9 }],
  ['a cost beyond all numbers', { ...SANE, cost: 1e300 }],
  ['tokens written as a text of 16 digits', { ...SANE, prompt_tokens: '9007199254740993' }],
  ['tokens written as a negative text', { ...SANE, completion_tokens: '-3' }],
  ['tokens written as NaN and Infinity', { prompt_tokens: 'NaN', completion_tokens: 'Infinity' }],
  [
    'cached tokens written as a long text',
    { ...SANE, prompt_tokens_details: { cached_tokens: '99999999999999999999' } },
  ],
  [
    'a cost in a thousand parts',
    { ...SANE, cost: Object.fromEntries(Array.from({ length: 1_000 }, (_, part) => [`${part}_cost`, 0.01])) },
  ],
  ['a cost written as 1e9', { ...SANE, cost: '1e9' }],
  ['an upstream cost written as 1e18', { ...SANE, cost: 0, cost_details: { upstream_inference_cost: '1e18' } }],
])('%s are not believed, and the answer is kept with our own count', async (_, usage) => {
  const { completion, words } = await runWith(faulty, reporting(usage));
  expect(completion).toMatchObject({ status: 'done', text: 'Hello there', usage: { source: 'estimated' } });
  expect(completion.cost?.source).not.toBe('reported');
  expect(words).toContain('The endpoint reported an impossible usage');
});

test('after all of them the server saves answers, sums them up and is well', async () => {
  const { app, endpoint } = faulty;
  endpoint.answerBy(() => reporting({ ...SANE, cost: 5_000_000 }));
  const run = await runJson(app, await start(app, { samples: 3 }), 15);
  expect(run.completions.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  expect((await app.request('/healthz')).status).toBe(200);
  const costs = await app.request('/api/v1/costs?group=day');
  expect(costs.status).toBe(200);
  expect(app.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});

test('a chunk that is nested 5,000 deep fails for a true reason, and what had come stays', async () => {
  const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  const { completion } = await runWith(faulty, textThen('Half', { raw: `data: ${deep}\n\n` }));
  expect(completion).toMatchObject({ status: 'failed', text: 'Half', error: { kind: 'bad_response' } });
  expect(completion.error?.message).toContain('nested deeper');
});

test('unknown fields of a chunk are not kept', async () => {
  const odd = { ...chunk({ content: 'Hi' }, { finishReason: 'stop' }), junk: { deep: ['x'.repeat(100)] } };
  const { completion } = await runWith(faulty, events(odd));
  const raw = await (await faulty.app.request(`/api/v1/completions/${completion.id}`)).text();
  expect(raw).toContain('finish_reason');
  expect(raw).not.toContain('junk');
});

test.each([
  ['an object that is an error', { object: 'error', message: 'GPU lost', code: 500 }],
  ['a detail', { detail: 'GPU lost' }],
  ['an object that says it had no success', { success: false, msg: 'GPU lost' }],
  ['a list', [{ error: { message: 'GPU lost' } }]],
  [
    'an error in the choice',
    { choices: [{ index: 0, delta: {}, error: { message: 'GPU lost' }, finish_reason: 'error' }] },
  ],
])('%s after text is an error, and text, usage and cost stay', async (_, error) => {
  const usage = { ...chunk({}), usage: { prompt_tokens: 9, completion_tokens: 4, cost: 0.25 } };
  const { completion } = await runWith(faulty, textThen('Half', { event: usage }, { event: error }));
  expect(completion).toMatchObject({
    status: 'failed',
    text: 'Half',
    usage: { input_tokens: 9, output_tokens: 4, source: 'reported' },
    cost: { picodollars: '250000000000', source: 'reported' },
  });
  expect(completion.error?.message).toContain('GPU lost');
});

test('the arguments of a call that come in 20,000 pieces cost as much as they are long', async () => {
  const pieces = Array.from({ length: 20_000 }, () =>
    chunk({ tool_calls: [{ index: 0, function: { arguments: 'abcdefghij' } }] }),
  );
  const named = chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] });
  const before = process.cpuUsage();
  const { completion } = await runWith(faulty, events(named, ...pieces, chunk({}, { finishReason: 'tool_calls' })));
  const { user } = process.cpuUsage(before);
  const raw = (await (await faulty.app.request(`/api/v1/completions/${completion.id}`)).json()) as {
    readonly tool_calls: readonly { readonly function: { readonly arguments: string } }[];
  };
  expect(raw.tool_calls[0]?.function.arguments).toBe('abcdefghij'.repeat(20_000));
  // Reading all of it again for every piece took ten seconds.
  expect(user / 1_000).toBeLessThan(8_000);
});

test('words that are a megabyte long are cut before they are kept', async () => {
  const long = 'x'.repeat(1_000_000);
  const call = { index: 0, id: long, function: { name: long, arguments: '{}' } };
  const logprobs = { content: [{ token: long, logprob: -0.5, top_logprobs: [{ token: long, logprob: -0.5 }] }] };
  const said = { index: 0, delta: { content: 'Hi', tool_calls: [call] }, logprobs, finish_reason: long };
  const { completion } = await runWith(faulty, events({ id: long, model: long, choices: [said] }));
  expect(completion).toMatchObject({ status: 'done', text: 'Hi' });
  const raw = await (await faulty.app.request(`/api/v1/completions/${completion.id}`)).text();
  expect(raw.length).toBeLessThan(10_000);
});

test('a text that no model writes is kept up to a bound, and fails for a true reason', async () => {
  const { completion } = await runWith(
    faulty,
    textThen('', ...Array.from({ length: 9 }, () => ({ event: chunk({ content: 'word '.repeat(200_000) }) }))),
  );
  expect(completion).toMatchObject({ status: 'failed', error: { kind: 'bad_response' } });
  expect(completion.text.length).toBe(8 * 2 ** 20);
  expect(completion.error?.message).toContain('more than an answer can hold');
});

test('an error with a message of megabytes is searched and quoted in its first part', async () => {
  const error = { message: `GPU lost ${'x '.repeat(2_000_000)}`, type: 'server_error', code: 'y'.repeat(1_000_000) };
  const { completion } = await runWith(faulty, textThen('Half', { event: { error } }));
  expect(completion).toMatchObject({ status: 'failed', text: 'Half', error: { kind: 'server_error' } });
  expect(completion.error?.message).toContain('GPU lost');
  expect(completion.error?.message.length).toBeLessThan(1_000);
});

test('an index that is written as text is an index', async () => {
  const choice = (index: unknown, content: string) => ({ index, delta: { content }, finish_reason: null });
  const { completion } = await runWith(
    faulty,
    events({ choices: [choice('1', 'no'), choice('0', 'yes')] }, chunk({}, { finishReason: 'stop' })),
  );
  expect(completion).toMatchObject({ status: 'done', text: 'yes' });
});
