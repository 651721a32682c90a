import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from '../../../src/domain/money/cost.ts';
import { pricedTokensOf, wouldHaveCost } from '../../../src/domain/money/what-if.ts';
import { completion } from '../completions.ts';

const GPT5 = { input: 1_250_000n, cachedInput: 125_000n, output: 10_000_000n, model: 'gpt-5', date: '2026-11-22' };
const TOKENS = { inputTokens: 1_200, cachedInputTokens: 1_024, outputTokens: 900, costPicodollars: 7n };

test('1,200 in, 1,024 of them cached, 900 out would have cost $0.009348 on gpt-5, and half of it in a batch', () => {
  expect(wouldHaveCost(TOKENS, { prices: GPT5, batch: false })).toBe(9_348_000_000n);
  expect(wouldHaveCost(TOKENS, { prices: GPT5, batch: true })).toBe(4_674_000_000n);
});

test('in a batch on the models that were asked it is half of what it cost, rounded up', () => {
  expect(wouldHaveCost(TOKENS, { prices: null, batch: true })).toBe(4n);
  expect(wouldHaveCost(TOKENS, { prices: null, batch: false })).toBe(7n);
});

test('from sums it is what it would be request by request, also above 2^53', () => {
  const tokens = fc.nat({ max: 1_000_000_000 });
  const request = fc.record({ input: tokens, cached: tokens, output: tokens }).map(({ input, cached, output }) => ({
    inputTokens: input,
    cachedInputTokens: Math.min(cached, input),
    outputTokens: output,
    reasoningTokens: null,
    source: 'reported' as const,
  }));
  fc.assert(
    fc.property(fc.array(request, { maxLength: 30 }), (usages) => {
      const rows = usages.map((usage, id) => completion({ id, usage, status: 'done', attempts: 1 }));
      const one = usages.reduce((sum, usage) => sum + (costOf(usage, GPT5)?.picodollars ?? 0n), 0n);
      expect(wouldHaveCost(pricedTokensOf(rows), { prices: GPT5, batch: false })).toBe(one);
    }),
  );
});

test('requests whose tokens are not known are left out, and counted', () => {
  const rows = [
    completion({ status: 'done', attempts: 1, usage: null }),
    completion({ status: 'failed', attempts: 1, usage: null }),
    completion({ status: 'cancelled', attempts: 0, usage: null }),
  ];
  expect(pricedTokensOf(rows)).toMatchObject({ inputTokens: 0, unknown: 2 });
});
