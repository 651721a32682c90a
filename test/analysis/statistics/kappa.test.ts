import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cohensKappa } from '../../../src/analysis/statistics/kappa.ts';

const repeat = (times: number, judge: string, human: string) =>
  Array.from({ length: times }, () => [judge, human] as const);

test('of a judge and a person over twenty items', () => {
  const pairs = [
    ...repeat(11, 'pass', 'pass'),
    ...repeat(3, 'pass', 'fail'),
    ...repeat(1, 'fail', 'pass'),
    ...repeat(5, 'fail', 'fail'),
  ];
  expect(cohensKappa(pairs)).toBeCloseTo(0.565217, 6);
});

test('is 1 for raters who always agree and undefined when there is nothing to disagree about', () => {
  expect(cohensKappa([...repeat(3, 'a', 'a'), ...repeat(2, 'b', 'b')])).toBe(1);
  expect(cohensKappa(repeat(4, 'a', 'a'))).toBeNull();
  expect(cohensKappa([])).toBeNull();
});

test('is 0 for a rater who says the same whatever the other says', () => {
  expect(cohensKappa([...repeat(3, 'a', 'a'), ...repeat(2, 'a', 'b')])).toBeCloseTo(0, 12);
});

test('is the same with the raters swapped, and at most 1', () => {
  const label = fc.constantFrom('a', 'b', 'c');
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label), { maxLength: 20 }), (pairs) => {
      const kappa = cohensKappa(pairs);
      const swapped = cohensKappa(pairs.map(([a, b]) => [b, a] as const));
      if (kappa === null) {
        expect(swapped).toBeNull();
        return;
      }
      expect(swapped).toBeCloseTo(kappa, 12);
      expect(kappa).toBeLessThanOrEqual(1);
    }),
  );
});
