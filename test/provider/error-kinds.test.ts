import { describe, expect, test } from 'vitest';
import { html, json, type Script } from '../support/scripts.ts';
import { failureOf } from './asking.ts';
import { oneProvider } from './one-provider.ts';

/* What people act on, in the words of many services: each case is a status, a body, and the kind it has to be told as. */

const shared = oneProvider();

async function failure(script: Script) {
  shared.endpoint.enqueue(script);
  const body = { max_completion_tokens: 500, temperature: 0.5, stream_options: { include_usage: true } };
  return (await failureOf(shared.provider, { body })).error;
}

const said = (message: string, more: object = {}) => ({ error: { message, ...more } });

type Case = readonly [who: string, status: number, body: unknown];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  no_quota: [
    ['Vercel', 403, said('AI Gateway requires a valid credit card on file to service requests.')],
    ['OpenRouter, the key’s own limit', 403, said('Key limit exceeded (total limit). Manage it using', { code: 403 })],
    [
      'Anthropic, a limit of one’s own',
      400,
      said('You have reached your specified API usage limits. You will regain access on 2026-12-01.', {
        type: 'invalid_request_error',
      }),
    ],
    ['Anthropic, long prompts', 429, said('Extra usage is required for long context requests.')],
    ['Mistral', 403, { message: 'Inactive subscription or usage limit reached' }],
    ['Volcengine, a trial', 429, said('Your account has exhausted its free trial quota for the x model.')],
    ['Z.ai, a plan', 429, said('Your GLM Coding Plan package has expired.', { code: '1309' })],
    [
      'Cloudflare',
      429,
      { success: false, errors: [{ code: 4006, message: 'you have used up your daily free allocation of neurons' }] },
    ],
    ['MiniMax, a plan in a 200', 200, { base_resp: { status_code: 2056, status_msg: 'usage limit exceeded' } }],
    [
      'OpenAI',
      429,
      said('You exceeded your current quota', { type: 'insufficient_quota', code: 'insufficient_quota' }),
    ],
    ['AWS', 402, { Message: 'Payment required' }],
    ['DeepSeek', 402, said('Insufficient Balance', { type: 'unknown_error', code: 'invalid_request_error' })],
    [
      'Anthropic',
      400,
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'Your credit balance is too low to access the Anthropic API.',
        },
      },
    ],
    ['Anthropic, newer', 402, { type: 'error', error: { type: 'billing_error', message: 'Payment failed.' } }],
    [
      'xAI',
      403,
      { code: 'x', error: 'Your team has used all available credits or reached its monthly spending limit.' },
    ],
    [
      'Moonshot',
      429,
      said('Your account is suspended, please check your plan and billing details', {
        type: 'exceeded_current_quota_error',
      }),
    ],
    ['Z.ai', 429, said('余额不足或无可用资源包,请充值。', { code: '1113' })],
    ['New API', 403, said('用户额度不足', { type: 'new_api_error', code: 'insufficient_user_quota' })],
    ['One API', 403, said('该令牌额度不足', { type: 'one_api_error' })],
    ['Fireworks', 412, said('Account is suspended, possibly due to reaching the monthly spending limit')],
    ['Hugging Face', 402, { error: 'You have exceeded your monthly included credits for Inference Providers.' }],
    [
      'OpenRouter',
      402,
      said('Insufficient credits. Add more using https://openrouter.ai/settings/credits', { code: 402 }),
    ],
    [
      'OpenRouter, passed on',
      429,
      said('Provider returned error', {
        code: 429,
        metadata: { raw: JSON.stringify(said('x', { type: 'insufficient_quota' })) },
      }),
    ],
    ['Perplexity', 401, said('Quota used', { type: 'insufficient_quota', code: 401 })],
    [
      'Google',
      403,
      [
        said('This API method requires billing to be enabled.', {
          status: 'PERMISSION_DENIED',
          details: [{ reason: 'BILLING_DISABLED' }],
        }),
      ],
    ],
    [
      'Google, prepaid',
      429,
      [said('Your prepayment credits are depleted. Please go to AI Studio.', { status: 'RESOURCE_EXHAUSTED' })],
    ],
    [
      'DashScope',
      403,
      { code: 'AllocationQuota.FreeTierOnly', message: 'The free tier of the model has been exhausted.' },
    ],
    [
      'Volcengine',
      403,
      said('The request failed because your account has an overdue balance.', { code: 'AccountOverdueError' }),
    ],
    ['SiliconFlow', 403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }],
    ['MiniMax in a 200', 200, { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }],
    ['a 200 with a number', 200, said('Add funds', { code: 402 })],
    [
      'LiteLLM',
      400,
      said('Budget has been exceeded! Current cost: 10.2, Max budget: 10', { type: 'budget_exceeded', code: '400' }),
    ],
    ['Together', 402, said('Credit limit exceeded, please add a payment method', { type: 'credit_limit' })],
    ['Novita', 403, { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'not enough balance' }],
  ],
  rate_limit: [
    [
      'Cerebras, tokens',
      429,
      {
        message: 'Tokens per minute limit exceeded - too many tokens processed.',
        type: 'too_many_tokens_error',
        param: 'quota',
        code: 'token_quota_exceeded',
      },
    ],
    [
      'Cerebras, requests',
      429,
      {
        message: 'Requests per minute limit exceeded - too many requests sent.',
        type: 'too_many_requests_error',
        param: 'quota',
        code: 'request_quota_exceeded',
      },
    ],
    [
      'Cerebras in a 200',
      200,
      said('Tokens per minute limit exceeded - too many tokens processed.', { code: 'token_quota_exceeded' }),
    ],
    [
      'OpenAI',
      429,
      said(
        'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000. Please try again in 6ms.',
        { type: 'tokens', code: 'rate_limit_exceeded' },
      ),
    ],
    [
      'Google',
      429,
      [
        said('You exceeded your current quota, please check your plan and billing details.', {
          status: 'RESOURCE_EXHAUSTED',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12s' }],
        }),
      ],
    ],
    [
      'OpenRouter',
      429,
      said('Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day', {
        code: 429,
      }),
    ],
    ['Groq, full', 498, said('Flex tier capacity exceeded', { type: 'capacity' })],
    ['Mistral', 429, { object: 'error', message: 'Requests rate limit exceeded', type: 'rate_limited', code: '1300' }],
    ['Cohere', 429, { message: 'You are using a Trial key, which is limited to 20 API calls / minute.' }],
    [
      'Azure',
      429,
      said(
        'Requests to the ChatCompletions_Create Operation have exceeded token rate limit. Please retry after 26 seconds.',
        { code: '429' },
      ),
    ],
  ],
  wrong_key: [
    ['Google, none', 400, [said('Missing or invalid Authorization header.', { status: 'INVALID_ARGUMENT' })]],
    ['Google, nobody', 403, [said("Method doesn't allow unregistered callers.", { status: 'PERMISSION_DENIED' })]],
    ['NVIDIA', 403, { status: 403, title: 'Forbidden', detail: 'Authorization failed' }],
    [
      'MiniMax in a 200',
      200,
      { base_resp: { status_code: 1004, status_msg: 'login fail: Please carry the API secret key' } },
    ],
    [
      'Gemini, leaked',
      403,
      said('Your API key was reported as leaked. Please use another API key.', {
        code: 403,
        status: 'PERMISSION_DENIED',
      }),
    ],
    [
      'OpenAI',
      401,
      said('Incorrect API key provided: sk-x. You can find your API key at', { code: 'invalid_api_key' }),
    ],
    [
      'Google',
      400,
      [
        said('API key not valid. Please pass a valid API key.', {
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        }),
      ],
    ],
    ['Google, expired', 400, [said('API key expired. Please renew the API key.', { status: 'INVALID_ARGUMENT' })]],
    ['xAI', 400, { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***QW.' }],
    ['Anthropic', 401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }],
    ['Bedrock', 403, { Message: 'Invalid API Key format: Must start with pre-defined prefix' }],
    ['Cloudflare', 400, { success: false, errors: [{ code: 10000, message: 'Authentication error' }] }],
    ['a 403', 403, said('The API key you provided is invalid.')],
    ['another 400', 400, { detail: 'Please provide a valid API key.' }],
    ['OpenRouter', 401, said('No auth credentials found', { code: 401 })],
    ['a 200', 200, said('Invalid bearer token', { code: 401 })],
    ['Perplexity', 401, '<html><title>401 Authorization Required</title></html>'],
  ],
  context_too_long: [
    [
      'OpenAI, one request over a minute’s share',
      429,
      said('Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 45000.', {
        code: 'rate_limit_exceeded',
      }),
    ],
    ['LM Studio, other words', 400, { error: 'Cannot truncate prompt with n_keep (9000) >= n_ctx (4096)' }],
    [
      'vLLM, newer',
      400,
      said("This model's maximum context length is 4096 tokens. However, you requested 500 output tokens.", {
        type: 'BadRequestError',
        param: 'input_tokens',
        code: 400,
      }),
    ],
    [
      'SiliconFlow',
      400,
      { code: 20015, message: 'length of prompt_tokens (9000) must be less than max_seq_len (8192).', data: null },
    ],
    ['Google, in bytes', 400, [said('Request payload size exceeds the limit: 20971520 bytes.')]],
    ['Snowflake', 400, { message: 'max tokens of 65536 exceeded', error_code: null }],
    ['Volcengine', 400, said('Total tokens of image and text exceed max message tokens.')],
    ['MiniMax in a 200', 200, { base_resp: { status_code: 1039, status_msg: 'token limit exceeded' } }],
    [
      'OpenAI',
      400,
      said("This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.", {
        code: 'context_length_exceeded',
        param: 'messages',
      }),
    ],
    [
      'Anthropic',
      400,
      { error: { type: 'invalid_request_error', message: 'prompt is too long: 215000 tokens > 200000 maximum' } },
    ],
    ['Anthropic, 413', 413, { error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } }],
    [
      'Google',
      400,
      [
        said('The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', {
          status: 'INVALID_ARGUMENT',
        }),
      ],
    ],
    [
      'Groq',
      413,
      said('Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000', {
        code: 'rate_limit_exceeded',
      }),
    ],
    [
      'Groq, 400',
      400,
      said('Please reduce the length of the messages or completion.', { code: 'context_length_exceeded' }),
    ],
    [
      'Mistral',
      400,
      {
        object: 'error',
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_prompt',
        code: '3051',
      },
    ],
    ['Cohere', 400, { message: 'too many tokens: total number of tokens in the prompt cannot exceed 4081' }],
    [
      'Together',
      422,
      said('Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 4000 `inputs` tokens'),
    ],
    [
      'TGI',
      422,
      {
        error: 'Input validation error: `inputs` must have less than 1024 tokens. Given: 1234',
        error_type: 'validation',
      },
    ],
    [
      'xAI',
      400,
      { code: 'x', error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens." },
    ],
    ['Fireworks', 400, said('The prompt is too long: 9000, model maximum context length: 8191')],
    ['Bedrock', 400, { message: 'Input is too long for requested model.' }],
    [
      'vLLM',
      400,
      {
        object: 'error',
        message:
          "You passed 9000 input tokens and requested 500 output tokens. However, the model's context length is only 4096 tokens.",
        code: 400,
      },
    ],
    [
      'SGLang',
      400,
      { object: 'error', message: "The input (9000 tokens) is longer than the model's context length (4096 tokens)." },
    ],
    [
      'llama.cpp',
      400,
      said('the request exceeds the available context size, try increasing it', {
        type: 'exceed_context_size_error',
        code: 400,
      }),
    ],
    [
      'LM Studio',
      400,
      { error: 'The number of tokens to keep from the initial prompt is greater than the context length.' },
    ],
    ['LM Studio in a 200', 200, said('Trying to keep the first 9000 tokens when context the overflows.')],
    [
      'Cloudflare',
      413,
      {
        errors: [
          {
            code: 5021,
            message:
              'The estimated number of input and maximum output tokens (9000) exceeded this model context window limit (7968).',
          },
        ],
      },
    ],
    ['Z.ai', 400, said('Prompt exceeds max length', { code: '1261' })],
    ['DashScope', 400, { code: 'InvalidParameter', message: 'Range of input length should be [1, 30720]' }],
    [
      'Moonshot',
      400,
      said('Invalid request: Your request exceeded model token limit: 8192', { type: 'invalid_request_error' }),
    ],
    [
      'Perplexity',
      400,
      said('The total length of all messages is too long.', { type: 'too_many_prompt_tokens', code: 400 }),
    ],
    [
      'GitHub Models',
      413,
      said('Request body too large for gpt-4o model. Max size: 8000 tokens.', { code: 'tokens_limit_reached' }),
    ],
  ],
  content_filter: [
    ['Google', 400, [said('The request was blocked due to PROHIBITED_CONTENT', { status: 'INVALID_ARGUMENT' })]],
    [
      'Volcengine',
      400,
      said('The request failed because the input text may contain sensitive information.', {
        code: 'SensitiveContentDetected',
      }),
    ],
    ['Baidu', 400, said('the content of messages is sensitive', { code: 'malicious_content' })],
    ['Tencent', 400, said('x', { code: 'OperationDenied.TextIllegalDetected' })],
    ['StepFun', 451, said('The content you provided or machine outputted is blocked.', { type: 'censorship_blocked' })],
    ['OpenRouter, flagged', 403, said('Input was flagged', { code: 403, metadata: { reasons: ['violence'] } })],
    [
      'Azure',
      400,
      said('The response was filtered due to the prompt triggering the content management policy.', {
        code: 'content_filter',
        param: 'prompt',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      }),
    ],
    [
      'OpenAI',
      400,
      said('Invalid prompt: your prompt was flagged as potentially violating our usage policy.', {
        code: 'invalid_prompt',
      }),
    ],
    [
      'OpenAI, images',
      400,
      said('Your request was rejected as a result of our safety system.', { code: 'moderation_blocked' }),
    ],
    [
      'OpenRouter',
      403,
      said('openai/x requires moderation. Your input was flagged for "violence".', {
        code: 403,
        metadata: { reasons: ['violence'] },
      }),
    ],
    ['DeepSeek', 400, said('Content Exists Risk', { type: 'invalid_request_error' })],
    ['DashScope', 400, { code: 'DataInspectionFailed', message: 'Input data may contain inappropriate content.' }],
    ['Z.ai', 400, said('System detected potentially unsafe or sensitive content', { code: '1301' })],
    ['Moonshot', 400, said('The request was rejected because it was considered high risk', { type: 'content_filter' })],
    ['MiniMax in a 200', 200, { base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } }],
    ['xAI', 403, { code: 'x', error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_CSAM' }],
    ['Bedrock', 400, { message: 'The request was blocked by a guardrail.' }],
    ['Google in a 200', 200, said('The prompt was blocked', { code: 400, status: 'PROHIBITED_CONTENT' })],
  ],
  no_such_model: [
    ['LM Studio', 400, { error: 'Model unloaded.' }],
    [
      'Azure, a model of another API',
      400,
      said('The chatCompletion operation does not work with the specified model, gpt-5-pro.', {
        code: 'OperationNotSupported',
      }),
    ],
    [
      'OpenAI',
      404,
      said('The model `gpt-9` does not exist or you do not have access to it.', { code: 'model_not_found' }),
    ],
    ['Mistral', 400, { object: 'error', message: 'Invalid model: mistral-x', type: 'invalid_model', code: '1500' }],
    [
      'Perplexity',
      400,
      said("Invalid model 'x'. Permitted models can be found in the documentation", {
        type: 'invalid_model',
        code: 400,
      }),
    ],
    ['DeepSeek', 400, said('Model Not Exist', { type: 'invalid_request_error', code: 'invalid_request_error' })],
    ['xAI', 400, { code: 'x', error: 'The model grok-9 does not exist or your team does not have access to it.' }],
    [
      'Groq, retired',
      400,
      said('The model `x` has been decommissioned and is no longer supported.', { code: 'model_decommissioned' }),
    ],
    ['GitHub Models', 400, said('Unknown model: x', { code: 'unknown_model' })],
    ['Azure', 400, said('Unavailable model: x', { code: 'unavailable_model' })],
    ['OpenRouter', 400, said('x/y is not a valid model ID', { code: 400 })],
    ['Cloudflare', 400, { success: false, errors: [{ code: 5007, message: 'No such model @cf/x or task' }] }],
    [
      'Hugging Face',
      400,
      { error: { message: "The requested model 'x/y-1.5' does not exist", code: 'model_not_found' } },
    ],
    ['SiliconFlow', 400, { code: 20012, message: 'Model does not exist. Please check it carefully.', data: null }],
    ['Ollama', 404, said("model 'llama9' not found", { type: 'api_error' })],
    [
      'Google',
      404,
      [
        said('models/x is not found for API version v1main, or is not supported for generateContent.', {
          status: 'NOT_FOUND',
        }),
      ],
    ],
    [
      'LiteLLM',
      400,
      said('/chat/completions: Invalid model name passed in model=x. Call /v1/models to view available models', {
        code: '400',
      }),
    ],
  ],
  not_an_openai_endpoint: [
    ['Azure', 404, said('Resource not found', { code: '404' })],
    ['FastAPI', 404, { detail: 'Not Found' }],
    ['a Go server', 404, '404 page not found'],
    ['Express', 404, { message: 'Cannot POST /chat/completions' }],
    ['Kong', 404, { message: 'no Route matched with those values' }],
    ['OpenAI', 404, said('Invalid URL (POST /chat/completions)', { type: 'invalid_request_error' })],
    ['a gateway', 404, said('The requested resource was not found.')],
    ['another', 404, { error: 'Unknown endpoint' }],
    ['a third', 404, { error: 'Endpoint not found' }],
    ['llama.cpp', 404, said('File Not Found', { code: 404, type: 'not_found_error' })],
    ['LM Studio', 404, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }],
    ['LM Studio in a 200', 200, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }],
    ['Moonshot', 404, { code: 5, error: 'url.not_found', message: '没找到对象', scode: '0x5', status: false }],
    ['Cloudflare', 404, { success: false, errors: [{ code: 7003, message: 'Could not route to /ai/v1/chat' }] }],
    ['nothing but a status', 405, ''],
  ],
  request_refused: [
    [
      'a message that is wrong',
      400,
      said("Invalid 'messages[0].content': expected a string", { param: 'messages[0].content' }),
    ],
    ['nothing that is known', 400, said('No.')],
  ],
  server_error: [
    ['a proxy', 524, '<html><title>524: A timeout occurred</title></html>'],
    ['a proxy, too', 520, ''],
    ['Anthropic', 529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
    ['vLLM', 500, { object: 'error', message: 'Internal Server Error', type: 'InternalServerError', code: 500 }],
    ['Google', 503, [said('The model is overloaded. Please try again later.', { status: 'UNAVAILABLE' })]],
    ['a gateway, passed on', 502, said('Provider returned error', { code: 502, metadata: { raw: 'GPU lost' } })],
    ['one that came too early', 425, ''],
  ],
  not_allowed: [
    ['Google, a place', 400, [said('User location is not supported for the API use.')]],
    ['Groq', 400, said('Organization has been restricted.', { code: 'organization_restricted' })],
    ['Anthropic', 400, said('This organization has been disabled.')],
    ['OpenRouter', 404, said('No endpoints found matching your data policy (Free model publication).', { code: 404 })],
    ['xAI', 403, { code: 'x', error: 'API key is missing ACLs required to perform this action.' }],
    ['a scope', 401, said('You have insufficient permissions for this operation. Missing scopes: model.request.')],
    [
      'OpenAI',
      403,
      said('Country, region, or territory not supported', { code: 'unsupported_country_region_territory' }),
    ],
    ['a permission', 403, said('You have insufficient permissions for this operation. Missing scopes: model.request')],
  ],
};

const ALL = Object.entries(CASES).flatMap(([kind, cases]) => cases.map((one) => [kind, ...one] as const));
const RETRIED: ReadonlySet<string> = new Set(['rate_limit', 'server_error']);

test.each(ALL)('%s, as %s says it with %i', async (kind, _, status, body) => {
  const script = typeof body === 'string' && body.startsWith('<') ? html(status, body) : textOrJson(body, status);
  const error = await failure(script);
  expect(error).toMatchObject({ kind, retryable: RETRIED.has(kind), refusedForm: null });
  expect(error.message).toContain(new URL(shared.endpoint.baseUrl).host);
  expect(error.message).not.toContain('[object');
});

function textOrJson(body: unknown, status: number): Script {
  if (typeof body !== 'string') return json(body, status);
  return { status, headers: { 'content-type': 'text/plain' }, steps: [{ raw: body }] };
}

test('what a service says is quoted as it said it, but for keys', async () => {
  expect((await failure(json(said('Invalid bearer token'), 401))).message).toContain('“Invalid bearer token”');
  expect((await failure(json(said('Bad header: Bearer sk-abcdefgh12345678'), 401))).message).not.toContain('sk-abc');
});

describe('a wait that a service names is kept', () => {
  test.each([1, 1_000])('as the moment of its end, in units of %i milliseconds', async (unit) => {
    const moment = Math.ceil((Date.now() + 3_600_000) / unit);
    const metadata = { headers: { 'X-RateLimit-Reset': String(moment) } };
    const { retryAfterMs } = await failure(json(said('Rate limit exceeded: free-models-per-min.', { metadata }), 429));
    expect(retryAfterMs).toBeGreaterThan(3_000_000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_601_000);
  });

  test.each<[string, number, unknown, Readonly<Record<string, string>>]>([
    ['a header of seconds', 12_000, said('Slow'), { 'retry-after': '12' }],
    ['a header of milliseconds', 1_500, said('Slow'), { 'retry-after-ms': '1500' }],
    [
      'Google’s detail',
      12_500,
      [said('Slow', { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12.5s' }] })],
      {},
    ],
    ['Google’s detail as an object', 12_000, [said('Slow', { details: [{ retryDelay: { seconds: 12 } }] })], {}],
    ['a sentence', 12_500, said('Please retry in 12.5s.'), {}],
    ['another sentence', 26_000, said('Please retry after 26 seconds.'), {}],
    ['minutes and seconds', 90_000, said('Try again in 1 minute and 30 seconds'), {}],
    ['a field of seconds', 7_000, said('Slow', { retry_after: 7 }), {}],
    ['a field of milliseconds', 700, said('Slow', { retry_after_ms: 700 }), {}],
    ['a field beside the error', 7_000, { ...said('Slow'), retryAfter: '7' }, {}],
  ])('as %s', async (_, wait, body, headers) => {
    expect(await failure(json(body, 429, headers))).toMatchObject({
      kind: 'rate_limit',
      retryAfterMs: wait,
      retryable: true,
    });
  });
});
