import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { importCasesApart } from '../../src/cases/import-apart.ts';
import { importCases } from '../../src/cases/import-cases.ts';
import { type Case, MAX_CASES } from '../../src/domain/cases/case.ts';

const TEXT = { variables: ['text'] };

test('columns are found by name: variables, the expected answer, the name, the note', () => {
  const { cases, errors } = importCases(
    'name,text,expected,note\nlove,"I loved it, really.",positive,x\n,Dull.,,\n',
    TEXT,
  );
  expect(errors).toEqual([]);
  expect(cases).toEqual([
    { input: { variables: { text: 'I loved it, really.' } }, expected: 'positive', name: 'love', note: 'x' },
    { input: { variables: { text: 'Dull.' } }, expected: null, name: null },
  ]);
});

test('names of several words stand above a table too, and which columns nothing is read from is told', () => {
  const tickets =
    'Ticket ID;Subject;Category;Created (UTC)\nT-1;It crashes;bug;2026-11-01\nT-2;Charged twice, why?;billing;\n';
  const read = importCases(`\uFEFF${tickets}`, { variables: ['Subject'] });
  expect(read).toMatchObject({ errors: [], notes: ['Columns left out: Ticket ID, Created (UTC).'] });
  expect(read.cases).toMatchObject([
    { input: { variables: { Subject: 'It crashes' } }, expected: 'bug' },
    { input: { variables: { Subject: 'Charged twice, why?' } }, expected: 'billing' },
  ]);
  const asked = importCases(tickets, { variables: [] });
  expect(asked.cases.map(({ input }) => input)).toEqual([
    { message: 'It crashes' },
    { message: 'Charged twice, why?' },
  ]);
  expect(asked.notes).toEqual([
    'What is asked is the column “Subject”: the one with the longest texts.',
    'Columns left out: Ticket ID, Created (UTC).',
  ]);
});

test('a separator at the end of each line, and fields that are no texts, are no column to ask', () => {
  const inputs = (source: string) => importCases(source, { variables: [] }).cases.map(({ input }) => input);
  expect(inputs('Subject,expected,\nIt crashes,bug,\nCharged twice,billing,\n')).toEqual([
    { message: 'It crashes' },
    { message: 'Charged twice' },
  ]);
  expect(inputs('{"ticket": "It crashes", "meta": {"created": "2026-11-01", "by": "somebody"}}')).toEqual([
    { message: 'It crashes' },
  ]);
});

test('a first row of values is no row of names, though one of them is a name elsewhere', () => {
  const { cases } = importCases('Export my data,question\nRefund me,billing\nChange my address,question\n', {
    variables: [],
  });
  expect(cases.map(({ input }) => input)).toEqual([
    { message: 'Export my data' },
    { message: 'Refund me' },
    { message: 'Change my address' },
  ]);
});

test('a column that is not there is named beside those that are', () => {
  expect(importCases('My ticket,what kind\na b,c\n', TEXT).errors).toEqual([
    {
      line: 1,
      column: 'text',
      message: 'There is no column “text” for the prompt’s variable. The first line has “My ticket”, “what kind”.',
    },
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
  const single = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('text\nI loved it, really.\n', 'utf16le')]);
  expect(importCases(new Uint8Array(single), TEXT).cases).toMatchObject([
    { input: { variables: { text: 'I loved it, really.' } } },
  ]);
  const pasted = 'text\texpected\tnote\r\n"Two\nlines, and ""quotes"""\tyes\tseen\r\nPlain\tno\t\r\n';
  expect(importCases(pasted, TEXT).cases).toMatchObject([
    { input: { variables: { text: 'Two\nlines, and "quotes"' } }, expected: 'yes', note: 'seen' },
    { input: { variables: { text: 'Plain' } }, expected: 'no' },
  ]);
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

test('rows that ask the same and cells with a formula are named by line, and kept', () => {
  const { cases, notes } = importCases('text,expected\na,1\nb,=1+1\na,2\n', TEXT);
  expect(cases).toHaveLength(3);
  expect(notes).toEqual([
    'The same is asked again, and counts again: line 4 asks what line 2 asks.',
    'A formula is read as the text it is written as, not as its result: line 3, column “expected”.',
  ]);
});

test('cases as the API takes them are read, and cells that an export guarded are as they were', () => {
  const { cases, errors, notes } = importCases(
    '{"variables": {"text": "a"}, "expected": 5, "name": "n", "note": "why"}\n{"variables": {"text": "=b"}}\n',
    TEXT,
  );
  expect(errors).toEqual([]);
  expect(cases).toEqual([
    { input: { variables: { text: 'a' } }, expected: '5', name: 'n', note: 'why' },
    { input: { variables: { text: '=b' } }, expected: null, name: null },
  ]);
  expect(notes).toEqual([]);
  expect(importCases("text,expected\n'=b,'-5\n", TEXT).cases).toMatchObject([
    { input: { variables: { text: '=b' } }, expected: '-5' },
  ]);
});

test('a quotation mark that is never closed is named by the line on which its row begins', () => {
  const source = 'text,expected\n"two\nlines",yes\n"never closed,no\nx,y\nz,y\n';
  expect(importCases(source, TEXT).errors).toEqual([
    { line: 4, column: null, message: 'A quotation mark that was opened is never closed.' },
  ]);
});

test('of several columns that could be the expected answer the plainest name counts, and two of one name are refused', () => {
  expect(importCases('answer,text,expected\na,b,c\n', TEXT).cases).toMatchObject([{ expected: 'c' }]);
  expect(importCases('text,Text,expected\na,b,c\n', TEXT)).toMatchObject({
    cases: [],
    errors: [{ line: 1, column: 'text', message: 'There are two columns of this name.' }],
  });
  expect(importCases(' \n', TEXT).errors).toEqual([{ line: 1, column: null, message: 'There is no row to read.' }]);
});

test('a column that fills a variable is not also the expected answer or the note', () => {
  const { cases } = importCases('question,answer,note\nWhy?,So.,n\n', { variables: ['question', 'answer', 'note'] });
  expect(cases).toEqual([
    { input: { variables: { question: 'Why?', answer: 'So.', note: 'n' } }, expected: null, name: null },
  ]);
});

test('a file of separators alone is read in time that grows with its length', () => {
  // Quadratic work took minutes, which is longer than a test may.
  expect(importCases(','.repeat(100_000), TEXT).cases).toEqual([]);
});

test.each(['\n', ' \r\n', '# a comment\n'])('lines of %j before a table or a list hold nobody up', (line) => {
  // Forty empty lines alone took longer than a day.
  for (const lines of [line.repeat(40), line.repeat(30_000)]) {
    importCases(`${lines}text,expected\na,b\n`, TEXT);
    expect(importCases(`${lines}- vars: { text: a }\n`, TEXT).cases).toHaveLength(1);
  }
});

test('a row that asks nothing is wrong, and an empty cell among filled ones is told', () => {
  expect(importCases('text,expected\n ,yes\nb,no\n', TEXT).errors).toEqual([
    { line: 2, column: 'text', message: 'There is no value here.' },
  ]);
  const { cases, notes } = importCases('text,tone\na,\nb,calm\n', { variables: ['text', 'tone'] });
  expect(cases).toHaveLength(2);
  expect(notes).toEqual(['An empty cell fills its variable with nothing: line 2, column “tone”.']);
});

test.each([',', ';', '\t'])('rows of nothing but %j, as spreadsheets leave them, are empty lines', (mark) => {
  const lines = [`${mark}${mark}`, `text${mark}expected`, mark, `a${mark}b`, `${mark} ${mark}`, `c${mark}`, mark];
  const { cases, errors } = importCases(`${lines.join('\r\n')}\r\n`, TEXT);
  expect(errors).toEqual([]);
  expect(cases).toMatchObject([
    { input: { variables: { text: 'a' } }, expected: 'b' },
    { input: { variables: { text: 'c' } }, expected: null },
  ]);
});

test('of very many wrong rows the first are told, and all are counted', () => {
  const { errors, wrong } = importCases(`text,expected\n${',x\n'.repeat(3_000)}`, TEXT);
  expect([errors.length, errors[0]?.line, wrong]).toEqual([200, 2, 3_000]);
});

test('a list or an object where a text belongs is named', () => {
  expect(importCases('{"text": {"a": 1}}\n{"text": [1]}\n{"text": 7}', TEXT).errors).toEqual([
    { line: 1, column: 'text', message: 'This is a list or an object where a text belongs.' },
    { line: 2, column: 'text', message: 'This is a list or an object where a text belongs.' },
  ]);
});

const TESTS = [
  {
    description: 'first',
    vars: { text: 'a' },
    assert: [
      { type: 'latency', threshold: 5 },
      { type: 'equals', value: 'A {{text}}' },
    ],
  },
  { vars: { text: ['b', 'c'] }, assert: [{ type: 'latency', threshold: 5 }] },
];

test('the tests of promptfoo are cases, with what they assert as the expected answer', () => {
  const expected = [
    { input: { variables: { text: 'a' } }, expected: 'A a', name: 'first' },
    { input: { variables: { text: 'b' } }, expected: null, name: null },
    { input: { variables: { text: 'c' } }, expected: null, name: null },
  ];
  const { cases, checks, notes } = importCases(JSON.stringify(TESTS), TEXT);
  expect(cases).toEqual(expected);
  expect(checks).toEqual([{ type: 'exact', extract: 'whole', raw: true }]);
  expect(notes).toEqual(['1 assertion of type “latency” cannot be read here and is left out.']);
  for (const whole of [`# mine\n${stringify(TESTS)}`, stringify({ prompts: ['x'], tests: TESTS }), stringify(TESTS)])
    expect(importCases(whole, TEXT).cases).toEqual(expected);
});

test('what all tests of promptfoo assert is a check, and its CSV files name theirs in the cell', () => {
  const assert = [
    { type: 'contains', value: 'x' },
    { type: 'starts-with', value: '(a' },
    { type: 'is-json' },
    { type: 'llm-rubric', value: 'Is it polite?' },
  ];
  const config = { defaultTest: { assert, vars: { text: 'z' } }, tests: [{}, { vars: { text: 'y' } }] };
  const read = importCases(stringify(config), TEXT);
  expect(read.cases.map(({ input }) => input)).toEqual([{ variables: { text: 'z' } }, { variables: { text: 'y' } }]);
  expect(read.checks).toEqual([
    { type: 'contains', extract: 'whole', text: 'x' },
    { type: 'regex', extract: 'whole', pattern: '^\\(a' },
    { type: 'json_schema', extract: 'whole', schema: true },
    { type: 'judge', extract: 'whole', rubric: 'Is it polite?', model: null, connection: null, baseline: null },
  ]);
  const csv = importCases('text,__expected,__description\n"a, b",contains: B,one\nc,D,\n', TEXT);
  expect(csv.cases).toEqual([
    { input: { variables: { text: 'a, b' } }, expected: 'B', name: 'one' },
    { input: { variables: { text: 'c' } }, expected: 'D', name: null },
  ]);
  expect(csv.checks).toEqual([{ type: 'contains', extract: 'whole', text: null }]);
});

test('what cannot be read of promptfoo is refused whole, and named', () => {
  const file = importCases(stringify([{ vars: { text: 'a' } }, { vars: { text: 'file://b.txt' } }]), TEXT);
  expect([file.cases, file.errors]).toEqual([
    [],
    [{ line: 2, column: 'text', message: 'The value names a file, which is not read: write it out.' }],
  ]);
  const lists = { a: Array(200).fill('x'), b: Array(200).fill('y') };
  expect(importCases(stringify([{ vars: lists }]), TEXT).errors[0]?.message).toContain('40000 cases');
  const many = Array.from({ length: 6 }, () => ({ vars: { a: Array(100).fill('x'), b: Array(100).fill('y') } }));
  expect(importCases(stringify(many), { variables: ['a'] })).toMatchObject({
    cases: [],
    errors: [{ line: 6, message: 'The tests come to more than 50000 cases.' }],
  });
  expect(importCases('tests:\n  - [1\n', TEXT).errors[0]?.message).toContain('not valid YAML');
  expect(importCases('tests: file://tests.csv\n', TEXT).errors[0]?.message).toContain('no list of tests');
});

test.each([
  ['inside itself', '- text: a\n- text: &a [*a]\n', 2, 'contains itself, by an alias'],
  ['of tests inside itself', 'tests:\n  - vars: &v {text: *v}\n', 2, '“tests.0.vars.text” contains itself'],
  ['nested too deeply', `- text: ${'['.repeat(500_000)}`, 1, 'nested more than 100 levels'],
  ['with a key given twice', '- text: a\n  text: b\n', 2, 'The key “text” is given twice'],
])('a YAML list %s is refused with its line', (_, source, line, message) => {
  expect(importCases(source, TEXT)).toMatchObject({
    cases: [],
    errors: [{ line, message: expect.stringContaining(message) }],
  });
});

test.each([
  ['a line of JSON lines', '{"text":"a"}\n{"text":"b","note":{"text":"c"},"te\\u0078t":"d"}\n', 2],
  ['a JSON list', '[{"text":"a","text":"b"}]', 1],
])('%s in which a key is given twice is refused, as one of both values would be lost', (_, source, line) => {
  expect(importCases(source, TEXT).errors).toEqual([
    expect.objectContaining({ line, message: 'The key “text” is given twice.' }),
  ]);
});

test('one key in several objects, or in a text, is given once in each', () => {
  const source = '{"text":"{\\"text\\":1,\\"text\\":2}","expected":{"text":"a"}}\n{"text":"b"}\n';
  expect(importCases(source, TEXT)).toMatchObject({ errors: [], cases: [{}, {}] });
});

test.each([
  ['JSON lines', '{"text": 12345678901234567890, "expected": -0.12345678901234567891}'],
  ['a JSON list', '[{"text": 12345678901234567890, "expected": -0.12345678901234567891}]'],
  ['a YAML list', '- text: 12345678901234567890\n  expected: -0.12345678901234567891\n'],
  [
    'promptfoo’s tests',
    '- vars: {text: 12345678901234567890}\n  metadata: {tempera: {expected: "-0.12345678901234567891"}}',
  ],
])('numbers of more digits than a double holds keep their digits in %s', (_, source) => {
  const [first] = importCases(source, TEXT).cases;
  expect(first).toMatchObject({
    input: { variables: { text: '12345678901234567890' } },
    expected: '-0.12345678901234567891',
  });
});

test('in JSON lines texts of digits stay as they are, and any text comes back as it was written', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', '\\', '1', 'e', ',', 'é', ' ') }),
      fc.bigInt(),
      (text, number) => {
        const whole = `${text}12345678901234567890`;
        const line = `{"text": ${JSON.stringify(whole)}, "expected": ${number}12345678901234567890}`;
        expect(importCases(line, TEXT).cases).toMatchObject([
          { input: { variables: { text: whole } }, expected: `${number}12345678901234567890` },
        ]);
      },
    ),
  );
});

test('50,000 rows are read apart, and one more is refused', async () => {
  const rows = Array.from({ length: MAX_CASES }, (_, row) => `sentence ${row},positive`);
  const here = importCases('text,expected\nsentence 0,positive\n', TEXT).cases;
  const read = await importCasesApart(['text,expected', ...rows].join('\n'), TEXT, async ({ cases, errors }) => {
    const parts: Case[][] = [];
    for await (const part of cases.parts()) parts.push([...part]);
    return { count: cases.count, errors, parts };
  });
  expect([read.count, read.errors, read.parts.flat().length]).toEqual([MAX_CASES, [], MAX_CASES]);
  expect(read.parts[0]?.[0]).toEqual(here[0]);
  expect(Math.max(...read.parts.map((part) => part.length))).toBeLessThanOrEqual(1_000);
  const more = await importCasesApart(['text,expected', ...rows, 'x,y'].join('\n'), TEXT, async (one) => one);
  expect([more.cases.count, more.errors[0]?.message]).toEqual([
    0,
    `${MAX_CASES + 1} rows are too many: at most ${MAX_CASES}.`,
  ]);
});

test('a column is the one of a variable however its accents are written, and two spellings of one name are two of it', () => {
  const decomposed = 'cafe\u0301,expected\nX,y';
  expect(importCases(decomposed, { variables: ['caf\u00e9'] }).cases).toMatchObject([
    { input: { variables: { 'caf\u00e9': 'X' } }, expected: 'y' },
  ]);
  const both = importCases('cafe\u0301,caf\u00e9\nX,Y', { variables: ['caf\u00e9'] });
  expect(both.cases).toEqual([]);
  expect(both.errors[0]?.message).toContain('two columns of this name');
});

const LOVED = [
  { input: { variables: { text: 'I loved it, a | b' } }, expected: 'positive', name: null },
  { input: { variables: { text: 'Dull.' } }, expected: 'negative', name: null },
];

test.each([
  [
    'with bars round it',
    '| text | expected |\n|:---|:--:|\n| I loved it, a \\| b | positive |\n| Dull. | negative |\n',
  ],
  ['without', '\ntext | expected\n--- | ---\nI loved it, a \\| b | positive\r\nDull. | negative'],
  [
    'between backquotes',
    '```markdown\n| text | expected |\n|-|-|\n| I loved it, a \\| b | positive |\n| Dull. | negative |\n```\n',
  ],
])('a Markdown table %s is read: the dashes are no row, and bars are no columns', (_, source) => {
  expect(importCases(source, TEXT)).toMatchObject({ cases: LOVED, errors: [], notes: [] });
});

test('a Markdown table that has too many cells in a row says on which line', () => {
  expect(importCases('| text | expected |\n|---|---|\n| a | b |\n| a | b | c |\n', TEXT).errors).toMatchObject([
    { line: 4 },
  ]);
});

test.each(['data', 'examples', 'rows', 'Cases'])(
  'the list under “%s” of one object is the rows, in one line or pretty',
  (key) => {
    const rows = [
      { text: 'I loved it, a | b', expected: 'positive' },
      { text: 'Dull.', expected: 'negative' },
    ];
    for (const indent of [0, 2]) {
      const source = JSON.stringify({ name: 'reviews', version: 1, [key]: rows }, null, indent);
      expect(importCases(source, TEXT)).toMatchObject({
        cases: LOVED,
        errors: [],
        notes: [`Read from the list “${key}”. Left out beside it: name, version.`],
      });
    }
  },
);

test('a list inside a row makes the row no wrapper', () => {
  const { cases, notes } = importCases('{"text": "Dull.", "items": [{"a": 1}]}', TEXT);
  expect(cases).toMatchObject([{ input: { variables: { text: 'Dull.' } } }]);
  expect(notes).toEqual(['Fields left out: items.']);
});

test.each(['\u200B', '\uFEFF', '\uFEFF\uFEFF', '\u2060', '\u200E'])(
  'unseen characters round names are no part of them: %j',
  (mark) => {
    const rows = 'I loved it, a | b;positive\nDull.;negative\n';
    for (const header of [`${mark}text;expected`, `text;${mark}expected${mark}`]) {
      expect(importCases(`${header}\n${rows}`, TEXT)).toMatchObject({ cases: LOVED, errors: [], notes: [] });
    }
    const lines = LOVED.map(({ input, expected }) =>
      JSON.stringify({ [`${mark}text`]: input.variables.text, expected }),
    );
    expect(importCases(lines.join('\n\uFEFF'), TEXT)).toMatchObject({ cases: LOVED, errors: [] });
  },
);

test('a YAML list of rows is read, wrapped or not; a list of sentences stays one', () => {
  const yaml = '- text: I loved it, a | b\n  expected: positive\n- text: Dull.\n  expected: negative\n';
  expect(importCases(yaml, TEXT)).toMatchObject({ cases: LOVED, errors: [] });
  expect(importCases(`examples:\n${yaml}`, TEXT)).toMatchObject({ cases: LOVED, errors: [] });
  expect(importCases(`# Films\n---\n${yaml}`, TEXT)).toMatchObject({ cases: LOVED, errors: [] });
  expect(importCases('---\n- text: a\n\texpected: b\n', TEXT).errors).toMatchObject([{ line: 3 }]);
  expect(importCases('- Well: it broke\n- It works\n', { variables: [] }).cases).toHaveLength(2);
  expect(importCases('--- dear all\n- It works\n', { variables: [] }).cases).toHaveLength(2);
});

test('a column of a table that is called messages holds texts, and no chats', () => {
  expect(importCases('messages,expected\nIs it dull?,Yes\n', { variables: [] })).toMatchObject({
    cases: [{ input: { message: 'Is it dull?' }, expected: 'Yes' }],
    errors: [],
  });
});

test('chat lines are cases: what the user asks, and what the assistant should answer', () => {
  const line = (...messages: readonly object[]) => JSON.stringify({ messages });
  const user = { role: 'user', content: [{ type: 'text', text: 'Is it dull?' }] };
  const system = { role: 'system', content: 'One word.' };
  const lines = [
    line(system, user, { role: 'assistant', content: 'Yes' }),
    line({ role: 'user', content: 'And now?' }),
  ];
  expect(importCases(lines.join('\n'), { variables: [] })).toMatchObject({
    cases: [
      { input: { message: 'Is it dull?' }, expected: 'Yes' },
      { input: { message: 'And now?' }, expected: null },
    ],
    errors: [],
    notes: ['System messages left out of 1 rows: those of the prompt are sent.'],
  });
  const call = {
    role: 'assistant',
    tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }],
  };
  const wrong = importCases(
    [...lines, line(user, call), line(user, { role: 'assistant', content: 'a' }, user)].join('\n'),
    {
      variables: [],
    },
  );
  expect([wrong.cases, wrong.errors.map((error) => [error.line, error.column])]).toEqual([
    [],
    [
      [3, 'messages'],
      [4, 'messages'],
    ],
  ]);
});
