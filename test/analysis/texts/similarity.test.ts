import fc from 'fast-check';
import { l as rougeOfLibrary } from 'js-rouge';
import { describe, expect, test } from 'vitest';
import { distinctNgrams, editSimilarity, forkDepth, jaccard, rougeL } from '../../../src/analysis/texts/similarity.ts';
import { words } from '../../../src/analysis/texts/text.ts';
import { S3 } from '../fixtures.ts';

const pairs = (texts: readonly string[]) => texts.flatMap((a, i) => texts.slice(i + 1).map((b) => [a, b] as const));
const vocabulary = ['the', 'cat', 'sat', 'on', 'mat', 'a', 'dog', 'sun', '7', 'über', '東'];
const anyText = fc
  .array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 90 })
  .map((picked) => picked.join(' '));

describe('ROUGE-L', () => {
  test('matches the published arithmetic on three sentences', () => {
    const each = pairs(S3).map((pair) => rougeL(pair));
    expect(each[0]).toBeCloseTo(0.833333, 6);
    expect(each[1]).toBeCloseTo(0.166667, 6);
    expect(each[2]).toBeCloseTo(0.166667, 6);
    expect(rougeL(S3)).toBeCloseTo(0.388889, 6);
  });

  test('agrees with js-rouge on random texts of one sentence', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const reference = rougeOfLibrary(words(a).join(' '), words(b).join(' '));
        expect(rougeL([a, b])).toBeCloseTo(reference, 12);
      }),
      { numRuns: 300 },
    );
  });

  test('is the mean over all pairs, repeated texts included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText, fc.constantFrom('', 'Cat.', 'cat')), { minLength: 2, maxLength: 7 }),
        (texts) => {
          const each = pairs(texts).map((pair) => rougeL(pair) ?? Number.NaN);
          expect(rougeL(texts)).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / each.length, 12);
        },
      ),
    );
  });

  test('calls two empty texts alike and one empty text unlike', () => {
    expect(rougeL(['', ' ! '])).toBe(1);
    expect(rougeL(['', 'word'])).toBe(0);
  });

  test('is undefined under two texts', () => {
    expect(rougeL([])).toBeNull();
    expect(rougeL(['one'])).toBeNull();
  });

  test('looks at the first 500 words only', () => {
    const start = Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ');
    expect(rougeL([`${start} same end`, `${start} another finish altogether`])).toBe(1);
    expect(rougeL([start, start.replace('w499', 'other')])).toBeCloseTo(499 / 500, 12);
  });

  test('does not depend on the order of the texts', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 2, maxLength: 6 }), (texts) => {
        expect(rougeL([...texts].reverse())).toBeCloseTo(rougeL(texts) ?? Number.NaN, 12);
      }),
    );
  });
});

test('edit similarity and Jaccard match their reference values', () => {
  expect(editSimilarity(S3)).toBeCloseTo(0.536232, 6);
  expect(jaccard(S3)).toBeCloseTo(0.377778, 6);
});

test('edit similarity and Jaccard call empty texts alike and are undefined under two', () => {
  for (const measure of [editSimilarity, jaccard]) {
    expect(measure(['', ''])).toBe(1);
    expect(measure(['', 'x'])).toBe(0);
    expect(measure(['x'])).toBeNull();
  }
});

test('edit similarity counts characters, not UTF-16 halves', () => {
  expect(editSimilarity(['😀', '😁'])).toBe(0);
  expect(editSimilarity(['a😀', 'a😁'])).toBe(0.5);
});

test('all similarities lie in [0, 1] and are 1 for a text and itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      for (const measure of [rougeL, editSimilarity, jaccard]) {
        expect(measure([a, b])).toBeGreaterThanOrEqual(0);
        expect(measure([a, b])).toBeLessThanOrEqual(1);
        expect(measure([a, a])).toBe(1);
      }
    }),
  );
});

test('distinct-n pools the n-grams of all texts', () => {
  expect(distinctNgrams(S3, 1)).toBeCloseTo(10 / 18, 12);
  expect(distinctNgrams(S3, 2)).toBeCloseTo(12 / 15, 12);
  expect(distinctNgrams(['', '!'], 1)).toBeNull();
  expect(distinctNgrams(['one', 'two'], 2)).toBeNull();
});

describe('fork depth', () => {
  test('counts the words before the answers differ, for all and by pair', () => {
    const depth = forkDepth(['the cat sat', 'the cat ran', 'the dog']);
    expect(depth?.all).toBe(1);
    expect(depth?.pairMean).toBeCloseTo(1.333333, 6);
  });

  test('is the whole text where answers are equal, and undefined under two', () => {
    expect(forkDepth(['so be it', 'So be it.'])).toEqual({ all: 3, pairMean: 3 });
    expect(forkDepth(['so'])).toBeNull();
  });
});
