import { expect, test } from 'vitest';
import { importCasesApart } from '../../src/cases/import-apart.ts';
import { importCases, MAX_CASES } from '../../src/cases/import-cases.ts';

const TEXT = { variables: ['text'] };

test('columns are found by name: variables, the expected answer, the name', () => {
  const { cases, errors } = importCases(
    'name,text,expected,note\nlove,"I loved it, really.",positive,x\n,Dull.,,\n',
    TEXT,
  );
  expect(errors).toEqual([]);
  expect(cases).toEqual([
    { input: { variables: { text: 'I loved it, really.' } }, expected: 'positive', name: 'love' },
    { input: { variables: { text: 'Dull.' } }, expected: null, name: null },
  ]);
});

test('a table of one column needs no separator, and commas are those of its texts', () => {
  const { cases, errors } = importCases('text\nI loved it, really.\nBad.\n', TEXT);
  expect([cases.map(({ input }) => input), errors]).toEqual([
    [{ variables: { text: 'I loved it, really.' } }, { variables: { text: 'Bad.' } }],
    [],
  ]);
});

test('a prompt without open variables is asked messages, also by a file without names of columns', () => {
  const inputs = (source: string) => importCases(source, { variables: [] }).cases.map(({ input }) => input);
  expect(inputs('message\tanswer\nHi\tHello\n')).toEqual([{ message: 'Hi' }]);
  expect(inputs('{"message": "a"}\n{"message": "b"}')).toEqual([{ message: 'a' }, { message: 'b' }]);
});

test('a byte order mark, UTF-16 and quoted delimiters in the first line are read', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('text;expected\nä;b\n', 'utf16le')]);
  expect(importCases(new Uint8Array(utf16), TEXT).cases).toMatchObject([
    { input: { variables: { text: 'ä' } }, expected: 'b' },
  ]);
  expect(importCases('\uFEFFtext,expected\nx,y\n', TEXT).cases).toHaveLength(1);
  const quoted = importCases('"the, text",expected\n"=1+1",2\n', { variables: ['the, text'] });
  expect(quoted.cases).toMatchObject([{ input: { variables: { 'the, text': '=1+1' } }, expected: '2' }]);
});

test('what is wrong is named by line and column, and nothing is half imported', () => {
  const long = 'x'.repeat(200_001);
  const source = `{"text": "fine"}\n{"expected": "no text"}\n[1]\n{"text": "${long}"}`;
  const read = importCases(source, TEXT);
  expect(read.cases).toEqual([]);
  expect(read.errors.map(({ line, column }) => [line, column])).toEqual([
    [2, 'text'],
    [3, null],
    [4, 'text'],
  ]);
  expect(importCases('txt,expected\na,b\n', TEXT).errors).toMatchObject([{ line: 1, column: 'text' }]);
});

test('rows that ask the same are said, and kept', () => {
  const { cases, notes } = importCases('text,expected\na,1\na,2\n', TEXT);
  expect([cases.length, notes]).toEqual([2, ['1 rows ask what another row asks already.']]);
});

test('the tests of promptfoo are cases, with what they assert as the expected answer', () => {
  const tests = [
    {
      description: 'first',
      vars: { text: 'a' },
      assert: [
        { type: 'latency', threshold: 5 },
        { type: 'equals', value: 'A' },
      ],
    },
    { vars: { text: 'b' } },
  ];
  expect(importCases(JSON.stringify(tests), TEXT).cases).toEqual([
    { input: { variables: { text: 'a' } }, expected: 'A', name: 'first' },
    { input: { variables: { text: 'b' } }, expected: null, name: null },
  ]);
});

test('50,000 rows are read apart, and one more is refused', async () => {
  const rows = Array.from({ length: MAX_CASES }, (_, row) => `sentence ${row},positive`);
  const read = await importCasesApart(['text,expected', ...rows].join('\n'), TEXT);
  expect([read.cases.length, read.errors]).toEqual([MAX_CASES, []]);
  const more = await importCasesApart(['text,expected', ...rows, 'x,y'].join('\n'), TEXT);
  expect([more.cases, more.errors[0]?.message]).toEqual([
    [],
    `${MAX_CASES + 1} rows are too many: at most ${MAX_CASES}.`,
  ]);
}, 60_000);
