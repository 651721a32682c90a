import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clip, clipWithin, decimal, limits, sampleSizes } from '../../../views/charts/figures.ts';
import { niceTicks } from '../../../views/charts/scale.ts';

test('ticks are round numbers that enclose the values', () => {
  expect(niceTicks(0, 1)).toEqual([0, 0.5, 1]);
  expect(niceTicks(0, 42)).toEqual([0, 20, 40, 60]);
  expect(niceTicks(0, 0.3)).toEqual([0, 0.1, 0.2, 0.3]);
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (high) => {
      const ticks = niceTicks(0, high);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high * (1 - 1e-9));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }),
  );
});

test('figures have no trailing zeros, no negative zero, and a dash for nothing', () => {
  expect([decimal(0.5), decimal(1 / 3), decimal(-0.001), decimal(null)]).toEqual(['0.5', '0.33', '0', '–']);
  expect(limits(0.25, null)).toBe('–');
});

test('texts are cut by characters, on one line', () => {
  expect(clip(' a\n b ', 10)).toBe('a b');
  expect(clip('😀😀😀😀', 3)).toBe('😀😀…');
});

test('sample sizes are put in words', () => {
  expect(sampleSizes([{ n: 5 }, { n: 5 }])).toBe('5 samples each');
  expect(sampleSizes([{ n: 1 }])).toBe('1 sample each');
  expect(sampleSizes([{ n: 3 }, { n: 20 }])).toBe('3 to 20 samples');
  expect(sampleSizes([])).toBe('No samples');
});

test('names that differ at their end stay apart when they are cut', () => {
  const cut = [1, 2, 10].map((number) => clipWithin(`without example ${number}`, 8));
  expect(cut).toEqual(['wit…le 1', 'wit…le 2', 'wit…e 10']);
  expect(clipWithin('all\n rows', 8)).toBe('all rows');
  expect([...clipWithin('👩👩👩👩', 2)]).toHaveLength(2);
});
