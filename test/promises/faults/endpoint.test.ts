import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { ended, faultyApp, HASTY, runJson, runWith, SOON, start, wordsOf } from '../../support/asking-the-app.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import {
  answer,
  answerOf,
  chunk,
  events,
  html,
  json,
  redirect,
  type Script,
  textThen,
  wholeAnswer,
} from '../../support/scripts.ts';
import { createTestApp } from '../../support/test-app.ts';

const hasty = faultyApp({ timeouts: HASTY });
const patient = faultyApp();

interface Fault {
  readonly what: string;
  readonly script: Script;
  readonly status: string;
  readonly text?: string;
  readonly kind?: string;
  readonly said: string;
}

const ENDLESS = answerOf(
  Array.from({ length: 400 }, () => 'x'),
  { tokenMs: 20 },
);

const FAULTS: readonly Fault[] = [
  {
    what: 'silence before headers',
    script: { steps: [{ hang: true }] },
    status: 'failed',
    kind: 'timeout',
    said: 'TEMPERA_FIRST_TOKEN_TIMEOUT',
  },
  {
    what: 'silence after headers',
    script: { steps: [{ head: true }, { hang: true }] },
    status: 'failed',
    kind: 'timeout',
    said: 'sent no token within 0.8 s',
  },
  {
    what: 'silence in the middle',
    script: textThen('half of an', { hang: true }),
    status: 'failed',
    text: 'half of an',
    kind: 'timeout',
    said: 'TEMPERA_IDLE_TIMEOUT',
  },
  { what: 'no end', script: ENDLESS, status: 'failed', text: 'x', kind: 'timeout', said: 'TEMPERA_TOTAL_TIMEOUT' },
  {
    what: 'a reset in the middle',
    script: textThen('naïve 東京', { delay: 100 }, { reset: true }),
    status: 'failed',
    text: 'naïve 東京',
    kind: 'connection_lost',
    said: 'broke in the middle of the answer',
  },
  {
    what: 'a clean end without finish_reason',
    script: textThen('clean but early'),
    status: 'incomplete',
    text: 'clean but early',
    said: 'the answer ended without a finish reason',
  },
  {
    what: 'the same with [DONE]',
    script: textThen('still early', { raw: 'data: [DONE]\n\n' }),
    status: 'incomplete',
    text: 'still early',
    said: 'incomplete',
  },
  {
    what: 'a last event without its blank line',
    script: textThen('the', { raw: `data: ${JSON.stringify(chunk({ content: ' end' }, { finishReason: 'stop' }))}` }),
    status: 'done',
    text: 'the end',
    said: 'finish: stop',
  },
  {
    what: 'bad JSON',
    script: textThen('so far', { raw: 'data: {"choices": [\n\n' }),
    status: 'failed',
    text: 'so far',
    kind: 'bad_response',
    said: 'not valid JSON',
  },
  {
    what: 'an error event',
    script: textThen('so far', { event: { error: { message: 'The engine is on fire', code: 502 } } }),
    status: 'failed',
    text: 'so far',
    kind: 'server_error',
    said: 'The engine is on fire',
  },
  {
    what: 'only empty choices',
    script: events(chunk(null), chunk(null)),
    status: 'failed',
    kind: 'bad_response',
    said: 'without having said anything',
  },
  {
    what: 'a web page',
    script: html(),
    status: 'failed',
    kind: 'not_an_openai_endpoint',
    said: 'does not answer as an OpenAI endpoint does',
  },
  {
    what: 'a whole answer as JSON',
    script: json(wholeAnswer('All at once.')),
    status: 'done',
    text: 'All at once.',
    said: 'All at once.',
  },
];

test.each(FAULTS)(
  '$what: the API and the page say so, and what came is kept',
  async ({ script, status, text = '', kind, said }) => {
    const faulty = kind === 'timeout' ? hasty : patient;
    faulty.endpoint.answerBy(() => script);
    const { completion, words } = await runWith(faulty);
    expect(completion.status).toBe(status);
    if (text === 'x') expect(completion.text).toMatch(/^x+$/);
    else expect(completion.text).toBe(text);
    expect(completion.error?.kind ?? null).toBe(kind ?? null);
    expect(words).toContain(said);
    expect(words).toContain(completion.text);
    expect(faulty.endpoint.requests.length).toBeLessThanOrEqual(1);
  },
);

test('a first token that comes just in time, and a pace within the limit on silence, are left alone', async () => {
  const { completion } = await runWith(patient, answer('slow but steady', { firstTokenMs: 150, tokenMs: 60 }));
  expect(completion).toMatchObject({ status: 'done', text: 'slow but steady' });
});

test('nothing listening, a name that does not exist and a server without TLS are told apart, quickly', async () => {
  const gone = await startScriptedEndpoint();
  await gone.close();
  const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const { port } = plain.address() as AddressInfo;
  const sentences: string[] = [];
  for (const baseUrl of [gone.baseUrl, 'https://nowhere.invalid/v1', `https://127.0.0.1:${port}/v1`]) {
    const app = await createTestApp({ endpoint: { baseUrl } });
    const { completion, words } = await ended(app, await start(app));
    expect(completion).toMatchObject({ status: 'failed', usage: null, cost: null, error: { kind: 'unreachable' } });
    expect(words).toContain(completion.error?.message);
    sentences.push(completion.error?.message ?? '');
    await app.close();
  }
  plain.close();
  expect(sentences[0]).toContain('Nothing answers at');
  expect(sentences[1]).toMatch(/no address for nowhere\.invalid|does not reach nowhere\.invalid/);
  expect(sentences[2]).toContain('is it https');
});

test('a redirect is refused, and the place it points to is not asked', async () => {
  const target = await startScriptedEndpoint();
  const { completion, words } = await runWith(patient, redirect(`${target.baseUrl}/chat/completions`));
  expect(completion).toMatchObject({ status: 'failed', error: { kind: 'not_an_openai_endpoint', status: 307 } });
  expect(words).toContain('redirects are not followed');
  expect([target.requests.length, target.listings.length, target.openSockets()]).toEqual([0, 0, 0]);
  await target.close();
});

test.each([
  ['missing', answer('one two three', { usage: null })],
  ['empty', answer('one two three', { usage: {} })],
])('usage that is %s is estimated and said to be, and so is its cost', async (_, script) => {
  const { completion, words } = await runWith(patient, script);
  expect(completion.usage).toMatchObject({ source: 'estimated', output_tokens: 3 });
  expect(completion.usage?.input_tokens).toBeGreaterThan(3);
  expect(completion.cost?.source).toBe('estimated');
  expect(Number(completion.cost?.picodollars)).toBeGreaterThan(0);
  expect(words).toContain('(estimated)');
});

test('the cost of a model that nobody knows the price of is unknown, not 0', async () => {
  patient.endpoint.answerBy(() => answer('one two three', { usage: null }));
  const { completion, words } = await ended(patient.app, await start(patient.app, { model: 'home-grown' }));
  expect(completion).toMatchObject({ status: 'done', usage: { source: 'estimated' }, cost: null });
  expect(words).toContain('1 unpriced');
});

test('usage that comes early, with later chunks saying null, counts', async () => {
  const usage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
  const script = events(
    { ...chunk({ content: 'early' }), usage },
    { ...chunk({ content: ' bird' }), usage: null },
    { ...chunk({}, { finishReason: 'stop' }), usage: null },
  );
  const { completion } = await runWith(patient, script);
  expect(completion).toMatchObject({
    status: 'done',
    usage: { input_tokens: 7, output_tokens: 2, source: 'reported' },
  });
});

test('an answer that broke off is counted by estimate, as it was probably billed', async () => {
  const { completion } = await runWith(hasty, textThen('half of an', { hang: true }));
  expect(completion).toMatchObject({ usage: { source: 'estimated', output_tokens: 3 }, cost: { source: 'estimated' } });
  expect(Number(completion.cost?.picodollars)).toBeGreaterThan(0);
});

const WIRE_TEXT = 'Grüße 👩‍👩‍👧 東京 \u2028 "quoted"\r\nnew line\rCR';

test.each([
  ['one byte per write', { bytesPerWrite: 1 }],
  ['CRLF line ends', { lineEnd: '\r\n' as const }],
  ['CRLF split everywhere, with comments', { lineEnd: '\r\n' as const, bytesPerWrite: 1 }],
])('%s change nothing in what is kept', async (_, how) => {
  const deltas = [...WIRE_TEXT].map((content) => ({ event: chunk({ content }) }));
  const steps = [...deltas, { comment: 'ping' }, { event: chunk({}, { finishReason: 'stop' }) }];
  const { completion } = await runWith(patient, { steps, ...how });
  expect(completion).toMatchObject({ status: 'done', text: WIRE_TEXT });
});

test('a lone surrogate is replaced, and the page says so; a pair split over two deltas is whole', async () => {
  const event = (content: string) => ({ raw: `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n` });
  const steps = [
    event('a\\ud800b'),
    event('\\ud83d'),
    event('\\ude00'),
    { event: chunk({}, { finishReason: 'stop' }) },
  ];
  const { completion, words } = await runWith(patient, { steps });
  expect(completion).toMatchObject({ status: 'done', text: 'a\ufffdb😀' });
  expect(words).toContain('broken characters replaced');
});

test('eight answers of 1 MB at once arrive whole, and the memory is bounded', async () => {
  const { app, endpoint } = patient;
  const big = 'All work and no play makes Jack a dull boy. '.repeat(23_000);
  const script = answerOf(big.match(/[\s\S]{1,200}/g) ?? []);
  endpoint.answerBy(() => script);
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 20);
  const run = await runJson(app, await start(app, { samples: 8 }), 30);
  clearInterval(watching);
  expect(run.completions.map(({ status, text }) => [status, text === big])).toEqual(Array(8).fill(['done', true]));
  expect(most - before).toBeLessThan(150 * 2 ** 20);
});

test('cancelling in the middle closes the connection to the endpoint, and keeps what came', async () => {
  const { app, endpoint } = patient;
  endpoint.enqueue(textThen('some text', { hang: true }));
  const id = await start(app);
  await expect.poll(async () => (await runJson(app, id)).completions[0]?.text, SOON).toBe('some text');
  await app.post(`/api/v1/runs/${id}/cancellation`);
  await expect(endpoint.requests[0]?.closed).resolves.toBe('cut');
  expect(await runJson(app, id, 5)).toMatchObject({
    status: 'cancelled',
    completions: [{ status: 'cancelled', text: 'some text' }],
  });
  expect(await wordsOf(app, `/runs/${id}`)).toContain('some text');
});

test('an answer of millions of equal characters is an answer like any other', async () => {
  patient.endpoint.answerBy(() => answer('x'.repeat(6_000_000), { usage: { prompt_tokens: 5, completion_tokens: 7 } }));
  const run = await runJson(patient.app, await start(patient.app, { max_completion_tokens: 20 }), 15);
  expect(run.completions.map(({ status, text }) => [status, text.length])).toEqual([['done', 6_000_000]]);
});
