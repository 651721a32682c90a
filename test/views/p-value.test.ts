import { expect, test } from 'vitest';
import { pText, pWithName } from '../../views/p-value.ts';

test.each([
  [5 / 53_130, '0.0000941'],
  [1_530 / 12_870, '0.1189'],
  [2 / 252, '0.0079'],
  [2 / 184_756, '0.0000108'],
  [1 / 10_001, '0.000100'],
  [0.0005, '0.000500'],
  [1, '1'],
  [1e-9, '< 0.0000001'],
])('p of %d reads %s', (p, text) => {
  expect(pText(p)).toBe(text);
  expect(pWithName(p)).toBe(text.startsWith('<') ? `p ${text}` : `p = ${text}`);
});
