import { describe, expect, test } from 'vitest';
import { readErrorBody } from '../../src/provider/errors/error-body.ts';
import { refusedParam } from '../../src/provider/errors/refused-params.ts';
import { isRetryableStatus, kindOf } from '../../src/provider/errors/status-errors.ts';

const told = (status: number | null, body: unknown) => {
  const error = readErrorBody(JSON.stringify(body));
  return { ...error, kind: kindOf(error, status ?? error.status, true) };
};
const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe('out of credit', () => {
  test.each([
    ['Z.ai', 429, error('Insufficient balance or no resource package. Please recharge.', { code: '1113' })],
    ['Anthropic', 400, { type: 'error', ...error('Your credit balance is too low to access the Anthropic API.') }],
    [
      'Fireworks',
      412,
      error('Account x is suspended, possibly due to reaching the monthly spending limit or past invoices'),
    ],
    [
      'DashScope',
      400,
      { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
    ],
    ['SiliconFlow', 403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }],
    ['MiniMax in a 200', null, { status_code: 1008, status_msg: 'insufficient balance' }],
    ['OpenRouter', 402, error('This request requires more credits, or fewer max_tokens.', { code: 402 })],
  ])('at %s', (_, status, body) => {
    expect(told(status, body).kind).toBe('no_quota');
  });

  test.each([
    ['Groq', error('Rate limit reached on tokens per minute. Please try again in 7.66s. Upgrade at /settings/billing')],
    ['OpenRouter', error('Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free requests')],
    [
      'Google',
      [
        error('You exceeded your current quota, please check your plan and billing details.', {
          status: 'RESOURCE_EXHAUSTED',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12s' }],
        }),
      ],
    ],
  ])('is told apart from a rate limit at %s', (_, body) => {
    expect(told(429, body).kind).toBe('rate_limit');
  });
});

describe('other kinds', () => {
  test.each([
    [
      'content_filter',
      'Azure',
      400,
      error('The response was filtered due to the content management policy.', {
        code: 'content_filter',
        param: 'prompt',
      }),
    ],
    [
      'content_filter',
      'OpenRouter',
      403,
      error('deepinfra/x requires moderation. Your input was flagged for "violence".', { code: 403 }),
    ],
    ['content_filter', 'Z.ai', 400, error('System detected potentially unsafe or sensitive content', { code: '1301' })],
    [
      'context_too_long',
      'Groq',
      413,
      error('Request too large for model `x` on tokens per minute (TPM): Limit 6000', { code: 'rate_limit_exceeded' }),
    ],
    [
      'context_too_long',
      'Together',
      422,
      error('Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097'),
    ],
    [
      'context_too_long',
      'llama.cpp',
      400,
      error('the request exceeds the available context size', { type: 'exceed_context_size_error' }),
    ],
    ['not_an_openai_endpoint', 'Azure', 404, error('Resource not found', { code: '404' })],
    [
      'no_such_model',
      'Azure',
      404,
      error('The API deployment for this resource does not exist.', { code: 'DeploymentNotFound' }),
    ],
    ['no_such_model', 'Z.ai', 400, error('Unknown Model, please check the model code.', { code: '1211' })],
    ['no_such_model', 'SiliconFlow', 400, { code: 20012, message: 'Model does not exist. Please check it carefully.' }],
    [
      'no_such_model',
      'Hugging Face',
      400,
      error("The requested model 'x/y' is not supported by any provider you have enabled.", {
        code: 'model_not_supported',
      }),
    ],
    [
      'no_such_model',
      'Cloudflare',
      400,
      { success: false, errors: [{ code: 5007, message: 'No such model @cf/x or task' }] },
    ],
    ['parameter_refused', 'OpenRouter', 404, error('No endpoints found that support the requested parameters.')],
    [
      'parameter_refused',
      'OpenAI',
      400,
      error('max_tokens is too large: 200000. This model supports at most 16384 completion tokens', {
        param: 'max_tokens',
      }),
    ],
    ['server_error', 'a proxy', 524, ''],
  ])('%s at %s', (kind, _, status, body) => {
    expect(told(status, body).kind).toBe(kind);
  });

  test('a parameter is found under its name in camelCase, and in Google’s words', () => {
    const sent = ['model', 'messages', 'presence_penalty', 'stream', 'seed'];
    const xai = readErrorBody(JSON.stringify({ error: 'Argument not supported on this model: presencePenalty' }));
    expect(refusedParam(xai, { status: 400, sent, isSaid: false })).toBe('presence_penalty');
    const google = readErrorBody(
      JSON.stringify([error('Invalid JSON payload. Unknown name "seed": Cannot find field.')]),
    );
    expect(refusedParam(google, { status: 400, sent, isSaid: false })).toBe('seed');
  });

  test('a list of bad fields is told in words, not as JSON', () => {
    const detail = [
      { type: 'extra_forbidden', loc: ['body', 'max_completion_tokens'], msg: 'Extra inputs are not permitted' },
    ];
    expect(told(422, { object: 'error', message: { detail } })).toMatchObject({
      message: 'Extra inputs are not permitted',
      param: 'max_completion_tokens',
    });
  });

  test('what a proxy says of a service that is late is worth another try', () => {
    expect([520, 522, 524].map(isRetryableStatus)).toEqual([true, true, true]);
  });
});

describe('the wait', () => {
  test.each([
    ['Please retry in 12.5s.', 12_500],
    ['Please try again in 1m30.5s. Need more?', 90_500],
    ['Try again in 250ms', 250],
    ['Please wait 2 minutes before the next request', 120_000],
    ['Try again later', null],
    ['Please retry in 99999999999999999999s', null],
  ])('is read from “%s”', (message, wait) => {
    expect(told(429, error(message)).waitMs).toBe(wait);
  });

  test('is read from Google’s details', () => {
    const details = [{ '@type': 'x' }, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '33s' }];
    expect(told(429, [error('Quota', { details })]).waitMs).toBe(33_000);
  });
});

test('an error body that is nested without end is text', () => {
  expect(readErrorBody(`${'['.repeat(100_000)}`)).toMatchObject({ format: 'text' });
});
