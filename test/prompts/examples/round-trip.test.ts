import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_PROMPT, type Example } from '../../../src/domain/prompt/prompt.ts';
import { guardCell, unguardCell } from '../../../src/platform/formula-guard.ts';
import { type ExportFormat, exportExamples } from '../../../src/prompts/examples/export-examples.ts';
import { importExamples } from '../../../src/prompts/examples/import-examples.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        ',',
        ';',
        '\t',
        '\n',
        '\r\n',
        '\r',
        '=',
        '+',
        '-',
        '@',
        "'",
        '🙂',
        'é',
        ' ',
        'word',
        '\uFEFF',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
);
const rows: fc.Arbitrary<Example[]> = fc.array(
  fc.record({
    input: text.filter((input) => input !== ''),
    output: text,
    enabled: fc.boolean(),
    tags: fc.uniqueArray(fc.constantFrom('film', '=tag', 'two words', 'ü'), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);

describe.each<ExportFormat>(['csv', 'tsv', 'jsonl', 'chat.jsonl'])('%s', (format) => {
  const importAs = format === 'chat.jsonl' ? 'jsonl' : format;

  test('what was exported is imported as it was, as text and as a file with a byte order mark', () => {
    fc.assert(
      fc.property(rows, fc.option(fc.string()), (examples, system) => {
        const file = exportExamples({ ...EMPTY_PROMPT, system, examples }, format);
        expect(file.startsWith('\uFEFF')).toBe(format === 'csv');
        for (const source of [file, new TextEncoder().encode(`\uFEFF${file}`)]) {
          const read = importExamples(source, { format: importAs });
          expect(read.errors).toEqual([]);
          expect(read.rows).toEqual(examples);
        }
      }),
    );
  });

  test('the format is found out', () => {
    fc.assert(
      fc.property(rows, (examples) => {
        const read = importExamples(exportExamples({ ...EMPTY_PROMPT, examples }, format));
        expect(read.format).toBe(importAs);
        expect(read.rows).toEqual(examples);
      }),
    );
  });
});

test('a cell that a spreadsheet would run gets an apostrophe, and loses it again', () => {
  for (const formula of ['=1+1', '+1', '-1', '@x', "'=1"]) {
    expect(guardCell(formula)).toBe(`'${formula}`);
    expect(unguardCell(guardCell(formula))).toBe(formula);
  }
  expect(guardCell("'quoted'")).toBe("'quoted'");
  fc.assert(
    fc.property(text, (given) => {
      expect(unguardCell(guardCell(given))).toBe(given);
    }),
  );
});

test('no exported cell begins like a formula', () => {
  fc.assert(
    fc.property(rows, (examples) => {
      const file = exportExamples({ ...EMPTY_PROMPT, examples }, 'csv');
      const cells = parse(file) as readonly string[][];
      for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});
