import { APIConnectionError, APIConnectionTimeoutError } from 'openai';
import { describe, expect, test } from 'vitest';
import { IN_ENVIRONMENT } from '../../src/provider/chat/mending.ts';
import { readErrorValue } from '../../src/provider/errors/error-body.ts';
import { toProviderError } from '../../src/provider/openai/openai-errors.ts';
import { html, json, refusal, type Script, textThen } from '../support/scripts.ts';
import { failureOf, KEY, providerFor } from './asking.ts';
import { oneProvider } from './one-provider.ts';

const shared = oneProvider();

async function failWith(script: Script, body: Readonly<Record<string, unknown>> = {}) {
  shared.endpoint.enqueue(script);
  return (await failureOf(shared.provider, { body })).error;
}

describe('what an endpoint refuses becomes words', () => {
  const refused = (status: number, code: string | null, message = 'No.', extra = {}) =>
    refusal(status, { message, code, ...extra });

  test.each([
    ['wrong_key', refused(401, 'invalid_api_key'), false],
    ['not_allowed', refused(403, 'unsupported_country_region_territory'), false],
    ['no_such_model', refused(404, 'model_not_found'), false],
    ['no_such_model', refused(403, 'model_not_found'), false],
    ['no_such_model', json({ error: 'model "llama9" not found, try pulling it first' }, 404), false],
    ['no_quota', refused(429, 'insufficient_quota'), false],
    ['no_quota', refused(429, null, 'You exceeded your quota', { type: 'insufficient_quota' }), false],
    ['no_quota', json({ error: { message: 'Insufficient credits', code: 402 } }, 402), false],
    ['rate_limit', refused(429, 'rate_limit_exceeded'), true],
    ['context_too_long', refused(400, 'context_length_exceeded', 'No.', { param: 'messages' }), false],
    ['context_too_long', json({ message: "This model's maximum context length is 4096 tokens." }, 400), false],
    ['parameter_refused', refused(400, 'unsupported_value', 'No.', { param: 'temperature' }), false],
    ['request_refused', refused(400, 'invalid_prompt', 'No.', { param: 'messages[0].content' }), false],
    ['request_refused', refused(400, null), false],
    ['request_refused', refused(413, null, 'Too large'), false],
    ['request_refused', refused(418, null), false],
    ['server_error', refused(408, null), true],
    ['server_error', refused(500, null), true],
    ['server_error', html(502), true],
    ['server_error', html(503), true],
    ['server_error', json('', 504), true],
    ['server_error', json({ detail: 'Overloaded' }, 529), true],
    ['server_error', refused(501, null), false],
  ] as const)('%s', async (kind, script, retryable) => {
    const error = await failWith(script);
    expect(error).toMatchObject({ kind, retryable, status: script.status });
    expect(error.message).toMatch(/^\S.*[.”…]$/);
  });

  test('the key that was refused is named by its end only', async () => {
    const message = `Incorrect API key provided: ${KEY}. Bearer ${KEY}; sk-proj-abc*****xyz9.`;
    const error = await failWith(refusal(401, { message, code: 'invalid_api_key' }));
    expect(error.message).toContain('did not accept the key ending in …Y123. Check OPENAI_API_KEY.');
    expect(error.message).toContain('Incorrect API key provided:');
    expect(error.message).not.toMatch(/CANARY|sk-/);
  });

  test('without a key, a 401 asks for one', async () => {
    const keyless = providerFor(shared.endpoint.baseUrl, { apiKey: null });
    shared.endpoint.enqueue(refusal(401, { message: 'You did not provide an API key.' }));
    const { error } = await failureOf(keyless);
    expect(error).toMatchObject({ kind: 'no_key' });
    expect(error.message).toContain('OPENAI_API_KEY');
    await keyless.close();
  });

  test('a refused parameter is named, as is the model', async () => {
    const message = "Unsupported value: 'temperature' does not support 0.5 with this model.";
    const error = await failWith(refusal(400, { message, param: 'temperature', code: 'unsupported_value' }));
    expect(error.param).toBe('temperature');
    expect(error.message).toContain('refused temperature for gpt-4o-mini');
    expect(error.message).toContain('does not support 0.5');
  });

  test('a refused parameter is found in the text when it is not named apart', async () => {
    const body = { temperature: 0.5, top_p: 1 };
    const said = json({ error: { type: 'invalid_request_error', message: '`temperature` is deprecated.' } }, 400);
    expect(await failWith(said, body)).toMatchObject({ kind: 'parameter_refused', param: 'temperature' });
    const both = json({ error: { message: 'temperature and top_p exclude each other' } }, 400);
    expect(await failWith(both, body)).toMatchObject({ kind: 'request_refused', param: null });
    const fastApi = json({ detail: [{ loc: ['body', 'top_p'], msg: 'Input should be less than 1' }] }, 422);
    expect(await failWith(fastApi, body)).toMatchObject({ kind: 'parameter_refused', param: 'top_p' });
  });

  test('what a gateway was told by the provider is quoted', async () => {
    const error = await failWith(
      json({ error: { message: 'Provider returned error', metadata: { raw: 'GPU lost' } } }, 502),
    );
    expect(error.message).toContain('Provider returned error: GPU lost');
  });

  test('long messages are cut, after keys were removed', async () => {
    const message = `${'x'.repeat(490)}${KEY}${'y'.repeat(5_000)}`;
    const error = await failWith(refusal(400, { message }));
    expect(error.message.length).toBeLessThan(700);
    expect(error.message).not.toContain('sk-');
  });

  test('an endless error is read in part', async () => {
    const error = await failWith({ status: 500, steps: [{ raw: 'e'.repeat(1_000_000) }, { hang: true }] });
    expect(error).toMatchObject({ kind: 'server_error', status: 500 });
  });

  test('the key is in no part of an error, wherever the endpoint put it', async () => {
    const scripts: readonly Script[] = [
      refusal(400, { message: KEY, param: 'temperature', code: KEY, type: KEY }),
      html(404, `<title>${KEY}</title>`),
      json({ [KEY]: KEY }, 500),
      { status: 307, headers: { location: `https://elsewhere.test/?key=${KEY}` }, steps: [] },
      textThen('hi', { event: { error: { message: KEY, code: KEY } } }),
      textThen('hi', { raw: `data: {${KEY}\n\n` }),
      json({ not: KEY }),
    ];
    for (const script of scripts) {
      const error = await failWith(script);
      expect(everythingIn(error)).not.toContain('CANARY');
    }
  });
});

describe('how long to wait', () => {
  test.each([
    ['seconds', { 'retry-after': '2' }, 2_000],
    ['fractions', { 'retry-after': '0.5' }, 500],
    ['milliseconds, which are finer', { 'retry-after': '2', 'retry-after-ms': '1250' }, 1_250],
    ['a date that has passed', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ['nonsense', { 'retry-after': 'soon' }, null],
    ['a negative number, which is no date of 2001', { 'retry-after': '-5' }, null],
    ['two numbers', { 'retry-after': '3, 4' }, null],
    ['a date that nobody waits for', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, null],
    ['nothing', {}, null],
  ])('is taken from %s', async (_, headers, expected) => {
    const error = await failWith(refusal(429, { message: 'Slow down' }, headers as Record<string, string>));
    expect(error).toMatchObject({ kind: 'rate_limit', retryable: true, retryAfterMs: expected });
  });

  test.each([
    ['a delay of 200,000 digits', { details: [{ retryDelay: '1'.repeat(200_000) }] }],
    ['a delay of 500,000 numbers', { details: [{ retryDelay: '1 '.repeat(500_000) }] }],
    ['a sentence that goes on and on', { message: `wait 1${' 1'.repeat(500_000)}` }],
  ])('is not looked for in %s for minutes', (_, error) => {
    // Work that grows with the square of the length takes longer than a test may.
    expect(readErrorValue({ error: { message: 'Slow down', ...error } }).waitMs).toBeNull();
  });

  test('is taken from a date to come', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { retryAfterMs } = await failWith(refusal(503, { message: 'Later' }, { 'retry-after': date }));
    expect(retryAfterMs).toBeGreaterThan(3_500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });
});

describe('what the network does becomes words', () => {
  const context = {
    label: 'OpenAI',
    baseUrl: 'https://nowhere.invalid/v1',
    apiKey: KEY,
    secrets: [],
    mending: IN_ENVIRONMENT,
    timeouts: { connect: 10_000, firstToken: 1, idle: 1, total: 1 },
    params: [],
    model: null,
    begun: false,
  };
  const broken = (code: string) => new APIConnectionError({ cause: Object.assign(new Error(`x ${KEY}`), { code }) });

  test.each([
    ['ENOTFOUND', 'unreachable', false],
    ['EAI_AGAIN', 'unreachable', true],
    ['ECONNREFUSED', 'unreachable', true],
    ['EHOSTUNREACH', 'unreachable', true],
    ['EMFILE', 'unreachable', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable', false],
    ['CERT_HAS_EXPIRED', 'unreachable', false],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', true],
    ['ECONNRESET', 'connection_lost', true],
    ['UND_ERR_SOCKET', 'connection_lost', true],
  ])('%s is %s', (code, kind, retryable) => {
    const error = toProviderError(broken(code), context);
    expect(error).toMatchObject({ kind, retryable, status: null });
    expect(everythingIn(error)).not.toContain('CANARY');
  });

  test('a connect timeout that lost its cause on the way is still one', () => {
    const error = toProviderError(new APIConnectionTimeoutError(), context);
    expect(error).toMatchObject({ kind: 'unreachable', retryable: true });
    expect(error.message).toContain('timed out after 10 s');
  });

  test('once the answer has begun, nothing is asked for again', () => {
    expect(toProviderError(broken('ECONNRESET'), { ...context, begun: true })).toMatchObject({
      kind: 'connection_lost',
      retryable: false,
    });
  });

  test('a mistake of our own is told as one, without the key', () => {
    const error = toProviderError(new TypeError(`${KEY} is not a function`), context);
    expect(error).toMatchObject({ kind: 'internal' });
    expect(everythingIn(error)).not.toContain('CANARY');
  });
});

/** An error with its stack, its own fields and its causes, as a careless logger would write it. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const fields = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return `${fields} ${error.stack} ${error.cause === undefined ? '' : everythingIn(error.cause)}`;
}
