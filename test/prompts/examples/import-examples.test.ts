import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unguardCell } from '../../../src/platform/formula-guard.ts';
import { importExamples, MAX_ROWS } from '../../../src/prompts/examples/import-examples.ts';

const rowsOf = (source: string | Uint8Array) => importExamples(source).rows.map(({ input, output }) => [input, output]);

test('a CSV without a line of names gives its first two columns', () => {
  expect(rowsOf('good film,positive\nbad film,negative')).toEqual([
    ['good film', 'positive'],
    ['bad film', 'negative'],
  ]);
});

test('columns are found by the names other tools use, in any order, and others are named as left out', () => {
  const read = importExamples('Label,Id,Text,Enabled\npositive,7,good film,no');
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
  );
  expect(read.rows).toEqual([{ input: 'u', output: 'a', enabled: true, tags: [] }]);
  expect(read.notes[0]).toContain('System messages left out of 1');
  expect(read.errors).toEqual([
    { line: 2, column: null, message: 'An example is one user message and the assistant message that answers it.' },
  ]);
});

test('each line that is wrong is named by its number, and the others are read', () => {
  const json = importExamples('{"input":"a","output":"b"}\n\nnot json\n{"input":"a"}\n{"prompt":"p","completion":"c"}');
  expect(json.rows.map(({ input }) => input)).toEqual(['a', 'p']);
  expect(json.errors.map(({ line }) => line)).toEqual([3, 4]);

  const csv = importExamples('input,output,enabled\n"a\nb",1,true\n,2,true\nc\nd,4,maybe\ne,5,');
  expect(csv.rows.map(({ input }) => input)).toEqual(['a\nb', 'e']);
  expect(csv.errors.map(({ line }) => line)).toEqual([4, 5, 6]);
});

test('a quotation mark that is never closed is an error with its line, not a crash', () => {
  const read = importExamples('input,output\n"never closed,1\nx,y', { format: 'csv' });
  expect(read.rows).toEqual([]);
  expect(read.errors).toHaveLength(1);
  expect(read.errors[0]?.message).toContain('quotation mark');
});

test('bytes that are no text, and nothing at all, give no rows', () => {
  expect(importExamples(new Uint8Array([1, 0, 2, 3, 0])).errors[0]?.message).toContain('not a text file');
  expect(importExamples('')).toMatchObject({ format: 'csv', rows: [], errors: [], notes: [] });
});

test('a file of any size gives at most so many rows, and says so', () => {
  const read = importExamples(Array.from({ length: MAX_ROWS + 1 }, (_, index) => `${index},x`).join('\n'), {
    format: 'csv',
  });
  expect(read.rows).toHaveLength(MAX_ROWS);
  expect(read.notes[0]).toContain(String(MAX_ROWS));
});

const fieldsOf = (source: string | Uint8Array) => importExamples(source).columns.map(({ field }) => field);

test.each([
  ['input,expected_output\na,b', ['input', 'output']],
  ['question,__expected\na,b', ['input', 'output']],
  ['text,input,output\nx,a,b', [null, 'input', 'output']],
  ['Prompt;Ideal;Tags\na;b;t', ['input', 'output', 'tags']],
  ['id,review,verdict\n7,a long review of a film,b', ['input', 'output', null]],
])('the names in the first line of %j are never a row', (source, fields) => {
  const read = importExamples(source);
  expect(read.named).toBe(true);
  expect(read.rows).toHaveLength(1);
  expect(read.columns.map(({ field }) => field)).toEqual(fields);
});

test('what each column means can be chosen instead, and so can whether the first line is a row', () => {
  const source = 'id,review,verdict\n7,a long review of a film,good';
  const chosen = importExamples(source, { fields: [null, 'input', 'output'] });
  expect(chosen.rows).toMatchObject([{ input: 'a long review of a film', output: 'good' }]);
  expect(chosen.notes).toEqual(['Columns left out: id.']);
  expect(importExamples(source, { header: false }).rows).toHaveLength(2);
  const one = importExamples('text,input,output\nx,a,b', { fields: ['input', undefined, undefined] });
  expect(one.rows).toMatchObject([{ input: 'x', output: 'b' }]);
});

test('fields of JSON lines that are left out are named', () => {
  const read = importExamples('{"input":"a","output":"b","source":"x","score":1}');
  expect(read.notes).toEqual(['Fields left out: source, score.']);
});

test('a JSON list is a list, pretty-printed too, and JSON in its fields stays JSON', () => {
  const list = [
    { input: 'a', output: { label: 'x' } },
    { question: 'b', answer: 4 },
  ];
  for (const source of [
    JSON.stringify(list),
    JSON.stringify(list, null, 2),
    `\n ${JSON.stringify(list, null, '\t')}`,
  ]) {
    expect(importExamples(source)).toMatchObject({ format: 'json', errors: [] });
    expect(rowsOf(source)).toEqual([
      ['a', '{"label":"x"}'],
      ['b', '4'],
    ]);
  }
  expect(rowsOf(JSON.stringify(list[0], null, 2))).toEqual([['a', '{"label":"x"}']]);
});

test.each([
  ['What?,{"a":"1","b":"2"}', 1],
  ['input,output\nok,fine\nWhat?,{"a":"1","b":"2"}', 3],
  ['good,one\nWhat?,["a","b"]', 2],
  ['input,output\nSay "a, b" and "c, d",x', 2],
  ['input,output\none, two, three', 2],
])('%j, where a cell falls apart, imports no half of it but names the line', (source, line) => {
  const read = importExamples(source);
  expect(read.errors.map((error) => error.line)).toEqual([line]);
  expect(read.errors[0]?.message).toContain('quotation marks');
  expect(read.rows.flatMap(({ output }) => output).join()).not.toContain('{');
});

test.each<[string, string, (readonly [string, string])[]]>([
  ['Well; it broke; again,negative', ',', [['Well; it broke; again', 'negative']]],
  [
    '"Well; it broke",negative\n"a; b; c",positive',
    ',',
    [
      ['Well; it broke', 'negative'],
      ['a; b; c', 'positive'],
    ],
  ],
  [
    'Hallo, Welt;Gut\nNein, danke;Schlecht',
    ';',
    [
      ['Hallo, Welt', 'Gut'],
      ['Nein, danke', 'Schlecht'],
    ],
  ],
  ['input|output\na, b|c', '|', [['a, b', 'c']]],
  ['sep=;\na;b', ';', [['a', 'b']]],
  ['SEP=;\na;b', ';', [['a', 'b']]],
  ['"sep=;"\na;b', ';', [['a', 'b']]],
  ['sep=;;\na;b', ';', [['a', 'b']]],
  ['sep=;\rinput;output\ra;b\r', ';', [['a', 'b']]],
  [
    '1,5;2,5\n3,5;4,5',
    ';',
    [
      ['1,5', '2,5'],
      ['3,5', '4,5'],
    ],
  ],
  [
    'input,output\r\na,b\nc,d\r\n',
    ',',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['sep=;\r\ninput;output\r\na,1;b', ';', [['a,1', 'b']]],
])('%j is separated by %j', (source, delimiter, rows) => {
  expect(importExamples(source).delimiter).toBe(delimiter);
  expect(rowsOf(source)).toEqual(rows);
});

test('the separator can be chosen, and lines keep their numbers after sep=', () => {
  expect(importExamples('a;b,c', { delimiter: ';' }).rows).toMatchObject([{ input: 'a', output: 'b,c' }]);
  expect(importExamples('sep=;\ninput;output\na;b\n;c').errors).toMatchObject([{ line: 4 }]);
});

const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

test.each<[string, Uint8Array, string]>([
  ['UTF-16 with a mark', utf16('\uFEFFinput,output\nstraße,ü'), 'Read as UTF-16.'],
  ['UTF-16 without a mark', utf16('input,output\nstraße,ü'), 'Read as UTF-16.'],
  [
    'UTF-16, big end first',
    new Uint8Array(Buffer.from('\uFEFFinput,output\nstraße,ü', 'utf16le').swap16()),
    'Read as UTF-16.',
  ],
  ['Windows-1252', new Uint8Array(Buffer.from('input,output\nstra\xdfe,\xfc', 'latin1')), 'Read as Windows-1252'],
])('a file in %s is read, and that is said', (_, bytes, note) => {
  expect(rowsOf(bytes)).toEqual([['straße', 'ü']]);
  expect(importExamples(bytes).notes[0]).toContain(note);
});

test('the quotation marks, dashes and currency of Windows-1252 are read', () => {
  const bytes = Buffer.from('input;output\r\n\x93caf\xe9\x94 \x96 \x80 5;it\x92s\x85\r\n', 'latin1');
  expect(rowsOf(new Uint8Array(bytes))).toEqual([['“café” – € 5', 'it’s…']]);
});

test('JSON that is nested without end, and JSON that is no list of objects, are said to be', () => {
  const deep = `{"input":${'['.repeat(5_000)}${']'.repeat(5_000)},"output":"x"}`;
  for (const source of [deep, `[${deep}]`]) {
    expect(importExamples(source)).toMatchObject({ rows: [], errors: [{ line: 1 }] });
    expect(importExamples(source).errors[0]?.message).toContain('64 levels deep');
  }
  expect(importExamples('[["input","output"],["a","b"]]').errors[0]?.message).toBe('This is not a JSON object.');
});

test.each<[string, number[], string]>([
  ['UTF-32', [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], 'UTF-32'],
  ['an Excel workbook', [0x50, 0x4b, 0x03, 0x04, 1, 2, 3, 4], '.xlsx'],
  ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4], '.xls'],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d], 'PDF'],
  ['compressed', [0x1f, 0x8b, 8, 0], 'gzip'],
  ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'not a text file'],
])('%s is refused by name', (_, bytes, message) => {
  const read = importExamples(new Uint8Array(bytes));
  expect(read.rows).toEqual([]);
  expect(read.errors[0]?.message).toContain(message);
});

test('a cell of a megabyte is named by line and column', () => {
  const read = importExamples(`input,output\na,${'x'.repeat(1_000_000)}\nb,c`);
  expect(read.rows).toMatchObject([{ input: 'b' }]);
  expect(read.errors).toMatchObject([{ line: 2, column: 'output' }]);
});

test('braces of rows from elsewhere are sent as typed unless told otherwise, as those of an answer that becomes an example', () => {
  const source = 'question,answer\nHi {{name}},x';
  expect(importExamples(source)).toMatchObject({ braces: ['name'], escaped: true, rows: [{ input: 'Hi \\{{name}}' }] });
  expect(importExamples(source, { escape: false }).rows).toMatchObject([{ input: 'Hi {{name}}' }]);
  const ours = 'input,output,enabled,tags\nHi {{name}},x,true,';
  expect(importExamples(ours)).toMatchObject({ escaped: false, rows: [{ input: 'Hi {{name}}' }] });
});

const cell = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((given) => given.trim() === given);

test('whatever separates quoted cells, they are read as they were', () => {
  const table = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(table, fc.constantFrom(',', ';', '\t', '|'), (rows, delimiter) => {
      const line = (cells: readonly string[]) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter);
      const source = [['input', 'output'], ...rows].map(line).join('\n');
      const read = importExamples(source, { escape: false });
      expect(read.delimiter).toBe(delimiter);
      expect(read.rows.map(({ input, output }) => [input, output])).toEqual(rows.map((row) => row.map(unguardCell)));
    }),
  );
});

test('a table of any shape is read without a crash, and no row is invented', () => {
  const pieces = fc.constantFrom(
    '"',
    ',',
    ';',
    '\t',
    '|',
    '\n',
    '\r\n',
    '{',
    '}',
    '[',
    ']',
    'a',
    '{{a}}',
    'input',
    'sep=',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const { rows, errors } = importExamples(text);
      expect(rows.length + errors.length).toBeLessThanOrEqual(text.split(/\r\n|\n/).length);
    }),
  );
});

test.each([...'[]()|.*+?^$\\{}/-'])('a separator named in a sep= line may be any sign, as %s is', (sign) => {
  const { rows, errors } = importExamples(`sep=${sign}\ninput${sign}output\n"good "" film"${sign}positive\n`);
  expect([rows.map(({ input, output }) => [input, output]), errors]).toEqual([[['good " film', 'positive']], []]);
});

test('a table without names shows its columns, and the first two are taken', () => {
  expect(fieldsOf('good film,positive,9\nbad film,negative,1')).toEqual(['input', 'output', null]);
});

test.each([
  ['a Markdown table', '| input | output |\n| --- | --- |\n| Dull. | negative |\n'],
  ['a list inside an object', '{"examples": [{"input": "Dull.", "output": "negative"}]}'],
  ['a table whose first name has a space without width before it', '\u200Binput,output\nDull.,negative\n'],
  ['a YAML list', '- input: Dull.\n  output: negative\n'],
  ['a YAML list after the head of a document', '%YAML 1.2\n# Of today.\n---\n\n- input: Dull.\n  output: negative\n'],
  ['a YAML list with an anchor', '---\r\n- &first\r\n  input: Dull.\r\n  output: negative\r\n'],
  ['a YAML list with its keys on a line of their own', '-\n  input: Dull.\n  output: negative\n'],
  ['a YAML list of flow mappings', '- { input: Dull., output: negative }\n'],
  ['a YAML list under a name with a line', 'few_shot: &shots\n  - input: Dull.\n    output: negative\n'],
])('%s gives its rows', (_, source) => {
  const { rows, errors, columns } = importExamples(source);
  expect([rows.map(({ input, output }) => [input, output]), errors]).toEqual([[['Dull.', 'negative']], []]);
  expect(columns.map(({ name }) => name)).toEqual(['input', 'output']);
});

test('examples keep the digits of numbers that no double holds, and refuse YAML inside itself', () => {
  const [row] = importExamples('{"input": 9007199254740993, "output": 1e400}').rows;
  expect([row?.input, row?.output]).toEqual(['9007199254740993', '1e400']);
  const { rows, errors } = importExamples('- input: x\n  output: &a\n    b: *a\n');
  expect([rows, errors]).toEqual([[], [expect.objectContaining({ line: 3 })]]);
});

test('a chat line whose texts are given in parts is an example', () => {
  const parts = (text: string) => [{ type: 'text', text }];
  const messages = [
    { role: 'user', content: parts('Dull.') },
    { role: 'assistant', content: parts('negative') },
  ];
  expect(importExamples(JSON.stringify({ messages }))).toMatchObject({
    rows: [{ input: 'Dull.', output: 'negative' }],
    errors: [],
  });
});
