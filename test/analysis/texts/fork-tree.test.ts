import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forkTree } from '../../../src/analysis/texts/fork-tree.ts';
import type { ForkNode } from '../../../src/domain/answers/fork-node.ts';

const sentence = fc
  .array(fc.constantFrom('the', 'cat', 'dog', 'sat', 'ran'), { maxLength: 8 })
  .map((words) => words.join(' '));
const samples = fc.array(sentence, { minLength: 1, maxLength: 30 });

test('samples are one stretch as far as they agree, then part, the most frequent way first', () => {
  expect(forkTree(['the dog', 'the cat sat', 'the cat ran'])).toEqual({
    text: 'the',
    count: 3,
    ended: 0,
    others: null,
    branches: [
      {
        text: 'cat',
        count: 2,
        ended: 0,
        others: null,
        branches: [
          { text: 'sat', count: 1, ended: 1, others: null, branches: [] },
          { text: 'ran', count: 1, ended: 1, others: null, branches: [] },
        ],
      },
      { text: 'dog', count: 1, ended: 1, others: null, branches: [] },
    ],
  });
});

test('a sample that ends where others go on is counted there, also an empty one', () => {
  expect(forkTree(['yes', 'yes', 'yes and no'])).toMatchObject({
    text: 'yes',
    count: 3,
    ended: 2,
    branches: [{ text: 'and no', count: 1 }],
  });
  expect(forkTree(['', 'yes'])).toMatchObject({ text: '', count: 2, ended: 1, branches: [{ text: 'yes' }] });
  expect(forkTree([])).toBeNull();
});

test('scripts without spaces part character by character', () => {
  expect(forkTree(['東京です', '東京だよ'])).toMatchObject({
    text: '東京',
    branches: [{ text: 'です' }, { text: 'だよ' }],
  });
});

test('what does not fit is counted, not dropped', () => {
  const tree = forkTree(
    Array.from({ length: 200 }, (_, index) => `answer ${index}`),
    { ends: 14, depth: 6 },
  );
  expect(tree?.branches).toHaveLength(13);
  expect(tree?.others).toEqual({ count: 187, ways: 187 });
});

test('every sample is in one place at each fork, and there are never more ends than wanted', () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 2, max: 20 }), (texts, ends) => {
      const tree = forkTree(texts, { ends, depth: 6 });
      if (tree === null) throw new Error('There are samples.');
      expect(tree.count).toBe(texts.length);
      for (const node of nodesOf(tree)) {
        const open = node.branches.length === 0 && node.others === null;
        const below = node.branches.reduce((sum, branch) => sum + branch.count, 0) + (node.others?.count ?? 0);
        expect(node.count).toBe(open ? node.count : node.ended + below);
      }
      expect(endsOf(tree)).toBeLessThanOrEqual(ends);
    }),
  );
});

test('the order of the samples changes nothing but the order of equals', () => {
  fc.assert(
    fc.property(samples, (texts) => {
      const sizes = (tree: ForkNode | null) =>
        (tree === null ? [] : nodesOf(tree).map(({ count }) => count)).toSorted();
      const wide = { ends: 1_000, depth: 20 };
      expect(sizes(forkTree(texts.toReversed(), wide))).toEqual(sizes(forkTree(texts, wide)));
    }),
  );
});

function nodesOf(node: ForkNode): readonly ForkNode[] {
  return [node, ...node.branches.flatMap(nodesOf)];
}

function endsOf(node: ForkNode): number {
  const others = node.others === null ? 0 : 1;
  return node.branches.length === 0 ? 1 : others + node.branches.reduce((sum, branch) => sum + endsOf(branch), 0);
}
