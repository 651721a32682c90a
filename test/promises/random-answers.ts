import { chunk, type Script, type Step } from '../support/scripts.ts';
import type { Random } from './seeded.ts';

const TEXTS = [
  'Hello',
  ' there',
  '',
  '\n',
  '<b>&amp;',
  '\u{1f642}',
  'data: x',
  '[DONE]',
  ' 日本語',
  '\r',
  'a'.repeat(5_000),
];
const FIGURES = [0, 1, 7, 12_345, 1e9, 1e9 + 1, -1, 2.5, Number.MAX_SAFE_INTEGER, 1e300, '5', null, true, [], {}];
const COSTS = [0, 0.25, 0.000_001, 999, 1_000, 5e6, 1e9, 1e300, -1, '0.5', null, {}];
const FINISHES = ['stop', 'length', 'content_filter', 'tool_calls', 'odd', '', null, 5, {}];
const DEEP = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;

/** An answer of random pieces, most of them near to what a service sends. */
export function randomAnswer(random: Random, pieces: number): Script {
  if (random.oneIn(25)) return randomRefusal(random);
  const steps: Step[] = Array.from({ length: pieces - 2 }, () => randomStep(random));
  if (!random.oneIn(4))
    steps.push({ event: chunk({}, { finishReason: random.oneIn(3) ? (random.pick(FINISHES) as string) : 'stop' }) });
  if (!random.oneIn(4)) steps.push({ event: { ...chunk(null), usage: randomUsage(random) } });
  if (!random.oneIn(5)) steps.push({ raw: 'data: [DONE]\n\n' });
  if (random.oneIn(12)) steps.push(random.pick<Step>([{ reset: true }, { cut: true }]));
  return { steps: [{ head: true }, ...steps], ...(random.oneIn(15) ? { bytesPerWrite: 1 + random.below(40) } : {}) };
}

function randomStep(random: Random): Step {
  const kind = random.below(40);
  if (kind < 26) return { event: chunk({ content: random.pick(TEXTS) }) };
  if (kind < 28) return { event: { ...chunk({ content: random.pick(TEXTS) }), usage: randomUsage(random) } };
  if (kind < 30)
    return { event: { choices: [{ index: random.pick(['0', 1, -1, null, 'x', {}]), delta: { content: 'other' } }] } };
  if (kind < 32)
    return {
      event: chunk({ content: random.pick([null, 5, true, {}, [], ['x']]), role: random.pick(['assistant', 5, null]) }),
    };
  if (kind < 33) return { event: randomError(random) };
  if (kind < 34) return { raw: `data: {"choices":[{"index":0,"delta":{"content":${DEEP}}}]}\n\n` };
  if (kind < 35)
    return {
      raw: random.pick([
        'data: {\n\n',
        'data: nonsense\n\n',
        'data:\n\n',
        ':\n\n',
        'event: error\ndata: {}\n\n',
        '\n\n',
        'id: 5\n',
      ]),
    };
  if (kind < 36)
    return {
      event: random.pick<unknown>([
        {},
        null,
        [],
        5,
        'x',
        { choices: null },
        { choices: {} },
        { choices: [] },
        { choices: [null] },
      ]),
    };
  if (kind < 37)
    return {
      event: {
        ...chunk({}),
        __proto__: null,
        constructor: { prototype: { polluted: 1 } },
        junk: { deep: ['x'.repeat(100)] },
      },
    };
  if (kind < 38)
    return {
      event: chunk({
        content: 'x',
        tool_calls: random.pick<unknown>([[], null, [{ index: 0, function: { name: 'f', arguments: '{' } }], 5]),
      }),
    };
  if (kind < 39)
    return {
      event: chunk(
        { content: 'l' },
        {
          logprobs: random.pick<unknown>([
            { content: [{ token: 'l', logprob: -0.5, bytes: [108], top_logprobs: [] }] },
            { content: [null] },
            5,
            { content: [{ token: 5, logprob: 'x' }] },
          ]),
        },
      ),
    };
  return { comment: 'still here' };
}

function randomUsage(random: Random): unknown {
  if (random.oneIn(10)) return random.pick<unknown>([null, 5, 'x', [], {}]);
  const sane = !random.oneIn(2);
  const figure = () => (sane ? 1 + random.below(1_000) : random.pick<unknown>(FIGURES));
  return {
    prompt_tokens: figure(),
    completion_tokens: figure(),
    ...(random.oneIn(3) ? { prompt_tokens_details: { cached_tokens: random.pick<unknown>(FIGURES) } } : {}),
    ...(random.oneIn(3) ? { completion_tokens_details: { reasoning_tokens: random.pick<unknown>(FIGURES) } } : {}),
    ...(random.oneIn(3) ? { cost: random.pick<unknown>(COSTS) } : {}),
  };
}

function randomError(random: Random): unknown {
  const message = random.pick<unknown>(['GPU lost', '', null, 5, {}, 'x'.repeat(3_000), '<script>']);
  return random.pick<unknown>([
    { error: { message, code: random.pick<unknown>([500, 'server_error', null, {}]) } },
    { object: 'error', message },
    { detail: message },
    [{ error: { message } }],
    { error: message },
    { choices: [{ index: 0, delta: {}, error: { message }, finish_reason: 'error' }] },
  ]);
}

function randomRefusal(random: Random): Script {
  const body = random.oneIn(3)
    ? random.pick(['', '{', '<!doctype html><h1>Hi</h1>', DEEP])
    : JSON.stringify(randomError(random));
  return {
    status: random.pick([400, 401, 403, 404, 418, 422, 429, 500, 503]),
    headers: {
      'content-type': random.pick(['application/json', 'text/html', 'nonsense']),
      'retry-after-ms': random.pick(['1', '-5', 'x', '1e300']),
    },
    steps: [{ raw: body }],
  };
}
