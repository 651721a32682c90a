import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { norm, words } from '../../../src/analysis/texts/text.ts';

describe('norm', () => {
  test('drops case, outer space, runs of space, width variants and trailing punctuation', () => {
    expect(norm('  Paris.\n')).toBe('paris');
    expect(norm('New \t York !?')).toBe('new york');
    expect(norm('ＰＡＲＩＳ！')).toBe('paris');
    expect(norm('e\u0301te\u0301')).toBe('été');
  });

  test('keeps punctuation inside and in front', () => {
    expect(norm('-1.5')).toBe('-1.5');
    expect(norm('?maybe: yes')).toBe('?maybe: yes');
  });

  test('gives an empty text for one of spaces and punctuation only', () => {
    expect(norm(' ... ')).toBe('');
  });

  test('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => norm(norm(text)) === norm(text)));
  });
});

describe('words', () => {
  test('takes letters, marks, digits and underscores, in lower case', () => {
    expect(words("It's 3.5 m_long, Ünïcode!")).toEqual(['it', 's', '3', '5', 'm_long', 'ünïcode']);
  });

  test('counts each Han or Kana character as a word', () => {
    expect(words('東京の天気は?')).toEqual(['東', '京', 'の', '天', '気', 'は']);
    expect(words('iPhoneを買う')).toEqual(['iphone', 'を', '買', 'う']);
  });

  test('keeps scripts an ASCII tokeniser would erase', () => {
    expect(words('Привет, мир! مرحبا नमस्ते')).toEqual(['привет', 'мир', 'مرحبا', 'नमस्ते']);
  });

  test('finds none in an empty text or bare punctuation', () => {
    expect(words('')).toEqual([]);
    expect(words('— … !')).toEqual([]);
  });
});
