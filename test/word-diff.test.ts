import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffPart } from '../src/domain/difference.ts';
import { onlyDifferences } from '../src/domain/difference.ts';
import { messageDiff, wordDiff, wordDiffs } from '../src/word-diff.ts';

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

test('texts too long to compare in a moment are marked roughly, by what they begin and end with alike', () => {
  const long = (word: string) => `${'same '.repeat(8_000)}${word} ${'end '.repeat(8_000)}`;
  expect(wordDiff(long('one'), long('two'))).toEqual({
    rough: true,
    parts: [
      { kind: 'same', text: 'same '.repeat(8_000) },
      { kind: 'removed', text: 'one' },
      { kind: 'added', text: 'two' },
      { kind: 'same', text: ` ${'end '.repeat(8_000)}` },
    ],
  });
  expect(wordDiff(long('one'), long('one')).rough).toBe(false);
});

test('long texts without a word in common are marked roughly too, and give back both texts', async () => {
  const numbered = (letter: string) => Array.from({ length: 4_000 }, (_, index) => `${letter}${index}`).join(' ');
  const diff = (await wordDiffs(numbered('a'), [numbered('b'), 'short'])).get(numbered('b'));
  expect(diff?.rough).toBe(true);
  expect(joined(diff?.parts ?? [], 'same', 'removed')).toBe(numbered('a'));
  expect(joined(diff?.parts ?? [], 'same', 'added')).toBe(numbered('b'));
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

test('message lists are compared message by message, a changed one word by word', () => {
  const changes = messageDiff(
    [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Tell me a story.' },
    ],
    [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Tell me a story.' },
    ],
  );
  expect(changes.map(({ role, kind }) => [role, kind])).toEqual([
    ['system', 'removed'],
    ['user', 'added'],
    ['assistant', 'added'],
    ['user', 'same'],
  ]);
  const [changed] = messageDiff([{ role: 'user', content: 'Be kind.' }], [{ role: 'user', content: 'Be brief.' }]);
  expect(changed).toMatchObject({ role: 'user', kind: 'changed' });
  expect(joined(changed?.parts ?? [], 'added')).toBe('brief');
});
