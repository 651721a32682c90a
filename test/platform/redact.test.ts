import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyHint, redact } from '../../src/platform/redact.ts';

test('known secrets go, whatever they look like', () => {
  expect(redact('key=hunter22&x', ['hunter22'])).toBe('key=[key removed]&x');
  expect(redact('a%2Fb%3Dc and a/b=c', ['a/b=c'])).toBe('[key removed] and [key removed]');
});

test('what looks like a key goes, known or not', () => {
  expect(redact('sk-CANARY123, sk-proj-a_b*****9z.', [])).not.toMatch(/sk-|CANARY|9z/);
  expect(redact('Authorization: Bearer abc.def-ghi, next', [])).toBe('Authorization: [key removed], next');
});

test('words that only resemble keys stay', () => {
  expect(redact('a task-based risk-free desk-', [])).toBe('a task-based risk-free desk-');
  expect(redact('Invalid bearer token.', [])).toBe('Invalid bearer token.');
  expect(redact('Bearer token-9f', [])).toBe('[key removed]');
});

test('a key never survives, wherever it stands', () => {
  const key = fc.stringMatching(/^[A-Za-z0-9]{8,40}$/);
  fc.assert(
    fc.property(fc.string(), key, fc.string(), (before, secret, after) => {
      expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret);
    }),
  );
});

test('short keys give no hint', () => {
  expect(keyHint('sk-CANARY123')).toBe('Y123');
  expect(keyHint('ollama')).toBeNull();
  expect(keyHint(null)).toBeNull();
});
