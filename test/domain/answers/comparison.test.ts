import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatColumnsRef, pairsOf, parseColumnsRef } from '../../../src/domain/answers/comparison.ts';

const side = (run: number, column: number | null, values: readonly unknown[]) => ({ ref: { run, column }, values });

test('a column is named by its run and its place, a run alone means all its columns', () => {
  expect(parseColumnsRef('17:2')).toEqual({ run: 17, column: 2 });
  expect(parseColumnsRef('17')).toEqual({ run: 17, column: null });
  for (const wrong of ['', '0:1', '17:', ':2', '17:-1', 'x', '17:2:3', '1e3'])
    expect(parseColumnsRef(wrong)).toBeNull();
});

test('what is written is what is read', () => {
  const ref = fc.record({ run: fc.integer({ min: 1, max: 1e9 }), column: fc.option(fc.nat({ max: 999 })) });
  fc.assert(
    fc.property(ref, (given) => {
      expect(parseColumnsRef(formatColumnsRef(given))).toEqual(given);
    }),
  );
});

test('two columns make one pair', () => {
  expect(pairsOf(side(1, 0, [0, 1]), side(1, 1, [0, 1]))).toEqual([[0, 1]]);
  expect(pairsOf(side(1, 0, [0, 1]), side(2, 0, [0]))).toEqual([[0, 0]]);
});

test('a column meets each other column of its run, and never itself', () => {
  expect(pairsOf(side(1, 1, [0, 1, 2]), side(1, null, [0, 1, 2]))).toEqual([
    [1, 0],
    [1, 2],
  ]);
  expect(pairsOf(side(1, 1, [0, 1]), side(1, 1, [0, 1]))).toEqual([]);
});

test('two runs meet where their columns have the same value, a run meets itself column by column', () => {
  expect(pairsOf(side(1, null, [0, 0.5, 1]), side(2, null, [1, 0]))).toEqual([
    [0, 1],
    [2, 0],
  ]);
  expect(pairsOf(side(1, null, [0, 1, 2]), side(1, null, [0, 1, 2]))).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
});
