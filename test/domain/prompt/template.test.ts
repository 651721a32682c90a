import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  escapeText,
  isVariableName,
  renderText,
  variableNames,
  variableValues,
} from '../../../src/domain/prompt/template.ts';

const values = (record: Record<string, string>) => new Map(Object.entries(record));
/** Texts in which braces, backslashes and names meet more often than in random ones. */
const text = fc
  .array(
    fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '\\',
      'name',
      'straße',
      ' ',
      '1',
      'a.b',
      'x y',
      'e\u0301',
      '\n',
      '{{name}}',
      '\\{{a}}',
    ),
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
  const plain = '{{#if x}} {{}} {name} {{-a}} {{\nname}} {{a/b}} {{__proto__}} {{\u0301}}';
  expect(variableNames(plain)).toEqual([]);
  expect(renderText(plain, values({ name: 'x' }))).toBe(plain);
});

test.each(['नाम', 'ชื่อ', 'cafe\u0301', '1st answer', 'order-no. 5', 'نام\u200cخانوادگی', 'constructor', 'a'.repeat(64)])(
  'a name may be %s',
  (name) => {
    const text = `Say {{ ${name} }}.`;
    expect(isVariableName(name)).toBe(true);
    expect(variableNames(text)).toEqual([name.normalize('NFC')]);
    expect(renderText(text, variableValues({ [name]: 'x' }))).toBe('Say x.');
  },
);

test('names are equal when they are after Unicode normalisation, whichever way they are written', () => {
  const values = variableValues({ 'caf\u00e9': 'x' });
  expect(renderText('{{cafe\u0301}} {{caf\u00e9}}', values)).toBe('x x');
  expect(variableNames('{{cafe\u0301}} {{caf\u00e9}}')).toEqual(['caf\u00e9']);
});

test('more than 64 characters are no name', () => {
  expect(isVariableName('a'.repeat(65))).toBe(false);
  expect(variableNames(`{{${'a'.repeat(65)}}}`)).toEqual([]);
});

test('only the names that are told are escaped, and what was escaped before stays', () => {
  expect(escapeText('{{a}} {{b}} \\{{a}}', new Set(['a']))).toBe('\\{{a}} {{b}} \\{{a}}');
});

test('every text in braces that can be a name is one, and no other', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).filter((given) => !/[{}\\]/.test(given));
  fc.assert(
    fc.property(name, (given) => {
      const trimmed = given.replace(/^[^\S\n]+|[^\S\n]+$/g, '');
      const expected = isVariableName(trimmed) ? [trimmed.normalize('NFC')] : [];
      expect(variableNames(`{{${given}}}`)).toEqual(expected);
    }),
  );
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
