import { expect, test } from 'vitest';
import { importExamples, MAX_ROWS } from '../../../src/prompts/examples/import-examples.ts';

const rowsOf = (source: string | Uint8Array) =>
  importExamples(source, 'auto').rows.map(({ input, output }) => [input, output]);

test('a CSV without a line of names gives its first two columns', () => {
  expect(rowsOf('good film,positive\nbad film,negative')).toEqual([
    ['good film', 'positive'],
    ['bad film', 'negative'],
  ]);
});

test('columns are found by the names other tools use, in any order, and others are named as left out', () => {
  const read = importExamples('Label,Id,Text,Enabled\npositive,7,good film,no', 'auto');
  expect(read.rows).toEqual([{ input: 'good film', output: 'positive', enabled: false, tags: [] }]);
  expect(read.notes).toEqual(['Columns left out: Id.']);
});

test('semicolons separate as well, and quoted cells hold separators and line ends', () => {
  expect(rowsOf('input;output\r\n"one; two";"a\nb"\r\n')).toEqual([['one; two', 'a\nb']]);
});

test('a table copied out of a spreadsheet is read, with line ends and quotation marks in its cells', () => {
  expect(rowsOf('12" vinyl\trecord\n"two\nlines"\tx')).toEqual([
    ['12" vinyl', 'record'],
    ['two\nlines', 'x'],
  ]);
});

test('chat lines give the user message and its answer; the system message is left out, and that is said', () => {
  const line = (messages: object[]) => JSON.stringify({ messages });
  const read = importExamples(
    [
      line([
        { role: 'system', content: 's' },
        { role: 'user', content: 'u' },
        { role: 'assistant', content: 'a' },
      ]),
      line([{ role: 'user', content: 'only asked' }]),
    ].join('\n'),
    'auto',
  );
  expect(read.rows).toEqual([{ input: 'u', output: 'a', enabled: true, tags: [] }]);
  expect(read.notes[0]).toContain('System messages left out of 1');
  expect(read.errors).toEqual([
    { line: 2, message: 'An example is one user message and the assistant message that answers it.' },
  ]);
});

test('each line that is wrong is named by its number, and the others are read', () => {
  const json = importExamples(
    '{"input":"a","output":"b"}\n\nnot json\n{"input":"a"}\n{"prompt":"p","completion":"c"}',
    'auto',
  );
  expect(json.rows.map(({ input }) => input)).toEqual(['a', 'p']);
  expect(json.errors.map(({ line }) => line)).toEqual([3, 4]);

  const csv = importExamples('input,output,enabled\n"a\nb",1,true\n,2,true\nc\nd,4,maybe\ne,5,', 'auto');
  expect(csv.rows.map(({ input }) => input)).toEqual(['a\nb', 'e']);
  expect(csv.errors.map(({ line }) => line)).toEqual([4, 5, 6]);
});

test('a quotation mark that is never closed is an error with its line, not a crash', () => {
  const read = importExamples('input,output\n"never closed,1\nx,y', 'csv');
  expect(read.rows).toEqual([]);
  expect(read.errors).toHaveLength(1);
  expect(read.errors[0]?.message).toContain('quotation mark');
});

test('bytes that are no text, and nothing at all, give no rows', () => {
  expect(importExamples(new Uint8Array([0xff, 0xfe, 0x00]), 'auto').errors[0]?.message).toContain('UTF-8');
  expect(importExamples('', 'auto')).toEqual({ format: 'csv', rows: [], errors: [], notes: [] });
});

test('a file of any size gives at most so many rows, and says so', () => {
  const read = importExamples(Array.from({ length: MAX_ROWS + 1 }, (_, index) => `${index},x`).join('\n'), 'csv');
  expect(read.rows).toHaveLength(MAX_ROWS);
  expect(read.notes[0]).toContain(String(MAX_ROWS));
});
