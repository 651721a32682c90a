import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atMostOfRequest } from '../../../src/domain/money/at-most.ts';
import { costOf, fromUsd, perMillion, toUsd, type UnitPrices } from '../../../src/domain/money/cost.ts';
import type { Usage } from '../../../src/domain/run/usage.ts';

function prices(input: number, cachedInput: number | null, output: number): UnitPrices {
  return {
    input: perMillion(input),
    cachedInput: cachedInput === null ? null : perMillion(cachedInput),
    output: perMillion(output),
    model: 'm',
    date: '2026-11-22',
  };
}

function usage(
  inputTokens: number | null,
  outputTokens: number | null,
  cachedInputTokens: number | null = null,
): Usage {
  return { inputTokens, cachedInputTokens, outputTokens, reasoningTokens: null, source: 'reported' };
}

test('cached input is cheaper and reasoning is billed as output: gpt-5, 1,200 in (1,024 cached), 900 out', () => {
  const cost = costOf({ ...usage(1_200, 900, 1_024), reasoningTokens: 832 }, prices(1.25, 0.125, 10));
  expect(cost).toEqual({ picodollars: 9_348_000_000n, source: 'computed' });
  expect(toUsd(9_348_000_000n)).toBe(0.009348);
});

test('prices too small for nano-dollars are kept exactly', () => {
  expect(costOf(usage(1, 0), prices(0.0375, null, 0))?.picodollars).toBe(37_500n);
});

test('what is unknown is unpriced, never 0', () => {
  const known = prices(1, null, 2);
  expect(costOf(null, known)).toBeNull();
  expect(costOf(usage(null, 5), known)).toBeNull();
  expect(costOf(usage(5, null), known)).toBeNull();
  expect(costOf(usage(5, 5), null)).toBeNull();
  expect(costOf(usage(0, 0), known)).toEqual({ picodollars: 0n, source: 'computed' });
});

test('a cost from our own count says so', () => {
  expect(costOf({ ...usage(5, 5), source: 'estimated' }, prices(1, null, 2))?.source).toBe('estimated');
});

test('without a cached price, cached input costs as input; more cached than input counts as all cached', () => {
  expect(costOf(usage(10, 0, 4), prices(1, null, 2))?.picodollars).toBe(10_000_000n);
  expect(costOf(usage(10, 0, 99), prices(1, 0.5, 2))?.picodollars).toBe(5_000_000n);
});

test('no request costs more than what was said before it', () => {
  const tokens = fc.nat({ max: 1_000_000 });
  fc.assert(
    fc.property(tokens, tokens, tokens, tokens, (input, output, cached, limit) => {
      const known = prices(2.5, 1.25, 10);
      const cost = costOf(usage(input, Math.min(output, limit), cached), known)?.picodollars ?? -1n;
      const most = atMostOfRequest({ inputTokens: input, maxOutputTokens: limit, prices: known }).picodollars ?? -1n;
      expect(cost >= 0n && cost <= most).toBe(true);
    }),
  );
});

test('dollars come back from pico-dollars up to the published precision', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), (picodollars) => {
      expect(fromUsd(toUsd(BigInt(picodollars)))).toBe(BigInt(picodollars));
    }),
  );
});
