import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bonettPrice,
  newcombeDifference,
  wilson,
  wilsonOfShare,
  zeroFailuresBound,
} from '../../../src/analysis/statistics/intervals.ts';

/** How far a rate of 0.8 is known, by the number of samples: the sample size table. */
const HALF_WIDTHS = [
  [5, 0.29],
  [10, 0.23],
  [20, 0.17],
  [50, 0.11],
  [100, 0.08],
] as const;

describe('Wilson interval', () => {
  test.each([
    [4, 5, 0.375535, 0.963776, 6],
    [5, 5, 0.565518, 1, 6],
    [0, 5, 0, 0.434482, 6],
    [8, 10, 0.490162, 0.943318, 6],
    [7, 8, 0.529112, 0.977583, 6],
    [81, 263, 0.2553, 0.3662, 4],
    [15, 148, 0.0624, 0.1605, 4],
    [0, 20, 0, 0.1611, 4],
    [1, 29, 0.0061, 0.1718, 4],
    [29, 50, 0.4423, 0.7062, 4],
  ])('of %d in %d', (successes, n, low, high, digits) => {
    expect(wilson({ successes, n })?.low).toBeCloseTo(low, digits);
    expect(wilson({ successes, n })?.high).toBeCloseTo(high, digits);
  });

  test.each(HALF_WIDTHS)('of 80%% of %d samples is about as wide as the sample size table says', (n, half) => {
    const { low, high } = wilson({ successes: 0.8 * n, n }) ?? { low: 0, high: 0 };
    expect((high - low) / 2).toBeCloseTo(half, 2);
  });

  test('is undefined without trials', () => {
    expect(wilson({ successes: 0, n: 0 })).toBeNull();
  });

  test('holds the share, stays in [0, 1] and mirrors when successes and failures swap', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (successes, failures) => {
        const n = successes + failures;
        const interval = wilson({ successes, n });
        if (interval === null) {
          expect(n).toBe(0);
          return;
        }
        expect(interval.low).toBeLessThanOrEqual(successes / n);
        expect(interval.high).toBeGreaterThanOrEqual(successes / n);
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.high).toBeLessThanOrEqual(1);
        expect(wilson({ successes: failures, n })?.high).toBeCloseTo(1 - interval.low, 12);
      }),
    );
  });
});

describe('Newcombe difference', () => {
  test.each([
    [7, 8, 3, 8, 0.029294, 0.759309, 6],
    [56, 70, 48, 80, 0.0524, 0.3339, 4],
    [9, 10, 3, 10, 0.1705, 0.809, 4],
  ])('of %d/%d against %d/%d', (a, nA, b, nB, low, high, digits) => {
    const difference = newcombeDifference({ successes: a, n: nA }, { successes: b, n: nB });
    expect(difference?.value).toBeCloseTo(a / nA - b / nB, 12);
    expect(difference?.low).toBeCloseTo(low, digits);
    expect(difference?.high).toBeCloseTo(high, digits);
  });

  test('is undefined when a side has no trials', () => {
    expect(newcombeDifference({ successes: 1, n: 2 }, { successes: 0, n: 0 })).toBeNull();
  });

  test('turns round when the sides swap, within [-1, 1]', () => {
    const side = fc.nat(30).chain((n) => fc.record({ successes: fc.nat(n + 1), n: fc.constant(n + 1) }));
    fc.assert(
      fc.property(side, side, (a, b) => {
        const there = newcombeDifference(a, b);
        const back = newcombeDifference(b, a);
        expect(there?.low).toBeCloseTo(-(back?.high ?? Number.NaN), 12);
        expect(there?.low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(there?.high).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

test('no failure in n trials still allows a rate', () => {
  const percent = (n: number) => 100 * (zeroFailuresBound(n) ?? Number.NaN);
  expect([5, 10, 20].map((n) => Math.round(percent(n)))).toEqual([45, 26, 14]);
  expect(percent(50)).toBeCloseTo(5.8, 1);
  expect(zeroFailuresBound(0)).toBeNull();
});

describe('Bonett-Price interval', () => {
  test('of one lost and eight gained in twenty cases', () => {
    const change = bonettPrice({ lost: 1, gained: 8 }, 20);
    expect(change?.value).toBeCloseTo(0.35, 12);
    expect(change?.low).toBeCloseTo(0.05431, 6);
    expect(change?.high).toBeCloseTo(0.582053, 6);
  });

  test('turns round when losses and gains swap, within [-1, 1]', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), (lost, gained, same) => {
        const cases = lost + gained + same;
        const there = bonettPrice({ lost, gained }, cases);
        const back = bonettPrice({ lost: gained, gained: lost }, cases);
        if (there === null || back === null) {
          expect(cases).toBe(0);
          return;
        }
        expect(there.low).toBeCloseTo(-back.high, 12);
        expect(there.low).toBeGreaterThanOrEqual(-1);
        expect(there.high).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test.each(HALF_WIDTHS)('a rate of 0.8 over %d is known to about plus or minus %d', (n, half) => {
  const { low, high } = wilsonOfShare(0.8, n) ?? { low: 0, high: 0 };
  expect((high - low) / 2).toBeCloseTo(half, 2);
});

test('several samples of a case taken for independent ones give an interval that is too narrow', () => {
  const pooled = wilson({ successes: 29, n: 50 });
  expect(pooled?.low).toBeCloseTo(0.4423, 4);
  expect(pooled?.high).toBeCloseTo(0.7062, 4);
});
