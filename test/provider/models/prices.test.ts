import { describe, expect, test } from 'vitest';
import { atMostOfRequest } from '../../../src/domain/money/at-most.ts';
import { costOf, toUsd } from '../../../src/domain/money/cost.ts';
import { pricesOf, referencePrices } from '../../../src/provider/models/prices.ts';

const OPENAI = { kind: 'environment', baseUrl: 'https://api.openai.com/v1' } as const;
const at = new Date('2026-11-22T12:00:00Z');

test('prices are those published, in pico-dollars per token', () => {
  expect(pricesOf({ connection: OPENAI, model: 'gpt-4o-mini', at })).toEqual({
    input: 150_000n,
    cachedInput: 75_000n,
    output: 600_000n,
    model: 'gpt-4o-mini',
    date: '2026-11-22',
  });
  expect(pricesOf({ connection: OPENAI, model: 'gpt-5', at })).toMatchObject({
    input: 1_250_000n,
    cachedInput: 125_000n,
    output: 10_000_000n,
  });
  expect(pricesOf({ connection: OPENAI, model: 'gpt-4o-mini-2024-07-18', at })?.model).toBe('gpt-4o-mini');
});

test('prices are those of their day', () => {
  const price = (date: string) => pricesOf({ connection: OPENAI, model: 'o3', at: new Date(date) });
  expect(price('2025-05-01')).toMatchObject({ input: 10_000_000n, output: 40_000_000n, date: '2025-05-01' });
  expect(price('2026-11-22')).toMatchObject({ input: 2_000_000n, output: 8_000_000n, date: '2026-11-22' });
});

test('with usage they give the cost to the pico-dollar', () => {
  const usage = {
    inputTokens: 1_200,
    cachedInputTokens: 1_024,
    outputTokens: 900,
    reasoningTokens: 832,
    source: 'reported',
  } as const;
  const cost = costOf(usage, pricesOf({ connection: OPENAI, model: 'gpt-5', at }));
  expect(cost).toEqual({ picodollars: 9_348_000_000n, source: 'computed' });
  expect(toUsd(cost?.picodollars ?? 0n)).toBe(0.009348);
});

test('with a limit they give the most it can cost', () => {
  const prices = pricesOf({ connection: OPENAI, model: 'gpt-4o-mini', at });
  const most = atMostOfRequest({ inputTokens: 57, maxOutputTokens: 200, prices });
  expect(most.picodollars).toBe(128_550_000n);
});

test('long prompts cost more where the price list says so', () => {
  const price = (inputTokens: number | null) =>
    pricesOf({ connection: OPENAI, model: 'gpt-5.4', at, inputTokens })?.input;
  expect(price(null)).toBe(2_500_000n);
  expect(price(250_000)).toBe(2_500_000n);
  expect(price(300_000)).toBe(5_000_000n);
});

test('a gateway has its own prices, found by its host', () => {
  const connection = { kind: 'environment', baseUrl: 'https://openrouter.ai/api/v1' } as const;
  expect(pricesOf({ connection, model: 'openai/gpt-4o-mini', at })?.input).toBe(150_000n);
});

test.each([
  ['an unknown model', OPENAI, 'gpt-9-unheard-of'],
  [
    'a name that only resembles a model of OpenAI, elsewhere',
    { kind: 'environment', baseUrl: 'https://llm.example.test/v1', listPrices: true } as const,
    'gpt-4o-mini-of-ours',
  ],
  ['a server on this machine', { kind: 'discovered', baseUrl: 'http://127.0.0.1:11434/v1' } as const, 'gpt-4o-mini'],
  ['the built-in model', { kind: 'built_in', baseUrl: null } as const, 'gpt-4o-mini'],
])('%s has no price, rather than none to pay', (_, connection, model) => {
  expect(pricesOf({ connection, model, at })).toBeNull();
});

test.each([
  'https://llm.example.test/v1',
  'http://127.0.0.1:4000/v1',
  'https://api.openai.com.x.test/v1',
  'https://x.test/https://api.openai.com',
])(
  'a gateway at %s has the list price for a model it calls by the name of OpenAI only when a person says so',
  (baseUrl) => {
    expect(pricesOf({ connection: { kind: 'environment', baseUrl }, model: 'gpt-4o-mini', at })).toBeNull();
    expect(pricesOf({ connection: { kind: 'added', baseUrl }, model: 'gpt-4o-mini', at })).toBeNull();
    const connection = { kind: 'environment', baseUrl, listPrices: true } as const;
    const price = (model: string) => pricesOf({ connection, model, at });
    expect(price('gpt-4o-mini')).toMatchObject({ input: 150_000n, output: 600_000n, model: 'gpt-4o-mini' });
    expect(price('gpt-4o-mini-2024-07-18')?.model).toBe('gpt-4o-mini');
  },
);

describe('where the table is wrong or silent', () => {
  const price = (baseUrl: string, model: string, inputTokens: number | null = null) =>
    pricesOf({ connection: { kind: 'environment', baseUrl }, model, at, inputTokens });

  test('dated corrections go before it', () => {
    for (const model of ['deepseek-chat', 'deepseek-reasoner']) {
      expect(price('https://api.deepseek.com', model)).toMatchObject({
        input: 280_000n,
        cachedInput: 28_000n,
        output: 420_000n,
      });
    }
    expect(price('https://api.mistral.ai/v1', 'mistral-large-latest')).toMatchObject({ input: 500_000n });
    expect(price('https://api.x.ai/v1', 'grok-4', 1_000)).toMatchObject({ input: 3_000_000n, output: 15_000_000n });
    expect(price('https://api.x.ai/v1', 'grok-4', 130_000)).toMatchObject({ input: 6_000_000n, output: 30_000_000n });
    const google = 'https://generativelanguage.googleapis.com/v1beta/openai';
    expect(price(google, 'models/gemini-flash-latest')).toMatchObject({ input: 300_000n, model: 'gemini-2.5-flash' });
    const vertex =
      'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/endpoints/openapi';
    expect(price(vertex, 'google/gemini-flash-latest')).toMatchObject({ input: 300_000n, model: 'gemini-2.5-flash' });
  });

  test('a name that only begins as a model’s is another model', () => {
    expect(price(OPENAI.baseUrl, 'gpt-5-nano-xyz')).toBeNull();
    expect(price(OPENAI.baseUrl, 'gpt-5-nano-2025-08-07')).toMatchObject({ model: 'gpt-5-nano' });
    expect(price(OPENAI.baseUrl, 'gpt-4o-2024-05-13')).toMatchObject({ input: 5_000_000n });
  });

  test('open weights on a server of one’s own have no price', () => {
    const connection = { kind: 'environment', baseUrl: 'http://127.0.0.1:8000/v1', listPrices: true } as const;
    expect(pricesOf({ connection, model: 'gpt-oss-20b', at })).toBeNull();
  });

  test('what is written to a cache has its price', () => {
    expect(price('https://api.anthropic.com/v1', 'claude-opus-4-1')).toMatchObject({ cacheWrite: 18_750_000n });
  });
});

test('there is a well-known model to compare with', () => {
  expect(referencePrices(at)).toMatchObject({ model: 'gpt-5-mini', input: 250_000n, output: 2_000_000n });
});
