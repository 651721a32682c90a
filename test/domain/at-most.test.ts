import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atMostOfAll, atMostOfRequest } from '../../src/domain/at-most.ts';
import { mostCost } from '../../src/domain/cost.ts';

const MINI = { input: 150_000n, cachedInput: 75_000n, output: 600_000n, model: 'gpt-4o-mini', date: '2026-11-22' };

test('57 tokens, 4 temperatures x 5, at most 200 tokens each on gpt-4o-mini: $0.002571', () => {
  const one = atMostOfRequest({ inputTokens: 57, maxOutputTokens: 200, prices: MINI });
  expect(one).toEqual({ tokens: 257, picodollars: 128_550_000n });
  expect(atMostOfAll([{ ...one, times: 20 }])).toEqual({ tokens: 5_140, picodollars: 2_571_000_000n });
});

test('what is unknown stays unknown, also in a sum', () => {
  const known = atMostOfRequest({ inputTokens: 10, maxOutputTokens: 5, prices: MINI });
  const unpriced = atMostOfRequest({ inputTokens: 10, maxOutputTokens: 5, prices: null });
  const unbounded = atMostOfRequest({ inputTokens: 10, maxOutputTokens: null, prices: MINI });
  expect(unpriced).toEqual({ tokens: 15, picodollars: null });
  expect(unbounded).toEqual({ tokens: null, picodollars: null });
  const sum = (...parts: (typeof known)[]) => atMostOfAll(parts.map((part) => ({ ...part, times: 2 })));
  expect(sum(known, unpriced)).toEqual({ tokens: 60, picodollars: null });
  expect(sum(known, unbounded)).toEqual({ tokens: null, picodollars: null });
});

test('request by request it is the same as for the whole plan', () => {
  const tokens = fc.nat({ max: 2_000_000 });
  fc.assert(
    fc.property(tokens, tokens, fc.nat({ max: 20_000 }), (inputTokens, maxOutputTokens, requests) => {
      const one = atMostOfRequest({ inputTokens, maxOutputTokens, prices: MINI });
      const plan = mostCost({ inputTokens, maxOutputTokens, requests, prices: MINI });
      expect(atMostOfAll([{ ...one, times: requests }]).picodollars).toBe(plan);
    }),
  );
});
