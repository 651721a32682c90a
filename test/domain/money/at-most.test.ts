import { expect, test } from 'vitest';
import { atMostOfRequest } from '../../../src/domain/money/at-most.ts';

const MINI = { input: 150_000n, cachedInput: 75_000n, output: 600_000n, model: 'gpt-4o-mini', date: '2026-11-22' };

test('57 tokens and at most 200 of answer on gpt-4o-mini: $0.00012855', () => {
  const one = atMostOfRequest({ inputTokens: 57, maxOutputTokens: 200, prices: MINI });
  expect(one).toEqual({ tokens: 257, picodollars: 128_550_000n });
});

test('what is unknown stays unknown', () => {
  const unpriced = atMostOfRequest({ inputTokens: 10, maxOutputTokens: 5, prices: null });
  const unbounded = atMostOfRequest({ inputTokens: 10, maxOutputTokens: null, prices: MINI });
  expect(unpriced).toEqual({ tokens: 15, picodollars: null });
  expect(unbounded).toEqual({ tokens: null, picodollars: null });
});
