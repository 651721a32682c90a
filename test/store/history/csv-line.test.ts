import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '../../../src/store/history/csv-line.ts';

const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

const awkward = fc
  .array(fc.constantFrom(...FORMULA_STARTS, '"', ',', '\n', '\r\n', "'", 'a', ' ', ';', '東', '😀'), { maxLength: 6 })
  .map((parts) => parts.join(''));
/** csv-stringify leaves some lone ends of lines bare, which readers take for the end of a row: here they are in quotes. */
const comparable = fc.oneof(awkward, fc.string()).map((text) => text.replaceAll(/\r(?!\n)|(?<!\r)\n/g, ''));
const value = fc.oneof(comparable, fc.integer(), fc.double({ noNaN: true }), fc.constant(null));

test('A line is what csv-stringify writes with its escaping of formulas', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
      expect(csvLine(values)).toBe(stringify([values], { escape_formulas: true, record_delimiter: 'windows' }));
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

test('What is read back is what was written, and unknown is empty', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string().filter((text) => !/^[=+\-@\t\r＝＋－＠]/.test(text)),
        { minLength: 2 },
      ),
      (texts) => {
        expect(parse(csvLine(texts), { record_delimiter: '\r\n' })).toEqual([texts]);
      },
    ),
  );
  expect(csvLine([null, '', 0])).toBe(',,0\r\n');
});
