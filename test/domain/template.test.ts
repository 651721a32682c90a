import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeText, renderText, variableNames } from '../../src/domain/template.ts';

const values = (record: Record<string, string>) => new Map(Object.entries(record));
/** Texts in which braces, backslashes and names meet more often than in random ones. */
const text = fc
  .array(
    fc.constantFrom('{{', '}}', '{', '}', '\\', 'name', 'straße', ' ', '1', 'a.b', 'x y', '\n', '{{name}}', '\\{{a}}'),
  )
  .map((parts) => parts.join(''));

test('a value takes the place of its variable, with or without spaces inside the braces', () => {
  expect(renderText('Hello {{name}}, {{ name }}!', values({ name: 'Ada' }))).toBe('Hello Ada, Ada!');
});

test('variables are listed once, in the order in which they first stand', () => {
  expect(variableNames('{{b}} {{a}} {{b}} {{ größe-1.x }}')).toEqual(['b', 'a', 'größe-1.x']);
});

test('a backslash keeps the braces, and two stand for one before a value', () => {
  expect(renderText('\\{{name}}', values({ name: 'x' }))).toBe('{{name}}');
  expect(renderText('\\\\{{name}}', values({ name: 'x' }))).toBe('\\x');
  expect(variableNames('\\{{name}}')).toEqual([]);
});

test('braces around anything but a name are plain text', () => {
  const plain = '{{#if x}} {{1a}} {{}} {name} {{a b}} {{\nname}}';
  expect(variableNames(plain)).toEqual([]);
  expect(renderText(plain, values({ name: 'x' }))).toBe(plain);
});

test('a variable without a value stays as written, and a value is not read again', () => {
  expect(renderText('{{a}} {{b}}', values({ a: '{{b}}' }))).toBe('{{b}} {{b}}');
});

test('escaped text comes out as it was, whatever the values', () => {
  fc.assert(
    fc.property(text, fc.dictionary(fc.constantFrom('name', 'a', 'a.b'), fc.string()), (given, record) => {
      expect(renderText(escapeText(given), values(record))).toBe(given);
      expect(variableNames(escapeText(given))).toEqual([]);
    }),
  );
});

test('exactly the listed variables are replaced', () => {
  fc.assert(
    fc.property(text, (given) => {
      const names = variableNames(given);
      const marked = renderText(given, new Map(names.map((name) => [name, '\u0000'])));
      expect(marked.includes('\u0000')).toBe(names.length > 0);
    }),
  );
});
