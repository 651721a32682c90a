import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnalyst } from '../../../src/analysis/analyst.ts';
import { roughDiff, wordDiff as wordDiffWithin } from '../../../src/analysis/texts/word-diff.ts';
import { type DiffPart, onlyDifferences } from '../../../src/domain/answers/baseline-diff.ts';

const wordDiff = (from: string, to: string) => wordDiffWithin({ from, to }, 5_000);

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('the', 'cat', 'sat', 'on', 'a', 'mat.', '東京', '\n', '  '), { maxLength: 20 })
    .map((words) => words.join(' ')),
);

const joined = (parts: readonly DiffPart[], ...kinds: readonly DiffPart['kind'][]) =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map((part) => part.text)
    .join('');

test('the parts of a word diff give back both texts to the character', () => {
  fc.assert(
    fc.property(text, text, (from, to) => {
      const { parts } = wordDiff(from, to);
      expect(joined(parts, 'same', 'removed')).toBe(from);
      expect(joined(parts, 'same', 'added')).toBe(to);
    }),
  );
});

test('a changed word is marked, and words that changed in a row are marked as one', () => {
  expect(wordDiff('the cat sat on the mat', 'the dog sat on the mat').parts).toEqual([
    { kind: 'same', text: 'the ' },
    { kind: 'removed', text: 'cat' },
    { kind: 'added', text: 'dog' },
    { kind: 'same', text: ' sat on the mat' },
  ]);
  expect(wordDiff('a small fox', 'a big bear').parts).toEqual([
    { kind: 'same', text: 'a ' },
    { kind: 'removed', text: 'small fox' },
    { kind: 'added', text: 'big bear' },
  ]);
});

test('a script without spaces goes letter by letter, and words beside it stay whole', () => {
  expect(wordDiff('東京の天気 today', '東京の空気 tomorrow').parts).toEqual([
    { kind: 'same', text: '東京の' },
    { kind: 'removed', text: '天' },
    { kind: 'added', text: '空' },
    { kind: 'same', text: '気 ' },
    { kind: 'removed', text: 'today' },
    { kind: 'added', text: 'tomorrow' },
  ]);
});

test('what both begin and end with is told roughly, in whole words, and gives back both texts', () => {
  expect(roughDiff({ from: 'the cat sat on the mat', to: 'the cart stood on the mat' }).parts).toEqual([
    { kind: 'same', text: 'the ' },
    { kind: 'removed', text: 'cat sat' },
    { kind: 'added', text: 'cart stood' },
    { kind: 'same', text: ' on the mat' },
  ]);
  fc.assert(
    fc.property(text, text, (from, to) => {
      const { parts } = roughDiff({ from, to });
      expect(joined(parts, 'same', 'removed')).toBe(from);
      expect(joined(parts, 'same', 'added')).toBe(to);
    }),
  );
});

test('a difference that takes longer than it may is rough', () => {
  const numbered = (letter: string) => Array.from({ length: 4_000 }, (_, index) => `${letter}${index}`).join(' ');
  expect(wordDiffWithin({ from: numbered('a'), to: numbered('b') }, 5).rough).toBe(true);
  const tooLong = (word: string) => `${'same '.repeat(120_000)}${word}`;
  expect(wordDiff(tooLong('one'), tooLong('two'))).toMatchObject({ rough: true, parts: [{}, {}, {}] });
  expect(wordDiff(tooLong('one'), tooLong('one')).rough).toBe(false);
});

test('long texts are compared in the thread as they would be at once, and in their order', async () => {
  const threads: unknown[] = [];
  const remember = (thread: unknown) => threads.push(thread);
  process.on('worker', remember);
  const analyst = createAnalyst();
  try {
    const long = (word: string) => `${'the same again '.repeat(200)}${word} ${'and on '.repeat(200)}`;
    const pairs = [
      { from: long('one'), to: long('two') },
      { from: 'a cat', to: 'a dog' },
      { from: long('one'), to: long('one') },
      { from: long('two'), to: 'short' },
    ];
    expect(await analyst.diffWords(pairs)).toEqual(pairs.map(({ from, to }) => wordDiff(from, to)));
    expect(threads).toHaveLength(1);
  } finally {
    process.off('worker', remember);
    await analyst.close();
  }
  const [late] = await analyst.diffWords([{ from: 'b '.repeat(2_000), to: `${'b '.repeat(2_000)}c` }]);
  expect(late).toMatchObject({ rough: true });
});

test('only what differs keeps a few words around each difference', () => {
  const { parts } = wordDiff(
    'one two three four five six seven eight nine ten',
    'one two three four five six seven eight nine eleven',
  );
  expect(onlyDifferences(parts)).toEqual([
    { kind: 'same', text: '… seven eight nine ' },
    { kind: 'removed', text: 'ten' },
    { kind: 'added', text: 'eleven' },
  ]);
});

test('spaces in the hundreds of thousands, as answers at high temperatures have them, are shortened like any others', () => {
  const spaces = ' '.repeat(500_000);
  const parts = [
    { kind: 'added', text: 'a' },
    { kind: 'same', text: ` one two three four five six seven${spaces}eight${spaces}` },
    { kind: 'added', text: 'b' },
  ] as const;
  // Quadratic work takes minutes, and longer than a test may.
  expect(onlyDifferences(parts)).toEqual([
    parts[0],
    { kind: 'same', text: ` one two three … six seven${spaces}eight${spaces}` },
    parts[2],
  ]);
});
