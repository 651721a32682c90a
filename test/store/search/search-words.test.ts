import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldedText, holdsWords, indexedWords, searchTerm } from '../../../src/store/search/search-words.ts';

test('spaced scripts are cut into words, unspaced ones into characters and pairs', () => {
  expect(indexedWords("Don't PANIC, 42 times")).toBe('don t panic 42 times');
  expect(indexedWords('東京駅')).toBe('東 東京 京 京駅 駅');
  expect(indexedWords('ＡＢＣ２０２６年')).toBe('abc2026 年');
  expect(indexedWords('한국어 ราคา')).toBe('한 한국 국 국어 어 ร รา า าค ค คา');
  expect(indexedWords('… !? \ud800')).toBe('');
});

const whole = (word: string) => ({ word, beginning: false });

test('a term asks the index for what it can answer, and says what is left to look for', () => {
  expect(searchTerm('cat')).toEqual({ text: 'cat', match: '"cat"', words: [whole('cat')], verify: false });
  expect(searchTerm('Weather')).toEqual({
    text: 'Weather',
    match: '"weather" *',
    words: [{ word: 'weather', beginning: true }],
    verify: false,
  });
  expect(searchTerm('天気')).toEqual({ text: '天気', match: '"天気"', words: [whole('天気')], verify: false });
  expect(searchTerm('東')).toEqual({ text: '東', match: '"東"', words: [whole('東')], verify: false });
  expect(searchTerm('東京駅')).toEqual({
    text: '東京駅',
    match: '"東京" AND "京駅"',
    words: [whole('東京'), whole('京駅')],
    verify: true,
  });
  expect(searchTerm('100%')).toEqual({ text: '100%', match: '"100"', words: [whole('100')], verify: true });
  expect(searchTerm('%')).toEqual({ text: '%', match: null, words: [], verify: true });
});

test('every stretch of an unspaced text is found by the words that are kept of it', () => {
  const han = fc.constantFrom(...'東京天気雨日本語ひらカナ');
  fc.assert(
    fc.property(fc.array(han, { minLength: 1, maxLength: 30 }), fc.nat(), fc.nat(), (characters, from, length) => {
      const text = characters.join('');
      const start = from % characters.length;
      const part = characters.slice(start, start + 1 + (length % (characters.length - start))).join('');
      const kept = new Set(indexedWords(text).split(' '));
      const asked = (searchTerm(part).match ?? '').split(' AND ').map((word) => word.replaceAll('"', ''));
      expect(asked.filter((word) => !kept.has(word))).toEqual([]);
    }),
  );
});

test('whatever is typed makes an expression that quotes cannot break out of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { match } = searchTerm(text);
      if (match !== null) expect(match).toMatch(/^"[^"]+"( \*)?( AND "[^"]+"( \*)?)*$/);
    }),
  );
});

test('a text holds the words of a search where the index keeps such words of it', () => {
  const letters = fc.constantFrom('a', 'b', 'A', 'ﬁ', 'é', '9', '東', '京', '𐌰', '𠮷', ' ', ' ', '-', '_', '́', '😀');
  const texts = fc.oneof(
    fc.string({ unit: letters, maxLength: 60 }),
    fc
      .array(fc.constantFrom('abab', 'xabab', 'ababx', '𐌰abab', '😀abab', 'abab東京', '東京abab', 'a'.repeat(50)), {
        maxLength: 4,
      })
      .map((words) => words.join(' ')),
  );
  const searches = fc.oneof(
    fc.string({ unit: letters, minLength: 1, maxLength: 8 }),
    fc.constantFrom('abab', 'abab xabab', 'ABAB', '東京', 'a'.repeat(45)),
  );
  fc.assert(
    fc.property(texts, searches, (text, search) => {
      const { words } = searchTerm(search);
      const kept = indexedWords(text).split(' ');
      const isKept = ({ word, beginning }: (typeof words)[number]) =>
        kept.some((other) => other === word || (beginning && other.startsWith(word)));
      expect(holdsWords(foldedText(text), words)).toBe(words.every(isKept));
    }),
    { numRuns: 500 },
  );
});
