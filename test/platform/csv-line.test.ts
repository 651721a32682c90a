import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/platform/csv-line.ts';
import { unguardCell } from '../../src/platform/formula-guard.ts';

const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];

const awkward = fc
  .array(fc.constantFrom(...FORMULA_STARTS, '"', ',', '\n', '\r\n', "'", 'a', ' ', ';', '東', '😀'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const text = fc.oneof(awkward, fc.string());

test('What is read back is what was written, whatever the separator, and no cell begins like a formula', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), fc.constantFrom(',', '\t'), (texts, delimiter) => {
      const [cells = []] = parse(csvLine(texts, delimiter), { delimiter, record_delimiter: '\r\n' }) as string[][];
      expect(cells.map(unguardCell)).toEqual(texts);
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r\0＝＋－＠]/);
    }),
  );
});

test('Text that begins like a formula gets an apostrophe, in quotes too, and a negative number does not', () => {
  for (const start of FORMULA_STARTS) {
    const [[cell]] = parse(csvLine([`${start}HYPERLINK("x","y")`])) as [[string]];
    expect(cell).toBe(`'${start}HYPERLINK("x","y")`);
  }
  expect(csvLine([-1, '-1', "it's"])).toBe("-1,'-1,it's\r\n");
});

test('Unknown is empty, and quotes are doubled inside of quotes', () => {
  expect(csvLine([null, '', 0])).toBe(',,0\r\n');
  expect(csvLine(['a "b", c', 'two\nlines', ' x'])).toBe('"a ""b"", c","two\nlines"," x"\r\n');
});
