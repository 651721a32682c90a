import { expect, test } from 'vitest';
import { costPerCorrect } from '../../src/analysis/few-shot.ts';
import { wilson } from '../../src/analysis/statistics/intervals.ts';

test('a correct answer costs the cost per case over the accuracy, with its limits', () => {
  const cost = costPerCorrect(0.0003, { value: 16 / 20, ...(wilson({ successes: 16, n: 20 }) ?? { low: 0, high: 1 }) });
  expect(cost?.value).toBeCloseTo(0.000375, 12);
  expect(cost?.low).toBeCloseTo(0.000326, 6);
  expect(cost?.high).toBeCloseTo(0.000514, 6);
});

test('nothing correct has no price', () => {
  expect(costPerCorrect(0.0003, { value: 0, low: 0, high: 0.161125 })).toBeNull();
});

test('an accuracy that may be 0 leaves the price without an upper limit', () => {
  expect(costPerCorrect(0.0003, { value: 0.5, low: 0, high: 1 })).toEqual({ value: 0.0006, low: 0.0003, high: null });
});
