import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUsage } from '../../../src/provider/usage/usage.ts';

const PLAIN = { hidesReasoning: false };
const usageOf = (usage: unknown, traits = PLAIN) => readUsage(usage, traits).usage;

describe('output', () => {
  test('holds the thinking that a service counts beside it', () => {
    const xai = { prompt_tokens: 12, completion_tokens: 2, total_tokens: 354 };
    expect(usageOf({ ...xai, completion_tokens_details: { reasoning_tokens: 340 } })).toMatchObject({
      outputTokens: 342,
      reasoningTokens: 340,
    });
    const withoutTotal = {
      prompt_tokens: 12,
      completion_tokens: 2,
      completion_tokens_details: { reasoning_tokens: 9 },
    };
    expect(usageOf(withoutTotal)).toMatchObject({ outputTokens: 11, reasoningTokens: 9 });
  });

  test('is left alone where the thinking is in it', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 900, total_tokens: 909 };
    expect(usageOf({ ...usage, completion_tokens_details: { reasoning_tokens: 832 } })).toMatchObject({
      outputTokens: 900,
      reasoningTokens: 832,
    });
  });

  test('takes what is missing in the total from Google only: elsewhere it may be sound', () => {
    const voxtral = { prompt_tokens: 9, completion_tokens: 248, total_tokens: 632 };
    expect(usageOf(voxtral)).toMatchObject({ outputTokens: 248, reasoningTokens: null });
    const gemini = { prompt_tokens: 66, completion_tokens: 6, total_tokens: 100 };
    expect(usageOf(gemini, { hidesReasoning: true })).toMatchObject({ outputTokens: 34, reasoningTokens: 28 });
  });
});

describe('input', () => {
  test.each([
    [{ cached_tokens: 10 }],
    [{ cache_read_input_tokens: 10 }],
    [{ prompt_cache_hit_tokens: 10, prompt_cache_miss_tokens: 10 }],
    [{ prompt_tokens_details: { cached_tokens: 10 } }],
    [{ prompt_tokens_details: { cached_tokens: 0 }, cached_tokens: 10 }],
  ])('from the cache is read from %o', (names) => {
    expect(usageOf({ prompt_tokens: 20, completion_tokens: 1, ...names })).toMatchObject({
      inputTokens: 20,
      cachedInputTokens: 10,
    });
  });

  test.each([[{ cache_creation_input_tokens: 8 }], [{ prompt_tokens_details: { cache_write_tokens: 8 } }]])(
    'written to the cache is read from %o',
    (names) => {
      expect(usageOf({ prompt_tokens: 20, completion_tokens: 1, ...names })).toMatchObject({ cacheWriteTokens: 8 });
    },
  );

  test.each([
    [{ input_tokens: 100, output_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 0 }],
    [{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 200, cache_read_input_tokens: 90 }],
  ])('counts what is cached beside it in, as %o says that it is', (usage) => {
    expect(usageOf(usage)).toMatchObject({ inputTokens: 190, cachedInputTokens: 90 });
  });

  test('of 0 tokens is one that was not counted', () => {
    expect(usageOf({ prompt_tokens: 0, completion_tokens: 7 })).toMatchObject({ inputTokens: null, outputTokens: 7 });
  });

  test('counts what is cached beside it in', () => {
    const usage = {
      prompt_tokens: 3,
      completion_tokens: 1,
      cache_read_input_tokens: 90,
      cache_creation_input_tokens: 7,
    };
    expect(usageOf(usage)).toMatchObject({ inputTokens: 100, cachedInputTokens: 90, cacheWriteTokens: 7 });
  });
});

describe('where one of input and output is not told', () => {
  test.each([
    [{ prompt_tokens: null, completion_tokens: 7, total_tokens: 27 }, 20, 7],
    [{ completion_tokens: 7, total_tokens: 27 }, 20, 7],
    // No prompt is empty: 0 is what servers say that do not count it.
    [{ prompt_tokens: 0, completion_tokens: 7, total_tokens: 27 }, 20, 7],
    [{ prompt_tokens: 20, completion_tokens: null, total_tokens: 27 }, 20, 7],
    // Thinking beside the output is in the total too.
    [
      {
        prompt_tokens: null,
        completion_tokens: 2,
        total_tokens: 354,
        completion_tokens_details: { reasoning_tokens: 340 },
      },
      12,
      342,
    ],
  ])('%o leaves it to be what is left of the total', (usage, inputTokens, outputTokens) => {
    expect(usageOf(usage)).toMatchObject({ inputTokens, outputTokens, source: 'reported' });
  });

  test.each([
    [{ prompt_tokens: null, completion_tokens: 7 }, null, 7],
    [{ prompt_tokens: 20, completion_tokens: null }, 20, null],
    // A total that holds no more than what is told does not count the other.
    [{ prompt_tokens: null, completion_tokens: 7, total_tokens: 7 }, null, 7],
    [{ prompt_tokens: 20, completion_tokens: null, total_tokens: 20 }, 20, null],
    [{ prompt_tokens: 20, completion_tokens: null, total_tokens: 3 }, 20, null],
    // It is not known whether the total holds what Claude counts beside the input.
    [{ input_tokens: null, output_tokens: 7, total_tokens: 100, cache_read_input_tokens: 50 }, null, 7],
    [{ input_tokens: 20, output_tokens: null, total_tokens: 100, cache_read_input_tokens: 50 }, 70, null],
  ])('%o leaves it unknown, and never 0', (usage, inputTokens, outputTokens) => {
    expect(usageOf(usage)).toMatchObject({ inputTokens, outputTokens });
  });

  test('a total that may hold hidden thinking does not tell the input', () => {
    const usage = { prompt_tokens: null, completion_tokens: 6, total_tokens: 100 };
    expect(usageOf(usage, { hidesReasoning: true })).toMatchObject({ inputTokens: null, outputTokens: 6 });
  });
});

test('0 and 0 is no usage', () => {
  for (const total_tokens of [0, 20]) {
    expect(readUsage({ prompt_tokens: 0, completion_tokens: 0, total_tokens }, PLAIN)).toEqual({
      usage: null,
      cost: null,
      isImpossible: false,
    });
  }
});

describe('the cost', () => {
  const costOf = (usage: object) => readUsage({ prompt_tokens: 1, completion_tokens: 1, ...usage }, PLAIN).cost;

  test('comes as a number, in an object, in ticks', () => {
    expect(costOf({ cost: 0.0125 })).toBe(12_500_000_000n);
    expect(costOf({ cost: { total_cost: 0.00614, request_cost: 0.006 } })).toBe(6_140_000_000n);
    expect(costOf({ cost_in_usd_ticks: 1_721_250 })).toBe(172_125_000n);
    expect(costOf({ cost_in_nano_usd: 172_125 })).toBe(172_125_000n);
  });

  test('with a key of one’s own is the fee and what the provider charges, or not known', () => {
    const upstream = { cost_details: { upstream_inference_cost: 0.002 } };
    expect(costOf({ cost: 0.0001, is_byok: true, ...upstream })).toBe(2_100_000_000n);
    expect(costOf({ cost: 0.0001, is_byok: true })).toBeNull();
    expect(costOf({ cost: 0.0001, is_byok: false, ...upstream })).toBe(100_000_000n);
  });
});

test('a figure that no request can have is not believed, whichever it is', () => {
  const names = ['prompt_tokens', 'completion_tokens', 'total_tokens', 'cached_tokens', 'cost', 'cost_in_usd_ticks'];
  const wild = fc.oneof(
    fc.double({ min: 1e14, max: Number.MAX_VALUE, noNaN: true }),
    fc.constantFrom(-1, Number.MAX_SAFE_INTEGER, 1e300, Number.POSITIVE_INFINITY),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), wild, (name, figure) => {
      const usage = { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10, [name]: figure };
      expect(readUsage(usage, PLAIN)).toEqual({ usage: null, cost: null, isImpossible: true });
    }),
  );
  expect(readUsage({ prompt_tokens: 1.5, completion_tokens: 1 }, PLAIN).isImpossible).toBe(true);
  expect(readUsage({ prompt_tokens: 1e9, completion_tokens: 1, cost: 999.99 }, PLAIN).isImpossible).toBe(false);
});
