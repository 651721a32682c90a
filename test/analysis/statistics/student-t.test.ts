import { expect, test } from 'vitest';
import { standardDeviation } from '../../../src/analysis/length.ts';
import { tQuantile95, twoSidedT } from '../../../src/analysis/statistics/student-t.ts';

test.each([
  [1, 12.7062],
  [2, 4.30265],
  [5, 2.57058],
  [9, 2.26216],
  [30, 2.04227],
  [120, 1.97993],
])('with %d degrees of freedom 95%% lie within %d', (freedom, t) => {
  expect(tQuantile95(freedom)).toBeCloseTo(t, 4);
});

test('the t test of eight differences is surer than the sign-flip test', () => {
  const differences = [0.2, 0.1, 0, 0.3, -0.1, 0.2, 0.1, 0.4];
  const error = (standardDeviation(differences) ?? Number.NaN) / Math.sqrt(8);
  expect(twoSidedT(0.15 / error, 7)).toBeCloseTo(0.0331, 4);
});

test('chances are those of the arctangent at one degree of freedom', () => {
  for (const t of [0, 0.3, 1, 2.5, 40]) {
    expect(twoSidedT(t, 1)).toBeCloseTo(1 - (2 * Math.atan(t)) / Math.PI, 12);
    expect(twoSidedT(-t, 1)).toBeCloseTo(twoSidedT(t, 1), 12);
  }
});
