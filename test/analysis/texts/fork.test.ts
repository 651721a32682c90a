import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forkOf } from '../../../src/analysis/texts/fork.ts';
import { forkDepth } from '../../../src/analysis/texts/similarity.ts';

test('samples part after the words they all begin with', () => {
  expect(forkOf(['The cat sat.', 'the cat ran', 'the, dog'])).toEqual({ words: 1, offsets: [3, 3, 3] });
  expect(forkOf(['yes', 'no'])).toEqual({ words: 0, offsets: [0, 0] });
  expect(forkOf(['the cat', 'the cat sat'])).toEqual({ words: 2, offsets: [7, 7] });
  expect(forkOf(['東京は', '東京が'])).toEqual({ words: 2, offsets: [2, 2] });
});

test('samples of the same words never part, and a lone one has nothing to part from', () => {
  expect(forkOf(['Paris', 'paris.'])).toBeNull();
  expect(forkOf(['Paris'])).toBeNull();
  expect(forkOf([])).toBeNull();
});

test('the words before the fork are the fork depth of the samples', () => {
  const text = fc
    .array(fc.constantFrom('the', 'The', 'cat', 'sat', '東', '-'), { maxLength: 6 })
    .map((all) => all.join(' '));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (texts) => {
      const fork = forkOf(texts);
      if (fork !== null) expect(fork.words).toBe(forkDepth(texts)?.all);
    }),
  );
});
