import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localPath } from '../../src/guards/login.ts';

test.each(['/', '/runs/7', '/history?q=a&b=%2F', '/notebooks/1/'])('%s is a place to go to after log-in', (path) => {
  expect(localPath(path)).toBe(path);
});

test.each([
  undefined,
  '',
  'runs',
  'https://evil.test/',
  'javascript:alert(1)',
  '//evil.test',
  '/\\evil.test',
  '/\t/evil.test',
  '/.//evil.test',
  '/x/..//evil.test',
  '/%2e//evil.test',
  '///evil.test',
  '//[',
  '/login',
  '/login?next=/login',
  `/${'x'.repeat(3000)}`,
])('%j is not', (path) => {
  expect(localPath(path)).toBe('/');
});

test('whatever is asked for, a browser stays on this site', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '\t',
    '\n',
    '@',
    ':',
    'evil.test',
    'http:',
    '?',
    '#',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const path = localPath(`/${parts.join('')}`);
      expect(new URL(path, 'http://127.0.0.1:3000/login').origin).toBe('http://127.0.0.1:3000');
    }),
    { numRuns: 2000 },
  );
});
