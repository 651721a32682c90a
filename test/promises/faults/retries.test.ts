import { expect, test } from 'vitest';
import { ended, faultyApp, runJson, runWith, SOON, start, wordsOf } from '../../support/asking-the-app.ts';
import { answer, refusal, type Script, textThen } from '../../support/scripts.ts';

const faulty = faultyApp();

const slowDown = (seconds: number): Script =>
  refusal(
    429,
    { message: 'Rate limit reached', code: 'rate_limit_exceeded' },
    { 'retry-after-ms': `${seconds * 1000}` },
  );
const broken = refusal(500, { message: 'The server had an error' });
const hopeless: readonly (readonly [string, Script, string, string])[] = [
  ['a wrong key', refusal(401, { message: 'Incorrect key', code: 'invalid_api_key' }), 'wrong_key', 'OPENAI_API_KEY'],
  ['no quota', refusal(429, { message: 'You exceeded', code: 'insufficient_quota' }), 'no_quota', 'no credit left'],
  [
    'a missing model',
    refusal(404, { message: 'No such model', code: 'model_not_found' }),
    'no_such_model',
    'gpt-4o-mini',
  ],
  ['a refused parameter', refusal(400, { message: 'Bad', param: 'temperature' }), 'parameter_refused', 'temperature'],
  [
    'text and then a reset',
    textThen('half', { delay: 100 }, { reset: true }),
    'connection_lost',
    'What had come is kept',
  ],
];

test('a 429 is waited out as long as the endpoint asks, and the wait is shown meanwhile', async () => {
  const { app, endpoint } = faulty;
  endpoint.enqueue(slowDown(1), answer('Here you are.'));
  const id = await start(app);
  await expect
    .poll(() => wordsOf(app, `/runs/${id}`), SOON)
    .toMatch(/Rate limit \(429\) at .*1 s.*Trying again at \d\d:\d\d:\d\d/);
  const { completion, words } = await ended(app, id);
  expect(completion).toMatchObject({ status: 'done', text: 'Here you are.', attempts: 2, error: null });
  expect(words).toContain('2 attempts');
  expect(words).not.toContain('Trying again');
  const [first, second] = endpoint.requests;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(995);
});

test('a wait can be cancelled, which takes effect at once', async () => {
  const { app, endpoint } = faulty;
  endpoint.enqueue(slowDown(30));
  const id = await start(app);
  await expect.poll(() => wordsOf(app, `/runs/${id}`), SOON).toContain('Trying again at');
  await app.post(`/api/v1/runs/${id}/cancellation`);
  // The wait would go on for longer than this one.
  const run = await runJson(app, id, 10);
  expect(run).toMatchObject({ status: 'cancelled', completions: [{ status: 'cancelled', text: '', attempts: 1 }] });
  expect(endpoint.requests).toHaveLength(1);
});

test('a wait of an hour is not sat out: it is told instead, after one call', async () => {
  const { completion, words } = await runWith(faulty, slowDown(3_600));
  expect(completion).toMatchObject({ status: 'failed', error: { kind: 'rate_limit', status: 429 } });
  expect(words).toContain('asks for a pause of 3600 s');
  expect(faulty.endpoint.requests).toHaveLength(1);
});

test('a fault of the server is asked again twice, and then told', async () => {
  faulty.endpoint.answerBy(() => broken);
  const { completion, words } = await runWith(faulty);
  expect(completion).toMatchObject({ status: 'failed', attempts: 3, error: { kind: 'server_error', status: 500 } });
  expect(words).toContain('Server error (500)');
  expect(words).toContain('The server had an error');
  expect(faulty.endpoint.requests).toHaveLength(3);
});

test('a 429 again and again ends after three calls', async () => {
  faulty.endpoint.answerBy(() => slowDown(0.01));
  const { completion } = await runWith(faulty);
  expect(completion).toMatchObject({ status: 'failed', attempts: 3, error: { kind: 'rate_limit' } });
  expect(faulty.endpoint.requests).toHaveLength(3);
});

test('a connection that breaks before the first byte is tried again', async () => {
  const { completion } = await runWith(faulty, { steps: [{ reset: true }] }, answer('At last.'));
  expect(completion).toMatchObject({ status: 'done', text: 'At last.', attempts: 2 });
});

test.each(hopeless)('%s is told after one call', async (_, script, kind, said) => {
  faulty.endpoint.answerBy(() => script);
  const { completion, words } = await runWith(faulty);
  expect(completion).toMatchObject({ status: 'failed', attempts: 1, error: { kind } });
  expect(words).toContain(said);
  expect(faulty.endpoint.requests).toHaveLength(1);
});
