import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from '../../../src/domain/money/cost.ts';
import { errorPpm, estimateOf, meanError, rangeOf } from '../../../src/domain/money/estimate.ts';

const MINI = { input: 150_000n, cachedInput: 75_000n, output: 600_000n, model: 'gpt-4o-mini', date: '2026-11-22' };
const TEN_ANSWERS = { of: 'experiment', answers: 10, outputTokens: 125 } as const;
const REQUEST = { inputTokens: 57, maxOutputTokens: 200, prices: MINI, logged: TEN_ANSWERS };

test('an answer is likely as long as the mean of those logged, to the pico-dollar', () => {
  const one = estimateOf(REQUEST);
  expect(one).toEqual({ inputTokens: 57, likely: 57n * 150_000n + 7_500_000n, atMost: 128_550_000n });
  expect(rangeOf([one], 20)).toEqual({ likely: 321_000_000n, most: 2_571_000_000n });
});

test('it is never likely to be longer than allowed', () => {
  expect(estimateOf({ ...REQUEST, maxOutputTokens: 5 })).toMatchObject({ likely: 57n * 150_000n + 3_000_000n });
});

test('without answers nothing is likely, without a limit nothing is the most, without a price neither', () => {
  expect(estimateOf({ ...REQUEST, logged: null })).toMatchObject({ likely: null, atMost: 128_550_000n });
  expect(estimateOf({ ...REQUEST, maxOutputTokens: null })).toMatchObject({ likely: 16_050_000n, atMost: null });
  expect(estimateOf({ ...REQUEST, prices: null })).toMatchObject({ likely: null, atMost: null });
  const known = estimateOf(REQUEST);
  expect(rangeOf([known, estimateOf({ ...REQUEST, logged: null })], 3)).toEqual({ likely: null, most: 771_300_000n });
});

test('likely is what it costs when the answer is exactly as long, and never above the most', () => {
  const tokens = fc.nat({ max: 1_000_000 });
  fc.assert(
    fc.property(tokens, tokens, tokens, (inputTokens, outputTokens, maxOutputTokens) => {
      const logged = { of: 'model', answers: 1, outputTokens } as const;
      const { likely, atMost } = estimateOf({ inputTokens, maxOutputTokens, prices: MINI, logged });
      const usage = {
        inputTokens,
        cachedInputTokens: null,
        outputTokens: Math.min(outputTokens, maxOutputTokens),
        reasoningTokens: null,
        source: 'reported',
      } as const;
      expect(likely).toBe(costOf(usage, MINI)?.picodollars);
      expect(likely !== null && atMost !== null && likely <= atMost).toBe(true);
    }),
  );
});

test('errors are in millionths of what it came to; over nothing there is none', () => {
  expect(errorPpm(110, 100)).toBe(100_000);
  expect(errorPpm(90n, 100n)).toBe(-100_000);
  expect(errorPpm(2n ** 60n, 2n ** 61n)).toBe(-500_000);
  expect([errorPpm(5, 0), errorPpm(null, 5), errorPpm(5, null)]).toEqual([null, null, null]);
  expect(meanError(2, 100_000 - 50_000, 150_000)).toEqual({ n: 2, signed: 2.5, absolute: 7.5 });
  expect(meanError(0, 0, 0)).toEqual({ n: 0, signed: null, absolute: null });
});
