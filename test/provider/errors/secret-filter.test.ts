import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretFilter, withoutSecrets } from '../../../src/provider/errors/secret-filter.ts';

const KEY = 'sk-CANARY123';

function filtered(pieces: readonly string[], secret: string | null = KEY): string {
  const filter = secretFilter(secret);
  return pieces.map((piece) => filter.pass(piece)).join('') + filter.rest();
}

test('a text without the secret passes to the character, however it is cut', () => {
  const text = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('s', 'sk', 'sk-', 'sk-CANARY', 'sk-CANARY12', 'k-CANARY123')),
  );
  fc.assert(
    fc.property(text, (pieces) => {
      fc.pre(!pieces.join('').includes(KEY));
      expect(filtered(pieces)).toBe(pieces.join(''));
    }),
  );
});

test('the secret is taken out wherever it is cut, and what stands around it stays', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.array(fc.nat(40)), (before, after, cuts) => {
      fc.pre(!before.includes('s') && !after.includes(KEY));
      const text = before + KEY + after;
      const pieces: string[] = [];
      let at = 0;
      for (const size of cuts) {
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      pieces.push(text.slice(at));
      expect(filtered(pieces)).toBe(`${before}[key removed]${after}`);
    }),
  );
});

test('a secret that begins anew within itself is found', () => {
  expect(filtered(['xab', 'ababc'], 'ababc')).toBe('xab[key removed]');
  expect(filtered(['sk-sk-', 'CANARY123!'])).toBe('sk-[key removed]!');
});

test('no more is held back than could be the start of the secret', () => {
  const filter = secretFilter(KEY);
  expect([filter.pass('task'), filter.pass('-'), filter.pass('force'), filter.rest()]).toEqual([
    'ta',
    '',
    'sk-force',
    '',
  ]);
  expect(filter.found()).toBe(false);
});

test('without a secret, or with one too short to be one, everything passes at once', () => {
  expect(secretFilter(null).pass(KEY)).toBe(KEY);
  expect(secretFilter('abc').pass('ab')).toBe('ab');
});

test('a value loses the secret from names and strings, and is otherwise the same object', () => {
  const clean = { a: ['x', 1, null] };
  expect(withoutSecrets(clean, [KEY])).toBe(clean);
  expect(withoutSecrets({ [KEY]: [`a${KEY}b`], n: 1 }, [KEY])).toEqual({ '[key removed]': ['a[key removed]b'], n: 1 });
});
