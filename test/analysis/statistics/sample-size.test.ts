import { describe, expect, test } from 'vitest';
import {
  expectedBestOf,
  pairedCases,
  samplesPerSetting,
  samplesToSeeOnce,
} from '../../../src/analysis/statistics/sample-size.ts';

test.each([
  [0.5, 20],
  [0.6, 32],
  [0.7, 62],
  [0.8, 199],
])('telling 0.9 from %d takes %d samples of each', (rate, samples) => {
  expect(samplesPerSetting(0.9, rate)).toBe(samples);
  expect(samplesPerSetting(rate, 0.9)).toBe(samples);
});

test.each([
  [0.2, 0, 39],
  [0.3, 0.1, 84],
  [0.1, 0, 78],
  [0.15, 0.05, 168],
])('a gain in %d and a loss in %d of cases take %d cases', (gained, lost, cases) => {
  expect(pairedCases({ gained, lost })).toBe(cases);
  expect(pairedCases({ gained: lost, lost: gained })).toBe(cases);
});

test('equal rates can never be told apart', () => {
  expect(samplesPerSetting(0.9, 0.9)).toBeNull();
  expect(pairedCases({ gained: 0.1, lost: 0.1 })).toBeNull();
});

test.each([
  [0.1, 29],
  [0.05, 59],
  [0.2, 14],
])('seeing an event of rate %d once takes %d samples', (rate, samples) => {
  expect(samplesToSeeOnce(rate)).toBe(samples);
});

test('an event that never or always happens has no such number', () => {
  expect([samplesToSeeOnce(0), samplesToSeeOnce(1)]).toEqual([null, null]);
});

describe('the best of several equal prompts', () => {
  test('looks better than it is', () => {
    expect(expectedBestOf(8, { cases: 20, rate: 0.7 })).toBeCloseTo(0.839, 3);
    expect(expectedBestOf(24, { cases: 20, rate: 0.7 })).toBeCloseTo(0.885, 3);
  });

  test('of one is as good as it is', () => {
    expect(expectedBestOf(1, { cases: 20, rate: 0.7 })).toBeCloseTo(0.7, 12);
  });
});
