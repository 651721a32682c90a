import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/security.md', ROOT), 'utf8');
const rows = [...text.matchAll(/^\| ([TF]\d+) \|.*$/gm)];

const numbered = (letter: string, ...numbers: readonly number[]) => numbers.map((number) => `${letter}${number}`);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const PROMISED = [...numbered('T', ...upTo(7), 12, 13, 14, 16, 17, 19, 20, 21, 22, 23), ...numbered('F', ...upTo(23))];

test('every threat and fault has its row, once', () => {
  const listed = rows.map(([, number]) => number);
  expect(listed).toEqual(expect.arrayContaining(PROMISED));
  expect(new Set(listed).size).toBe(listed.length);
});

test('every row names a test, and every test named exists', () => {
  const without = rows.filter(([row]) => !row.includes('`test/')).map(([, number]) => number);
  expect(without).toEqual([]);
  const named = [...text.matchAll(/`(test\/[^`]+\.test\.tsx?)`/g)].map(([, path]) => path ?? '');
  expect(named.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
});
