import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCase } from '../../src/analysis/by-case.ts';

const passes = (rate: number) => Array.from({ length: 5 }, (_, i) => (i < Math.round(rate * 5) ? 1 : 0));
const tenCases = [1, 1, 1, 1, 0.8, 0.6, 0.4, 0, 0, 0].map(passes);

test('the interval is over cases, wider than if all samples were independent', () => {
  const result = byCase(tenCases);
  expect(result?.cases).toBe(10);
  expect(result?.mean).toBeCloseTo(0.58, 12);
  expect(result?.interval?.low).toBeCloseTo(0.2604, 4);
  expect(result?.interval?.high).toBeCloseTo(0.8996, 4);
  expect(result?.designEffect).toBeCloseTo(4.1, 1);
});

test('limits are clamped to the range of the score', () => {
  const scores = [[1], [1], [0]];
  expect(byCase(scores)?.interval?.high).toBeGreaterThan(1);
  expect(byCase(scores, { low: 0, high: 1 })?.interval).toEqual({ low: 0, high: 1 });
});

test('each case counts once, however often it was asked; cases without scores do not count', () => {
  expect(byCase([[1, 1, 1, 1], [0], []])).toMatchObject({ cases: 2, mean: 0.5 });
});

test('there is no interval from one case, from none, or without any spread', () => {
  expect(byCase([])).toBeNull();
  expect(byCase([[], []])).toBeNull();
  expect(byCase([[1, 0]])).toEqual({ cases: 1, mean: 0.5, interval: null, designEffect: null });
  expect(byCase([[1], [1], [1]])).toEqual({ cases: 3, mean: 1, interval: null, designEffect: null });
  expect(byCase(Array.from({ length: 7 }, () => [0.1, 0.2, 0.7]))?.interval).toBeNull();
  expect(byCase([[0], [0]])?.interval).toBeNull();
});

test('the order of cases and of samples does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(9), { maxLength: 5 }), { maxLength: 8 }), (scores) => {
      const there = byCase(scores);
      const back = byCase([...scores].reverse().map((ofCase) => [...ofCase].reverse()));
      expect(back?.mean ?? 0).toBeCloseTo(there?.mean ?? 0, 9);
      expect(back?.interval?.low ?? 0).toBeCloseTo(there?.interval?.low ?? 0, 6);
    }),
  );
});
