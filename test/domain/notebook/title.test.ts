import fc from 'fast-check';
import { expect, test } from 'vitest';
import { titleOf } from '../../../src/domain/notebook/title.ts';

test.each([
  ['Name a tea shop.', 'Name a tea shop'],
  ['  Name\n a\ttea shop?  ', 'Name a tea shop?'],
  [
    'My parcel says delivered since Tuesday but nothing is here, and the birthday is on Friday',
    'My parcel says delivered since Tuesday but…',
  ],
  ['Sort this: one, two, three, four, five, and, six, seven', 'Sort this: one, two, three, four, five, and, six…'],
  ['?! …', ''],
  ['', ''],
])('%j is titled %j', (text, title) => {
  expect(titleOf(text)).toBe(title);
});

test('a text without spaces is cut between characters', () => {
  expect(titleOf('あ'.repeat(100))).toMatch(/^あ+…$/);
  expect(titleOf('🍵'.repeat(100))).toMatch(/^(?:🍵)+…$/u);
  expect(titleOf('a'.repeat(500))).toMatch(/^a+…$/);
});

test('a title is one short line that the text begins with', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const title = titleOf(text);
      expect(title.length).toBeLessThanOrEqual(49);
      expect(title).not.toMatch(/[\r\n\t]/);
      expect(text.replace(/\s+/gu, ' ').trim().startsWith(title.replace(/…$/u, ''))).toBe(true);
    }),
  );
});
