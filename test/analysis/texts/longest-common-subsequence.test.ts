import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestCommonSubsequences } from '../../../src/analysis/texts/longest-common-subsequence.ts';

/** The textbook table, one cell per pair of positions. */
function byTable(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (const [i, word] of a.entries()) {
    for (const [j, other] of b.entries()) {
      const row = table[i + 1] ?? [];
      row[j + 1] = word === other ? at(i, j) + 1 : Math.max(at(i, j + 1), at(i + 1, j));
    }
  }
  return at(a.length, b.length);
}

test('agrees with the textbook table, across limb borders and for every pair of several lists', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 130 });
  fc.assert(
    fc.property(fc.array(list, { minLength: 2, maxLength: 4 }), (lists) => {
      const common = longestCommonSubsequences(lists);
      for (const [i, a] of lists.entries()) {
        for (const [j, b] of lists.entries()) expect(common(i, j)).toBe(byTable(a, b));
      }
    }),
  );
});

test('refuses a list that is not there', () => {
  expect(() => longestCommonSubsequences([['a']])(0, 1)).toThrow(RangeError);
});
