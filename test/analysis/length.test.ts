import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthSpread, median, quantile, standardDeviation, truncatedShare } from '../../src/analysis/length.ts';

test('length has median, type-7 quartiles, 90th percentile and sample deviation', () => {
  const spread = lengthSpread([6, 7, 6, 9, 42]);
  expect(spread).toMatchObject({ median: 7, q1: 6, q3: 9 });
  expect(spread?.p90).toBeCloseTo(28.8, 12);
  expect(spread?.sd).toBeCloseTo(15.700318, 6);
});

test('quantiles interpolate between values', () => {
  expect(median([1, 2])).toBe(1.5);
  expect(quantile([0, 10, 20, 30], 0.25)).toBe(7.5);
});

test('one value has quartiles but no deviation; none has nothing', () => {
  expect(lengthSpread([5])).toEqual({ median: 5, q1: 5, q3: 5, p90: 5, sd: null });
  expect(lengthSpread([])).toBeNull();
  expect(median([])).toBeNull();
  expect(standardDeviation([])).toBeNull();
});

test('quantiles stay in range, in order, and ignore the order of values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 1 }), (tokens) => {
      const spread = lengthSpread(tokens);
      const steps = [Math.min(...tokens), spread?.q1, spread?.median, spread?.q3, Math.max(...tokens)];
      expect(steps).toEqual([...steps].sort((a, b) => Number(a) - Number(b)));
      expect(lengthSpread([...tokens].reverse())?.median).toBe(spread?.median);
    }),
  );
});

test('the truncated share leaves out answers whose finish reason is unknown', () => {
  expect(truncatedShare(['length', 'stop', null, 'stop', 'stop'])).toBe(0.25);
  expect(truncatedShare(['stop'])).toBe(0);
  expect(truncatedShare([null])).toBeNull();
  expect(truncatedShare([])).toBeNull();
});
