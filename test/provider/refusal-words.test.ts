import { describe, expect, test } from 'vitest';
import { events, json, type Script } from '../support/scripts.ts';
import { failureOf } from './asking.ts';
import { oneProvider } from './one-provider.ts';

/*
 * The many words in which services refuse a parameter: those of OpenAI, Mistral, Google, xAI, Groq, Anthropic, Cohere, Bedrock, vLLM,
 * FastAPI, Go servers, JSON Schema validators and gateways.
 */

const shared = oneProvider();

type Body = Readonly<Record<string, unknown>>;

const SENT: Body = {
  temperature: 0.5,
  top_p: 0.9,
  presence_penalty: 1,
  frequency_penalty: 1,
  reasoning_effort: 'low',
  verbosity: 'low',
  seed: 7,
  max_completion_tokens: 50,
  stop: ['END'],
  response_format: { type: 'json_object' },
  logprobs: true,
  top_logprobs: 2,
  service_tier: 'flex',
  tools: [],
  parallel_tool_calls: false,
  stream_options: { include_usage: true },
};

async function told(script: Script, body: Body = SENT) {
  shared.endpoint.enqueue(script);
  const { error } = await failureOf(shared.provider, { body });
  const { kind, param, refusedForm, retryable, anyValue } = error;
  return { kind, param, refusedForm, retryable, anyValue, message: error.message };
}

const said = (message: string, more: Body = {}) => ({ error: { message, ...more } });

describe('a part of the form that is refused is found', () => {
  test.each<[string, string, number, unknown]>([
    ['max_completion_tokens', 'OpenAI', 400, said('Unrecognized request argument supplied: max_completion_tokens')],
    [
      'max_completion_tokens',
      'Mistral',
      422,
      {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'max_completion_tokens'], msg: 'Extra inputs are not permitted' },
        ],
      },
    ],
    [
      'max_completion_tokens',
      'vLLM',
      400,
      {
        object: 'error',
        message:
          "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted', 'input': 50}]",
        code: 400,
      },
    ],
    [
      'max_completion_tokens',
      'Google',
      400,
      [said('Invalid JSON payload received. Unknown name "max_completion_tokens": Cannot find field.')],
    ],
    ['max_completion_tokens', 'Go', 400, said('json: unknown field "max_completion_tokens"')],
    ['max_completion_tokens', 'Anthropic', 400, said('max_completion_tokens: Extra inputs are not permitted')],
    [
      'max_completion_tokens',
      'a schema',
      400,
      said("Additional properties are not allowed ('max_completion_tokens' was unexpected)"),
    ],
    [
      'max_completion_tokens',
      'Bedrock',
      400,
      {
        message:
          'Malformed input request: #: extraneous key [max_completion_tokens] is not permitted, please reformat your input and try again.',
      },
    ],
    [
      'max_completion_tokens',
      'Python',
      500,
      said("create() got an unexpected keyword argument 'max_completion_tokens'"),
    ],
    [
      'max_completion_tokens',
      'Groq',
      400,
      said("property 'max_completion_tokens' is unsupported, did you mean 'max_tokens'?"),
    ],
    [
      'max_completion_tokens',
      'camel case',
      400,
      { code: 'invalid', error: 'Argument not supported on this model: maxCompletionTokens' },
    ],
    [
      'max_completion_tokens',
      'one that misses the older name',
      422,
      { detail: [{ loc: ['body', 'max_tokens'], msg: 'Field required', type: 'missing' }] },
    ],
    ['max_completion_tokens', 'one that wants the older name', 400, said('max_tokens: Field required')],
    [
      'max_completion_tokens',
      'one that says instead',
      400,
      said("Please use 'max_tokens' instead of 'max_completion_tokens'."),
    ],
    [
      'max_completion_tokens',
      'a problem document',
      400,
      {
        title: 'Bad Request',
        detail: 'Unknown field',
        invalid_params: [{ name: 'max_completion_tokens', reason: 'unknown' }],
      },
    ],
    [
      'max_completion_tokens',
      'JSON:API',
      400,
      {
        errors: [
          { title: 'Unknown attribute', detail: 'is not allowed', source: { pointer: '/max_completion_tokens' } },
        ],
      },
    ],
    [
      'max_completion_tokens',
      'a field',
      422,
      { errors: [{ field: 'max_completion_tokens', message: 'is not a known field' }] },
    ],
    [
      'max_completion_tokens',
      'a gateway',
      400,
      said('Provider returned error', {
        metadata: {
          raw: JSON.stringify(
            said("Unsupported parameter: 'max_completion_tokens'", { code: 'unsupported_parameter' }),
          ),
        },
      }),
    ],
    [
      'max_completion_tokens',
      'JSON in a sentence',
      400,
      said(
        `litellm.BadRequestError: ${JSON.stringify(said('Unknown parameter.', { param: 'max_completion_tokens', code: 'unknown_parameter' }))}`,
      ),
    ],
    [
      'stream_options',
      'Mistral',
      422,
      {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'stream_options', 'include_usage'],
            msg: 'Extra inputs are not permitted',
          },
        ],
      },
    ],
    ['stream_options', 'Databricks', 400, { error_code: 'BAD_REQUEST', message: 'Unrecognized field: include_usage' }],
    [
      'stream_options',
      'OpenAI',
      400,
      said('The parameter stream_options is not supported with this model.', { param: 'stream_options' }),
    ],
    [
      'stream_options',
      'one that names the stream as well',
      400,
      said("'stream_options' is not supported when 'stream' is enabled"),
    ],
    [
      'stream_options',
      'one that names two',
      400,
      said('Unrecognized request arguments supplied: stream_options, max_completion_tokens'),
    ],
    [
      'stream',
      'OpenAI',
      400,
      said('Your organization must be verified to stream this model.', { param: 'stream', code: 'unsupported_value' }),
    ],
    [
      'stream_options',
      'a server in Rust',
      422,
      'unknown field `stream_options`, expected one of `model`, `messages`, `max_tokens`, `stream` at line 1 column 9',
    ],
    [
      'max_completion_tokens',
      'a server in Rust',
      422,
      said('unknown field `max_completion_tokens`, expected one of `model`, `max_tokens`, `stream_options`'),
    ],
    ['stream', 'plain words', 400, said('Streaming is not supported for this model.')],
    ['stream', 'other plain words', 400, said('This model does not support streaming')],
    [
      'stream',
      'FastAPI',
      422,
      { detail: [{ loc: ['body', 'stream'], msg: 'Input should be False', type: 'literal_error' }] },
    ],
    ['stream', 'a 501', 501, said("'stream' is not implemented")],
  ])('%s, as %s says it', async (param, _, status, body) => {
    expect(await told(json(body, status))).toMatchObject({ refusedForm: param, retryable: false });
  });

  test('in a text, in an event with a status, in JSON within JSON', async () => {
    const words = "Unsupported parameter: 'max_completion_tokens'";
    const bodies = [
      words,
      `data: ${JSON.stringify(said(words))}\n\n`,
      `event: error\ndata: ${JSON.stringify({ detail: words })}\n\n`,
      JSON.stringify(JSON.stringify(said(words))),
      JSON.stringify({ fault: { faultstring: words } }),
      JSON.stringify({ Error: { Message: words } }),
    ];
    for (const raw of bodies) {
      const script = { status: 400, headers: { 'content-type': 'text/plain' }, steps: [{ raw }] };
      const error = await told(script);
      expect(error).toMatchObject({ refusedForm: 'max_completion_tokens' });
      expect(error.message).toMatch(/It said: “Unsupported parameter: 'max_completion_tokens'”$/);
    }
  });

  test('in an error inside a 200 as well', async () => {
    const error = said('Unsupported parameter: stream_options', { code: 'unsupported_parameter' });
    expect(await told(json(error))).toMatchObject({ refusedForm: 'stream_options' });
    expect(await told(events(error))).toMatchObject({ refusedForm: 'stream_options' });
  });

  test.each<[string, number, unknown]>([
    [
      'a limit that is too large',
      400,
      said('max_completion_tokens is too large: 50. This model supports at most 16 completion tokens', {
        param: 'max_completion_tokens',
        code: 'invalid_value',
      }),
    ],
    ['a limit below what it takes', 400, said('max_completion_tokens must be greater than or equal to 100')],
    [
      'a limit of another type',
      422,
      { detail: [{ loc: ['body', 'max_completion_tokens'], msg: 'Input should be a valid integer' }] },
    ],
    ['a service that is down', 503, said('Streaming is not available at the moment, try again later')],
    ['a rate limit', 429, said('Too many streaming requests: stream is not available')],
  ])('%s is none', async (_, status, body) => {
    expect((await told(json(body, status))).refusedForm).toBeNull();
  });
});

describe('a setting that is refused is found', () => {
  test.each<[string, string, number, unknown]>([
    ['presence_penalty', 'Google', 400, [said('Penalty is not enabled for models/gemini-2.5-flash-lite')]],
    ['reasoning_effort', 'Google', 400, [said('Budget 0 is invalid. This model only works in thinking mode.')]],
    [
      'reasoning_effort',
      'Ollama, of a value',
      400,
      said('invalid reasoning value: "minimal" (must be "high" or "low")'),
    ],
    ['reasoning_effort', 'Ollama', 400, said('"x" does not support thinking', { type: 'api_error' })],
    [
      'max_completion_tokens',
      'Anthropic',
      400,
      said('max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for x'),
    ],
    [
      'max_completion_tokens',
      'DeepSeek',
      400,
      said('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'),
    ],
    [
      'temperature',
      'MiniMax',
      200,
      { base_resp: { status_code: 2013, status_msg: 'invalid params, temperature must be in (0,1]' } },
    ],
    [
      'temperature',
      'OpenAI',
      400,
      said(
        "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
        { param: 'temperature', code: 'unsupported_value' },
      ),
    ],
    ['temperature', 'Anthropic', 400, said('`temperature` is deprecated for this model.')],
    [
      'temperature',
      'Google',
      400,
      [
        said('Invalid value', {
          status: 'INVALID_ARGUMENT',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: [{ field: 'generation_config.temperature', description: 'must be in the range [0, 2]' }],
            },
          ],
        }),
      ],
    ],
    [
      'temperature',
      'TGI',
      422,
      { error: 'Input validation error: `temperature` must be strictly positive', error_type: 'validation' },
    ],
    ['temperature', 'Cohere', 422, { message: 'invalid request: temperature must be between 0 and 1 inclusive.' }],
    ['top_p', 'camel case', 400, { error: 'Argument not supported on this model: topP' }],
    ['top_p', 'a path', 422, { detail: [{ loc: ['body', 'top_p'], msg: 'Input should be less than 1' }] }],
    [
      'presence_penalty',
      'xAI',
      400,
      {
        code: 'Client specified an invalid argument',
        error: 'Model grok-4 does not support parameter presencePenalty.',
      },
    ],
    ['frequency_penalty', 'plain words', 400, said('Frequency penalty is not supported for this model')],
    ['reasoning_effort', 'a path', 400, said('Invalid value', { param: 'reasoning.effort' })],
    ['reasoning_effort', 'Google', 400, [said('Thinking level is not supported for this model.')]],
    [
      'verbosity',
      'a path',
      400,
      said("Unsupported parameter: 'text.verbosity' is not supported with this model.", { param: 'text.verbosity' }),
    ],
    ['seed', 'Google', 400, [said('Invalid JSON payload received. Unknown name "seed": Cannot find field.')]],
    ['stop', 'OpenAI', 400, said("Unsupported parameter: 'stop' is not supported with this model.", { param: 'stop' })],
    ['stop', 'Anthropic', 400, said('stop_sequences: each stop sequence must contain non-whitespace')],
    ['response_format', 'DeepSeek', 400, said('This response_format type is unavailable now')],
    ['response_format', 'plain words', 400, said('JSON mode is not enabled for this model')],
    ['response_format', 'more plain words', 400, said('This model does not support structured outputs.')],
    ['logprobs', 'OpenAI', 403, said('You are not allowed to request logprobs from this model')],
    ['logprobs', 'Groq', 400, said("property 'logprobs' is unsupported")],
    ['logprobs', 'two of them', 400, said('logprobs and top_logprobs are not supported with this model')],
    ['service_tier', 'OpenAI', 400, said('Invalid service_tier argument', { param: 'service_tier' })],
    [
      'tools',
      'Ollama',
      400,
      { error: { message: 'registry.ollama.ai/library/x does not support tools', type: 'api_error' } },
    ],
    ['tools', 'OpenRouter', 404, said('No endpoints found that support tool use. Try disabling "now".', { code: 404 })],
    [
      'parallel_tool_calls',
      'OpenAI',
      400,
      said("Unsupported parameter: 'parallel_tool_calls' is not supported with this model."),
    ],
    [
      'temperature',
      'LiteLLM',
      400,
      said("litellm.UnsupportedParamsError: x does not support parameters: ['temperature'], for model=y."),
    ],
    ['temperature', 'a 500', 500, said("unexpected keyword argument 'temperature'")],
  ])('%s, as %s says it', async (param, _, status, body) => {
    expect(await told(json(body, status))).toMatchObject({
      kind: 'parameter_refused',
      param,
      refusedForm: null,
      retryable: false,
    });
  });

  test('by being the only one, where OpenRouter does not name it', async () => {
    const body = said('No endpoints found that can handle the requested parameters.', { code: 404 });
    const only = { temperature: 0.5, max_completion_tokens: 50, stream_options: {} };
    expect(await told(json(body, 404), only)).toMatchObject({ kind: 'parameter_refused', param: 'temperature' });
    expect(await told(json(body, 404))).toMatchObject({ kind: 'parameter_refused', param: null });
  });

  test('and whether at any value or at its own', async () => {
    const anyValue = async (message: string, more: Body = {}) => (await told(json(said(message, more), 400))).anyValue;
    expect(await anyValue('temperature is not supported', { code: 'unsupported_parameter' })).toBe(true);
    expect(await anyValue('temperature: Extra inputs are not permitted')).toBe(true);
    expect(await anyValue("'temperature' does not support 0.5 with this model", { code: 'unsupported_value' })).toBe(
      false,
    );
    expect(await anyValue('temperature must be at most 1')).toBe(false);
  });

  test.each<[string, string, number, unknown]>([
    [
      'request_refused',
      'two that exclude each other',
      400,
      said('temperature and top_p cannot both be specified for this model'),
    ],
    [
      'request_refused',
      'a message that is wrong',
      422,
      { detail: [{ loc: ['body', 'messages', 0, 'content'], msg: 'Field required' }] },
    ],
    ['server_error', 'a word that is also a parameter', 500, said('Unexpected stop of the worker, seed node lost')],
    ['rate_limit', 'a limit of rate', 429, said('Rate limit reached for tools and temperature')],
    ['wrong_key', 'a key', 401, said("Unknown parameter 'temperature'")],
    ['not_allowed', 'a permission', 403, said('You are not allowed to sample from this model, please stop')],
  ])('%s: %s is none', async (kind, _, status, body) => {
    expect(await told(json(body, status))).toMatchObject({ kind, refusedForm: null });
  });
});

test('a field of any name, as an extra body may have, is found by that name', async () => {
  for (const name of ['a(b', 'x[0', 'c*d', '\\']) {
    const script = json({ error: { message: `Unknown parameter: ${name} is not supported.` } }, 400);
    expect(await told(script, { [name]: 1 })).toMatchObject({ kind: 'parameter_refused', param: name });
  }
});
