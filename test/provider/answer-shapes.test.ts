import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { withoutLoneThought } from '../../src/provider/chat/think-tags.ts';
import { chunk, events, json, type Script, wholeAnswer } from '../support/scripts.ts';
import { ask } from './asking.ts';
import { oneProvider } from './one-provider.ts';

/* The many places and names in which services put usage, cost and thinking, and the many ways in which they say that an answer went wrong. */

const shared = oneProvider();

type Json = Readonly<Record<string, unknown>>;

async function told(script: Script) {
  shared.endpoint.enqueue(script);
  const { text, reasoning, result, error } = await ask(shared.provider);
  const { usage = null, reportedCost = null, finishReason = null, response = {} } = result ?? error?.partial ?? {};
  return { text, reasoning, usage, cost: reportedCost, finishReason, response, error };
}

const SAID = [chunk({ role: 'assistant', content: 'Hi' }), chunk({}, { finishReason: 'stop' })] as const;
const COUNTS = { prompt_tokens: 20, completion_tokens: 30 };
const counted = { inputTokens: 20, outputTokens: 30, source: 'reported' };

describe('usage is found', () => {
  const [first, last] = SAID;
  test.each<[string, readonly unknown[]]>([
    ['in a chunk of its own', [...SAID, { ...chunk(null), usage: COUNTS }]],
    ['in the first chunk', [{ ...first, usage: COUNTS }, last]],
    ['before the text', [{ ...chunk(null), usage: COUNTS }, ...SAID]],
    [
      'in every chunk, growing',
      [
        { ...first, usage: { ...COUNTS, completion_tokens: 1 } },
        { ...last, usage: COUNTS },
      ],
    ],
    [
      'in every chunk, empty at last',
      [
        { ...first, usage: COUNTS },
        { ...last, usage: { prompt_tokens: 0, completion_tokens: 0 } },
      ],
    ],
    [
      'in two parts',
      [
        { ...first, usage: { input_tokens: 20 } },
        { ...last, usage: { output_tokens: 30 } },
      ],
    ],
    ['in the choice', [first, { ...last, choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: COUNTS }] }]],
    ['in the delta', [first, { ...last, choices: [{ index: 0, delta: { usage: COUNTS }, finish_reason: 'stop' }] }]],
    ['in a part of Groq’s', [first, { ...last, x_groq: { id: 'x', usage: COUNTS } }]],
    ['in a part of another’s', [first, { ...last, x_gateway: { usage: COUNTS } }]],
    ['in a part of Google’s', [first, { ...last, usage_metadata: { promptTokenCount: 20, candidatesTokenCount: 30 } }]],
    ['in camel case', [first, { ...last, usage: { promptTokens: 20, completionTokens: 30 } }]],
    ['as text', [first, { ...last, usage: { prompt_tokens: '20', completion_tokens: '30' } }]],
    ['as a total and the input', [first, { ...last, usage: { prompt_tokens: 20, total_tokens: 50 } }]],
    ['under other names', [first, { ...last, usage: { input_tokens: 20, output_tokens: 30 } }]],
    [
      'in two parts, of which one is 0',
      [
        { ...first, usage: { prompt_tokens: 20, completion_tokens: 1 } },
        { ...last, usage: { prompt_tokens: 0, completion_tokens: 30 } },
      ],
    ],
    [
      'beside null',
      [
        { ...first, usage: null },
        { ...last, usage: COUNTS },
        { ...chunk(null), usage: null },
      ],
    ],
  ])('%s', async (_, chunks) => {
    expect((await told(events(...chunks))).usage).toMatchObject(counted);
  });

  test('in a whole answer, and in its message', async () => {
    const { usage: _, choices, ...rest } = wholeAnswer('Hi');
    expect((await told(json({ ...rest, choices, usage: COUNTS }))).usage).toMatchObject(counted);
    const inMessage = [{ index: 0, message: { content: 'Hi', usage: COUNTS }, finish_reason: 'stop' }];
    expect((await told(json({ ...rest, choices: inMessage }))).usage).toMatchObject(counted);
  });

  const usage = async (more: Json) => (await told(json({ ...wholeAnswer('Hi'), usage: { ...COUNTS, ...more } }))).usage;

  test.each<[Json]>([
    [{ cached_tokens: 10 }],
    [{ cache_read_input_tokens: 10 }],
    [{ cache_read_tokens: 10 }],
    [{ prompt_cache_hit_tokens: 10, prompt_cache_miss_tokens: 10 }],
    [{ cached_prompt_tokens: 10 }],
    [{ num_cached_tokens: 10 }],
    [{ prompt_tokens_details: { cached_tokens: 10 } }],
    [{ input_tokens_details: { cached_tokens: 10 } }],
    [{ prompt_tokens_details: null, cached_tokens: '10' }],
  ])('with what came from a cache as %o', async (more) => {
    expect(await usage(more)).toMatchObject({ inputTokens: 20, cachedInputTokens: 10 });
  });

  test.each<[Json]>([
    [{ cache_creation_input_tokens: 8 }],
    [{ cache_write_tokens: 8 }],
    [{ prompt_tokens_details: { cache_write_tokens: 8 } }],
    [{ prompt_tokens_details: { cached_creation_tokens: 8 } }],
    [{ cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 3 } }],
  ])('with what was written to a cache as %o', async (more) => {
    expect(await usage(more)).toMatchObject({ inputTokens: 20, cacheWriteTokens: 8 });
  });

  test.each<[Json, number, number]>([
    [{ total_tokens: 390, completion_tokens_details: { reasoning_tokens: 340 } }, 370, 340],
    [{ total_tokens: 50, completion_tokens_details: { reasoning_tokens: 25 } }, 30, 25],
    [{ reasoning_tokens: 25 }, 30, 25],
    [{ output_tokens_details: { reasoning_tokens: 25 } }, 30, 25],
    [{ completion_tokens_details: { thinking_tokens: 25 } }, 30, 25],
    [{ completion_tokens_details: { reasoning_tokens: 90 } }, 120, 90],
    [{ completion_tokens: 0, total_tokens: 60, completion_tokens_details: { reasoning_tokens: 40 } }, 40, 40],
  ])('with thinking as %o', async (more, outputTokens, reasoningTokens) => {
    expect(await usage(more)).toMatchObject({ outputTokens, reasoningTokens });
  });
});

describe('a cost is found', () => {
  test.each<[Json, bigint | null]>([
    [{ cost: 0.0125 }, 12_500_000_000n],
    [{ cost: '0.0125' }, 12_500_000_000n],
    [{ total_cost: 0.0125 }, 12_500_000_000n],
    [{ estimated_cost: 0.0125 }, 12_500_000_000n],
    [{ cost: { total_cost: 0.0125, request_cost: 0.005 } }, 12_500_000_000n],
    [{ cost: { input_tokens_cost: 0.0025, output_tokens_cost: 0.005, request_cost: 0.005 } }, 12_500_000_000n],
    [{ cost: { amount: 0.0125, currency: 'USD' } }, 12_500_000_000n],
    [{ cost: { amount: 0.0125, currency: 'CNY' } }, null],
    [{ cost: 0.0125, currency: 'usd' }, 12_500_000_000n],
    [{ cost: 0.0125, currency: 'CNY' }, null],
    [{ total_cost: 0.0125, cost_currency: 'EUR' }, null],
    [{ cost_in_usd_ticks: 125_000_000 }, 12_500_000_000n],
    [{ cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0.0125 } }, 12_500_000_000n],
    [{ cost: 0, cost_details: { upstream_inference_cost: 0.0125 } }, 12_500_000_000n],
    [{ cost: 0.0025, is_byok: true, cost_details: { upstream_inference_cost: 0.01 } }, 12_500_000_000n],
    [
      {
        cost: 0,
        is_byok: true,
        cost_details: { upstream_inference_prompt_cost: 0.0025, upstream_inference_completions_cost: 0.01 },
      },
      12_500_000_000n,
    ],
    [{ cost: 0, is_byok: true, cost_details: { upstream_inference_cost: null } }, null],
    [{ cost: 0.0125, is_byok: false, cost_details: { upstream_inference_cost: 0.01 } }, 12_500_000_000n],
    [{}, null],
  ])('of %o', async (more, cost) => {
    expect((await told(json({ ...wholeAnswer('Hi'), usage: { ...COUNTS, ...more } }))).cost).toBe(cost);
  });
});

describe('thinking is told apart from the answer', () => {
  const parts = (...content: readonly unknown[]) => content.map((one) => chunk({ content: one }));
  test.each<[string, readonly Json[]]>([
    ['as reasoning_content', [chunk({ reasoning_content: 'Hm.' }), chunk({ content: 'Hi' })]],
    ['as reasoning', [chunk({ reasoning: 'Hm.' }), chunk({ content: 'Hi' })]],
    [
      'as reasoning beside an empty reasoning_content',
      [chunk({ reasoning_content: '', reasoning: 'Hm.' }), chunk({ content: 'Hi' })],
    ],
    ['as both, once', [chunk({ reasoning_content: 'Hm.', reasoning: 'Hm.' }), chunk({ content: 'Hi' })]],
    [
      'as blocks of LiteLLM’s',
      [chunk({ thinking_blocks: [{ type: 'thinking', thinking: 'Hm.' }] }), chunk({ content: 'Hi' })],
    ],
    ['as an object', [chunk({ reasoning: { text: 'Hm.' } }), chunk({ content: 'Hi' })]],
    ['as thinking', [chunk({ thinking: 'Hm.', content: '' }), chunk({ content: 'Hi' })]],
    [
      'as details alone',
      [chunk({ reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] }), chunk({ content: 'Hi' })],
    ],
    [
      'as a summary',
      [chunk({ reasoning_details: [{ type: 'reasoning.summary', summary: 'Hm.' }] }), chunk({ content: 'Hi' })],
    ],
    [
      'as details of which some are sealed',
      [
        chunk({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'xyz' }, { text: 'Hm.' }] }),
        chunk({ content: 'Hi' }),
      ],
    ],
    [
      'as parts of Mistral’s',
      parts([{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }], [{ type: 'text', text: 'Hi' }]),
    ],
    ['as parts and then text', parts([{ type: 'thinking', thinking: 'Hm.' }], 'Hi')],
    [
      'as parts of Databricks’',
      parts([
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        { type: 'text', text: 'Hi' },
      ]),
    ],
    ['as parts of which one is a text', parts([{ type: 'thinking', thinking: 'Hm.' }, 'Hi'])],
    ['in tags', parts('<think>', '\nHm.\n', '</think>', '\n\nHi')],
    ['in tags that are cut', parts('<th', 'ink>Hm', '.</thi', 'nk>Hi')],
    ['in other tags', parts('<thinking>Hm.</thinking>\nHi')],
    ['in tags of Google’s', parts('<thought>', 'Hm.', '</thought>Hi')],
    ['in tags of Magistral’s', parts('[THINK]Hm.[/THINK]Hi')],
    ['in tags of Kimi’s', parts('◁think▷Hm.◁/think▷Hi')],
    [
      'in channels',
      parts('<|channel|>analysis<|mess', 'age|>Hm.<|end|><|start|>assistant<|chan', 'nel|>final<|message|>Hi'),
    ],
    ['in tags after empty ones', parts('<think></think>\n<think>Hm.</think>Hi')],
  ])('%s', async (_, chunks) => {
    const answer = await told(events(...chunks, chunk({}, { finishReason: 'stop' })));
    expect([answer.reasoning, answer.text]).toEqual(['Hm.', 'Hi']);
    const contents = chunks.map((one) => (one['choices'] as { delta: Json }[])[0]?.delta ?? {});
    const [only] = contents;
    if (contents.length > 1 || only === undefined) return;
    const whole = { ...wholeAnswer(''), choices: [{ index: 0, message: only, finish_reason: 'stop' }] };
    const same = await told(json(whole));
    expect([same.reasoning, same.text]).toEqual(['Hm.', 'Hi']);
  });

  test('that only its closing tag shows, once the answer has ended', () => {
    const apart = (text: string) => withoutLoneThought({ text, reasoning: null });
    expect(apart('First, I add.\n</think>\n\nIt is 4.')).toEqual({ text: 'It is 4.', reasoning: 'First, I add.' });
    expect(apart('First, I add.</think>\n\nIt is 4.')).toEqual({ text: 'It is 4.', reasoning: 'First, I add.' });
    expect(apart('</think>\nIt is 4.')).toEqual({ text: 'It is 4.', reasoning: null });
    for (const text of ['The tag </think> ends it.', 'As in\n<think>\nso\n</think>\n', 'Nothing of it']) {
      expect(apart(text)).toEqual({ text, reasoning: null });
    }
  });

  test('and not where it is a part of the answer', async () => {
    const answer = await told(events(...parts('Write <think>x</think> so.'), chunk({}, { finishReason: 'stop' })));
    expect([answer.reasoning, answer.text]).toEqual(['', 'Write <think>x</think> so.']);
  });
});

describe('an error in the stream keeps what came before it', () => {
  const [first] = SAID;
  const withUsage = { ...chunk({ content: ' there' }), usage: { ...COUNTS, cost: 0.0125 } };
  test.each<[string, string, unknown]>([
    ['server_error', 'an object', { error: { message: 'Died.', code: 502 } }],
    ['server_error', 'a sentence', { error: 'Died.' }],
    ['rate_limit', 'a number in the code', { error: { message: 'Slow down', code: 429 } }],
    ['rate_limit', 'a number in a text', { error: { message: 'Slow down', code: '429' } }],
    ['rate_limit', 'a number as the status', { error: { message: 'Slow down', status: 429 } }],
    ['rate_limit', 'a number elsewhere', { error: { message: 'Slow down', status_code: 429 } }],
    ['rate_limit', 'a name', { error: { message: 'Slow down', status: 'RESOURCE_EXHAUSTED' } }],
    ['rate_limit', 'words alone', { error: { message: 'Rate limit reached' } }],
    [
      'server_error',
      'Anthropic’s words',
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ],
    ['server_error', 'vLLM’s words', { object: 'error', message: 'Died.', type: 'InternalServerError', code: 500 }],
    ['no_quota', 'MiniMax’s words', { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }],
    ['content_filter', 'a filter', { error: { message: 'The response was filtered.', code: 'content_filter' } }],
    ['context_too_long', 'a context', { error: { message: 'exceeded context window' } }],
    [
      'server_error',
      'the choice',
      {
        ...chunk({}),
        choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { message: 'Died.', code: 502 } }],
      },
    ],
    ['server_error', 'the finish_reason alone', chunk({}, { finishReason: 'error' })],
  ])('%s, said by %s', async (kind, _, last) => {
    const answer = await told(events(first, withUsage, last));
    expect(answer.error).toMatchObject({ kind, retryable: false });
    expect(answer).toMatchObject({ text: 'Hi there', usage: counted, cost: 12_500_000_000n });
  });

  test('its usage too, where that comes with the error or before any text', async () => {
    const error = { message: 'Died.', code: 502 };
    expect(await told(events(first, { ...chunk(null), usage: COUNTS, error }))).toMatchObject({ usage: counted });
    expect(await told(events({ ...chunk(null), usage: COUNTS }, { error }))).toMatchObject({
      text: '',
      usage: counted,
    });
    expect(await told(json({ ...wholeAnswer('Hi'), usage: COUNTS, error }))).toMatchObject({
      text: 'Hi',
      usage: counted,
    });
  });

  test('and before any of it, one that passes is tried again', async () => {
    expect((await told(events({ error: { message: 'Slow down', code: 429 } }))).error).toMatchObject({
      retryable: true,
    });
    expect(
      (await told(events({ type: 'error', error: { type: 'overloaded_error', message: 'x' } }))).error,
    ).toMatchObject({
      retryable: true,
    });
    expect((await told(json({ error: { message: 'No credit', code: 402 } }))).error).toMatchObject({
      kind: 'no_quota',
      retryable: false,
    });
  });
});

test.each([[[]], [null]])('an answer whose choices are %o says nothing, at the right address', async (choices) => {
  const answer = await told(json({ id: 'x', object: 'chat.completion', choices, usage: COUNTS }));
  expect(answer).toMatchObject({ error: { kind: 'bad_response' }, usage: counted });
});

describe('a text is found', () => {
  test.each<[string, readonly unknown[]]>([
    ['in one event that holds the whole answer', [wholeAnswer('Hi')]],
    [
      'beside a message that repeats it',
      [
        {
          ...chunk({}),
          choices: [{ index: 0, delta: { content: 'Hi' }, message: { content: 'Hi' }, finish_reason: 'stop' }],
        },
      ],
    ],
    ['after the finish_reason', [chunk({}, { finishReason: 'stop' }), chunk({ content: 'Hi' })]],
    ['after a chunk of no choices', [{ id: 'x', choices: [], prompt_filter_results: [] }, ...SAID]],
    [
      'beside another choice',
      [
        {
          ...chunk({}),
          choices: [
            { index: 1, delta: { content: 'No' } },
            { index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' },
          ],
        },
      ],
    ],
    ['as an object', [chunk({ content: { type: 'text', text: 'Hi' } }), chunk({}, { finishReason: 'stop' })]],
    ['where a text completion has it', [{ choices: [{ index: 0, text: 'Hi', finish_reason: 'stop' }] }]],
    ['beside an error that says nothing', SAID.map((one) => ({ ...one, error: {} }))],
    ['as a refusal', [chunk({ refusal: 'Hi' }), chunk({}, { finishReason: 'stop' })]],
  ])('%s', async (_, chunks) => {
    const answer = await told(events(...chunks));
    expect(answer).toMatchObject({ text: 'Hi', finishReason: 'stop', error: null });
  });

  test.each<[string, Partial<Script>]>([
    ['a byte at a time', { bytesPerWrite: 1 }],
    ['with line ends of two characters', { lineEnd: '\r\n' }],
  ])('%s', async (_, how) => {
    expect(await told({ ...events(...SAID), ...how })).toMatchObject({ text: 'Hi', finishReason: 'stop' });
  });

  test.each<[string, string]>([
    ['an event without data', 'event: ping\ndata: \n\n'],
    ['a line of spaces', 'data:   \n\n'],
  ])('after %s, which keeps the connection alive', async (_, raw) => {
    const { steps } = events(...SAID);
    expect(await told({ steps: [{ raw }, ...steps] })).toMatchObject({ text: 'Hi', finishReason: 'stop', error: null });
  });

  test('before an end with a space behind it', async () => {
    const pieces = SAID.map((one) => ({ event: one }));
    expect(await told({ steps: [...pieces, { raw: 'data: [DONE] \n\n' }] })).toMatchObject({ text: 'Hi', error: null });
  });

  test('where a piece of it was read as a number', async () => {
    const pieces = ['It is ', 42, ', and ', 0, ' is ', false].map((content) => chunk({ content }));
    expect(await told(events(...pieces, SAID[1]))).toMatchObject({ text: 'It is 42, and 0 is false', error: null });
  });

  test.each(['max_tokens', 'MAX_TOKENS', 'model_length', 'max_output_tokens'])(
    'cut at the limit, by the name %s',
    async (finishReason) => {
      expect(await told(events(SAID[0], chunk({}, { finishReason })))).toMatchObject({
        text: 'Hi',
        finishReason: 'length',
      });
    },
  );
});

describe('an answer that comes packed without being asked for so', () => {
  const whole = JSON.stringify(wholeAnswer('Hi'));
  const stream = `data: ${JSON.stringify(chunk({ content: 'Hi' }, { finishReason: 'stop' }))}\n\ndata: [DONE]\n\n`;
  const packed = (coding: string, raw: Uint8Array, status = 200): Script => ({
    status,
    headers: { 'content-type': 'application/json', 'content-encoding': coding },
    steps: [{ raw }],
  });

  test.each<[string, Script]>([
    ['gzip', packed('gzip', gzipSync(whole))],
    ['gzip, as a stream', packed('gzip', gzipSync(stream))],
    ['Brotli', packed('br', brotliCompressSync(whole))],
    ['deflate', packed('Deflate', deflateSync(whole))],
    ['gzip, a byte at a time', { ...packed('x-gzip', gzipSync(whole)), bytesPerWrite: 1 }],
  ])('is read: %s', async (_, script) => {
    expect(await told(script)).toMatchObject({ text: 'Hi', finishReason: 'stop', error: null });
  });

  test('is read no further than an answer may be long, and an error no further than one is', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20, 0x20));
    expect((await told(packed('gzip', bomb))).error).toMatchObject({ kind: 'bad_response' });
    expect((await told(packed('gzip', bomb, 400))).error).toMatchObject({ kind: 'request_refused' });
  });

  test('says so where it cannot be unpacked', async () => {
    expect((await told(packed('gzip', Buffer.from(whole)))).error).toMatchObject({
      kind: 'bad_response',
      message: expect.stringContaining('cannot be unpacked'),
    });
    expect((await told(packed('br', Buffer.from(whole)))).error).toMatchObject({ kind: 'bad_response' });
    const error = gzipSync(JSON.stringify({ error: { message: 'Slow down', code: 429 } }));
    expect((await told(packed('gzip', error, 429))).error).toMatchObject({ kind: 'rate_limit' });
  });
});
