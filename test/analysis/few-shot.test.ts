import { expect, test } from 'vitest';
import { costPerCorrect } from '../../src/analysis/few-shot.ts';

test('a correct answer costs the cost per case over the accuracy, with its limits', () => {
  const cost = costPerCorrect(0.0003, { successes: 16, n: 20 });
  expect(cost?.value).toBeCloseTo(0.000375, 12);
  expect(cost?.low).toBeCloseTo(0.000326, 6);
  expect(cost?.high).toBeCloseTo(0.000514, 6);
});

test('nothing correct has no price', () => {
  expect(costPerCorrect(0.0003, { successes: 0, n: 20 })).toBeNull();
  expect(costPerCorrect(0.0003, { successes: 0, n: 0 })).toBeNull();
});
