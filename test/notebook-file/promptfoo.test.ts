import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Case, promptForCase } from '../../src/domain/cases/case.ts';
import type { Check } from '../../src/domain/cases/check.ts';
import { readDraft } from '../../src/domain/notebook/draft.ts';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import type { ExperimentContent } from '../../src/domain/notebook/notebook-content.ts';
import { EMPTY_PROMPT, type Prompt, promptMessages } from '../../src/domain/prompt/prompt.ts';
import { typedColumnsText } from '../../src/domain/run/added-columns.ts';
import { ValidationError } from '../../src/errors.ts';
import { readPromptfooConfig } from '../../src/notebook-file/promptfoo/read-config.ts';
import { writePromptfooConfig } from '../../src/notebook-file/promptfoo/write-config.ts';
import { CONFIGS } from './promptfoo-configs.ts';

function read(text: string) {
  const { content, problems } = readPromptfooConfig(text);
  const experiments = content.cells.filter((cell): cell is ExperimentContent => cell.kind === 'experiment');
  return { ...content, experiments, problems, said: problems.map(({ line, message }) => `${line}: ${message}`) };
}

/** One of the example configurations; each begins with an empty line, so lines are as in an editor. */
function example(name: string) {
  const { experiments, ...rest } = read(CONFIGS[name] ?? '');
  const [first] = experiments;
  if (first === undefined) throw new Error(`${name} holds no experiment`);
  return { ...rest, experiments, first, cases: first.cases ?? [], checks: first.checks ?? [] };
}

const range = (length: number) => Array.from({ length }, (_, place) => place);

const variablesOf = (cases: readonly Case[]) =>
  cases.map(({ input }) => ('variables' in input ? input.variables : null));

test('tests are read up to as many cases as an experiment has room for, and that is said', () => {
  const letters = `[${Array(100).fill('x').join(', ')}]`;
  const tests = `  - vars: { a: ${letters}, b: ${letters} }\n`.repeat(6);
  const { experiments, problems } = read(`prompts: ['{{a}} {{b}}']\nproviders: [openai:gpt-4o]\ntests:\n${tests}`);
  expect(experiments.map(({ cases }) => cases?.length)).toEqual([50_000]);
  expect(problems.map(({ message }) => message)).toEqual([
    'Tests are left out where they come to more than 50000 cases.',
  ]);
});

describe('promptfoo’s own examples, rewritten small', () => {
  test('a prompt in two forms makes two experiments with the same cases and checks', () => {
    const { title, experiments, cases, checks, said } = example('translation');
    expect([title, experiments.map((one) => one.title)]).toEqual(['Translate', ['Prompt 1', 'Prompt 2']]);
    expect(experiments[0]?.draft.prompt.messages).toEqual([
      { role: 'user', content: 'Convert this English to {{language}}: {{input}}' },
    ]);
    expect(experiments[0]?.draft.settings).toMatchObject({
      ...{ model: 'openai/gpt-4.1-mini', temperature: 'not sent', samples: '1' },
    });
    expect(cases).toEqual([
      { input: { variables: { language: 'French', input: 'Hello world' } }, expected: 'Bonjour', name: null },
      { input: { variables: { language: 'German', input: "How's it going?" } }, expected: 'geht', name: 'a question' },
    ]);
    expect(checks).toEqual([{ type: 'contains', extract: 'whole', text: null }]);
    expect(experiments[1]?.cases).toEqual(cases);
    expect(said).toEqual([]);
  });

  test('a chat is read from JSON and from YAML', () => {
    const { experiments, said } = example('chat');
    expect(
      experiments.map(({ title, draft }) => [title, draft.prompt.system, draft.prompt.messages[0]?.content]),
    ).toEqual([
      ['Polite', 'You are {{tone}}.', '{{question}}'],
      ['Prompt 2', 'You are {{tone}}.', 'Answer me, {{question}}'],
    ]);
    expect(said).toEqual([]);
  });

  test('providers that differ in temperature become a list of temperatures, repeats become samples', () => {
    const { first, said } = example('temperatures');
    expect(first.draft.settings).toMatchObject({
      ...{ model: 'openai/gpt-4.1-mini', temperature: '0, 0.9', max_completion_tokens: '128', samples: '3' },
    });
    expect(said).toEqual([]);
  });

  test('what is set for all tests belongs to each', () => {
    const { cases, checks } = example('defaults');
    expect(variablesOf(cases).map((one) => one?.['audience'])).toEqual(['children', 'adults']);
    expect(checks).toEqual([
      { type: 'regex', extract: 'whole', pattern: '(?i)tea' },
      expect.objectContaining({ type: 'judge', rubric: 'is short' }),
    ]);
  });

  test('lists of values make a case for each combination', () => {
    const { cases } = example('lists');
    expect(variablesOf(cases).map((one) => `${one?.['greeting']}, ${one?.['name']}`)).toEqual([
      ...['Hello, Ada', 'Hello, Bo', 'Goodbye, Ada', 'Goodbye, Bo'],
    ]);
  });

  test('a value that names another one is filled', () => {
    const { experiments } = read('prompts: ["{{a}}"]\ntests: [{vars: {a: "Hi {{ b }} {{c}}", b: Ada}}]');
    expect(variablesOf(experiments[0]?.cases ?? [])).toEqual([{ a: 'Hi Ada {{c}}', b: 'Ada' }]);
  });

  test('a provider with settings, and a schema that every answer has to fit', () => {
    const { first, checks, said } = example('json');
    expect(first.draft.settings).toMatchObject({ temperature: '0', response_format: 'json_object' });
    expect(checks).toEqual([
      { type: 'json_schema', extract: 'whole', schema: { type: 'object', required: ['color'] } },
    ]);
    expect(said).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    [
      'files',
      [
        '2: The prompt “file://prompts.txt” names a file, which is not read: write it out.',
        '2: The prompt “prompts/chat.json” names a file, which is not read: write it out.',
        '4: Tests in other files are not read: write them out in a list.',
      ],
    ],
    [
      'fileVariable',
      ['5: Test 1 is left out for its “article”: The value names a file, which is not read: write it out.'],
    ],
    [
      'programs',
      [
        '4: The provider “python:provider.py” names no model that can be asked here: nothing of it is run.',
        '5: The provider “exec:./ask.sh” names no model that can be asked here: nothing of it is run.',
        '6: The provider “file://provider.js” names no model that can be asked here: nothing of it is run.',
        expect.stringContaining('“javascript” cannot be read'),
        expect.stringContaining('“python” cannot be read'),
      ] as readonly string[],
    ],
    [
      'template',
      [
        '3: “{% if premium %}” is not computed here, and sent as it stands.',
        '3: “{% endif %}” is not computed here, and sent as it stands.',
        '3: “{{ name | upper }}” is not computed here, and sent as it stands.',
      ],
    ],
    [
      'scenarios',
      [
        '4: “env” is not read.',
        '6: “scenarios” is not read.',
        '9: “threshold” of tests is not read.',
        '9: “options.transform” of tests is not read.',
      ],
    ],
    ['tools', ['8: The setting “tools” is left out.', expect.stringContaining('“similar” cannot be read')]],
  ])('%s: what is not read is said by line, and stands in the notebook', (name, said) => {
    const { cells, said: found } = example(name);
    expect(found).toEqual(said);
    expect(cells[0]).toMatchObject({
      kind: 'note',
      text: expect.stringContaining(String(found[0]).split(': ')[1] ?? ''),
    });
  });

  test('what of a template needs no computing is taken as it is meant', () => {
    const { first } = example('template');
    const content = promptMessages(first.draft.prompt)[0]?.content;
    expect(content).toBe('{% if premium %}Dear {% endif %}{{ name | upper }}, {{kept}} x');
    expect(first.draft.settings.model).toBe('ollama/llama3.2');
  });

  test('models of several vendors are asked in one run, each on its connection', () => {
    const { first, said } = example('vendors');
    expect([first.draft.settings.model, first.draft.settings.more_models, said]).toEqual([
      ...['anthropic/claude-haiku-4-5', 'openai: gpt-4.1-mini, claude-sonnet-4-5', []],
    ]);
  });

  test('a model of the Responses API, with its effort', () => {
    expect(example('tools').first.draft.settings).toMatchObject({
      ...{ model: 'openai/gpt-5-mini', reasoning_effort: 'low', max_completion_tokens: '300' },
    });
  });
});

describe('a hostile configuration', () => {
  test.each<[string, string, string]>([
    ['no YAML', 'prompts: [a\nb: {', 'not valid YAML'],
    ['nothing of promptfoo', 'name: x', 'neither a notebook file nor a promptfoo configuration'],
    ['a list', '- a', 'neither'],
    ['deep nesting', `prompts: ${'['.repeat(500_000)}`, 'nested more than 100 levels'],
    ['deep nesting in one line', `prompts:\n  ${'- '.repeat(500_000)}x`, 'Line 2: This YAML is nested'],
    [
      'deep nesting by aliases',
      `prompts: [&a0 x, ${range(150)
        .map((n) => `&a${n + 1} [*a${n}]`)
        .join(', ')}]`,
      'nested',
    ],
    [
      'deep nesting by lines',
      `prompts:\n${Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth + 1)}a:\n`).join('')}`,
      'nested more than 100 levels',
    ],
    [
      'aliases of aliases',
      `a: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
        .split('')
        .map((name, place) => `${name}: &${name} [${`*${'abcdefghi'[place]}, `.repeat(10)}]`)
        .join('\n')}\nprompts: *j`,
      'aliases',
    ],
    ['a list inside itself', 'description: x\nprompts: &a [*a]', 'Line 2: “prompts.0” contains itself'],
    [
      'a mapping inside itself',
      'prompts: [x]\ntests:\n  - vars: &v\n      a: { b: *v }',
      '“tests.0.vars.a.b” contains itself',
    ],
    ['an alias of nothing', 'prompts:\n  - *none', 'Line 2: The alias “*none” stands before its anchor'],
    ['a key given twice', 'prompts: [x]\ntests: []\nprompts: [y]', 'Line 3: The key “prompts” is given twice'],
    ['very many aliases', `prompts: [&a x${', *a'.repeat(200_000)}]`, 'more than 5000 anchors and aliases'],
    ['several documents', 'prompts: [x]\n---\ntests: []', 'several documents'],
    ['too much', `prompts: ["${'x'.repeat(5_000_001)}"]`, 'longer than'],
  ])('%s is refused in words', (_, text, said) => {
    const attempt = () => readPromptfooConfig(text);
    expect(attempt).toThrow(ValidationError);
    expect(attempt).toThrow(said);
  });

  test('a mapping of 20,000 keys is read in one pass', () => {
    // Comparing each key with every other takes longer than a test may.
    const vars = range(20_000).map((n) => `k${n}: ${n}`);
    const { cases } = read(`prompts: ['{{k1}}']\ntests:\n  - vars: {${vars.join(', ')}}`).experiments[0] ?? {};
    expect(variablesOf(cases ?? [])[0]).toMatchObject({ k19999: '19999' });
  });

  test('a last line of dashes is no second document', () => {
    expect(read("prompts: ['x']\nproviders: [openai:a]\n---\n").experiments).toHaveLength(1);
  });

  test('a setting with more digits than a double needs is the number that it is', () => {
    const config = 'prompts: [x]\nproviders: [{id: openai:a, config: {temperature: 0.69999999999999996}}]';
    expect(read(config).experiments[0]?.draft.settings.temperature).toBe('0.7');
    expect(read(config).said).toEqual([]);
  });

  test('one anchor may stand in every test', () => {
    const tests = '\n  - vars: *v'.repeat(1_000);
    const [first] = read(`prompts: ['{{a}}']\nmetadata: &v {a: x}\ntests:${tests}`).experiments;
    expect(first?.cases).toHaveLength(1_000);
  });

  test('a million open tags are read in one pass', () => {
    // Otherwise it takes longer than a test may.
    const { said } = read(`prompts: ['${'{% {{ {# '.repeat(100_000)}']\nproviders: [openai:a]`);
    expect(said).toEqual([]);
  });

  test('keys with a meaning in JavaScript are keys like others', () => {
    const { cases } = (() => {
      const { experiments } = read(
        'prompts: ["{{constructor}}"]\ntests: [{vars: {constructor: a, __proto__: {b: c}}}]',
      );
      return { cases: experiments[0]?.cases ?? [] };
    })();
    expect(variablesOf(cases)[0]).toMatchObject({ constructor: 'a' });
    expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  });
});

/** Texts as people write them, and as templates, YAML and promptfoo take them for something else. */
const text = fc
  .oneof(
    fc.constantFrom(
      ...[
        'a',
        '{{x}}',
        '\\{{x}}',
        '\\\\{{x}}',
        '{',
        '{{',
        '{{{x}}}',
        '{% raw %}',
        '{% endraw %}',
        '{# c #}',
        "{{ '{' }}",
      ],
      ...[
        'file://a.txt',
        'a.json',
        '[{"role":"user"}]',
        '- role: user',
        'a: b',
        '"',
        "'",
        '\n',
        ' # x',
        '}}',
        '%}',
        '\\',
      ],
      ...['{{ y }} {{x}}', '日本語 👩‍👩‍👧', '\u2028', 'null', '1e3', '{{zwölf}}'],
    ),
    fc.string({ maxLength: 6 }),
  )
  .chain((one) => fc.constantFrom(one, `${one}{{x}}`, `{{x}}${one}`, `${one}${one}`));

const message = fc.record({ role: fc.constantFrom('user' as const, 'assistant' as const), content: text });
const prompt: fc.Arbitrary<Prompt> = fc.record({
  system: fc.option(text),
  examples: fc.array(fc.record({ input: text, output: text, enabled: fc.boolean(), tags: fc.constant([]) }), {
    maxLength: 2,
  }),
  messages: fc
    .tuple(fc.array(message, { maxLength: 2 }), text)
    .map(([before, question]) => [...before, { role: 'user' as const, content: `?${question}` }]),
  encoding: fc.constantFrom('turns' as const, 'inline' as const),
  template: fc.constant(null),
});
const variables = fc.tuple(text, text, text).map(([x, y, z]): Readonly<Record<string, string>> => ({ x, y, zwölf: z }));
const name = fc.option(fc.constantFrom('a case', 'case: 2', '{{x}}'));
const caseOf = (input: fc.Arbitrary<Case['input']>): fc.Arbitrary<Case> =>
  fc.record(
    { input, expected: fc.option(text), name, note: text.filter((written) => written !== '') },
    { requiredKeys: ['input', 'expected', 'name'] },
  );
const cases = fc.oneof(
  fc.array(caseOf(variables.map((values) => ({ variables: values }))), { minLength: 1, maxLength: 3 }),
  fc.array(caseOf(text.map((content) => ({ message: content }))), { minLength: 1, maxLength: 3 }),
);
const checks: fc.Arbitrary<readonly Check[]> = fc.subarray<Check>([
  { extract: 'last_line', type: 'label', labels: ['{{yes}}', 'no'], raw: false },
  { extract: 'whole', type: 'exact', raw: true },
  { extract: { json_field: 'a.b' }, type: 'numeric', atol: 0.1, rtol: 0 },
  { extract: 'whole', type: 'json_schema', schema: { type: 'object' } },
  { extract: 'whole', type: 'contains', text: null },
  { extract: 'whole', type: 'contains', text: 'file://x' },
  { extract: { regex: 'a(b)' }, type: 'regex', pattern: '(?i)^\\{\\{' },
  { extract: 'after_think', type: 'length', max_tokens: 5 },
  { extract: 'first_line', type: 'judge', rubric: 'kind?', model: null, connection: null, baseline: null },
]);
const settings = fc
  .record({
    model: fc.constantFrom(
      'openai/gpt-4.1-mini',
      'openrouter/a/b:free',
      'house/m',
      'practice/practice',
      'together/t',
      'openai/gpt-5',
    ),
    temperature: fc.constantFrom('0', '0, 0.5, 1', 'not sent', 'not sent, 1'),
    samples: fc.constantFrom('1', '3'),
    max_completion_tokens: fc.constantFrom('', '50', '50, 100'),
    seed: fc.constantFrom('', '7'),
    reasoning_effort: fc.constantFrom('', 'low, high'),
    more_models: fc.constantFrom('', 'other', 'groq: llama3:8b, other'),
    stop: fc.constantFrom('', 'END'),
  })
  .map((some) => ({ ...DEFAULT_SETTINGS, ...some }));

function requestOf({ draft }: Pick<ExperimentContent, 'draft'>) {
  const [connection = '', ...model] = draft.settings.model.split('/');
  const reading = readDraft(
    { ...draft, prompt: EMPTY_PROMPT_ASKED },
    { connection, model: model.join('/') },
    [],
    (name) => (name === 'groq' ? name : null),
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.request;
}
const EMPTY_PROMPT_ASKED = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: '?' }] };

test('an experiment that is exported and imported asks the same, of the same models, and expects and checks the same', () => {
  fc.assert(
    fc.property(prompt, variables, cases, checks, settings, (bare, values, inputs, judged, typed) => {
      const asked = { ...bare, variables: values };
      const draft = { prompt: asked, settings: typed };
      const file = writePromptfooConfig({
        kind: 'experiment',
        title: 'T: {{x}}',
        draft,
        cases: inputs,
        checks: judged,
      });
      const { experiments, said } = read(file);
      const [back] = experiments;
      expect([experiments.length, said, back?.title]).toEqual([1, [], 'T: {{x}}']);
      if (back === undefined) return;
      const sent = (of: Prompt, list: readonly Case[] = []) =>
        list.map((one) => promptMessages(promptForCase(of, one)));
      expect(sent(back.draft.prompt, back.cases)).toEqual(sent(asked, inputs));
      expect(back.cases?.map((one) => [one.expected, one.name])).toEqual(inputs.map((one) => [one.expected, one.name]));
      expect(back.checks ?? []).toEqual(judged);
      expect(requestOf(back)).toEqual(requestOf({ draft }));
    }),
    { numRuns: 120 },
  );
});

test('without examples, and with cases that fill all variables, the very same experiment comes back', () => {
  const plain = prompt.map(
    (one): Prompt => ({
      ...one,
      examples: [],
      encoding: 'turns',
      messages: [...one.messages.slice(0, -1), { role: 'user', content: '{{x}} {{y}} {{zwölf}}' }],
    }),
  );
  const filled = fc.array(caseOf(variables.map((values) => ({ variables: values }))), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(plain, filled, checks, settings, (asked, inputs, judged, typed) => {
      const given = {
        kind: 'experiment' as const,
        title: 'T',
        draft: { prompt: asked, settings: typed },
        cases: inputs,
      };
      const once = read(writePromptfooConfig({ ...given, checks: judged })).experiments[0];
      if (once === undefined) throw new Error('nothing came back');
      // Once read, texts are in their shortest form, and stay as they are.
      expect(read(writePromptfooConfig(once)).experiments[0]).toEqual(once);
      expect([once.cases, once.checks ?? [], once.draft.settings]).toEqual([inputs, judged, typed]);
    }),
    { numRuns: 60 },
  );
});

test('the exported configuration is one that promptfoo takes: texts that name no file, and labels that differ', () => {
  const prompt: Prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user', content: '{{my-var}} and {{a.b}} {% if %}' }] };
  const settings = { ...DEFAULT_SETTINGS, model: 'openai/gpt-4.1-mini', temperature: '0, 1' };
  const cases: Case[] = [{ input: { variables: { 'my-var': 'file://x', 'a.b': '2' } }, expected: 'no', name: null }];
  const check: Check = { extract: 'whole', type: 'exact', raw: false };
  const file = writePromptfooConfig({
    kind: 'experiment',
    title: 'Mood',
    draft: { prompt, settings },
    cases,
    checks: [check],
  });
  expect(file.startsWith('# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json\n')).toBe(true);
  expect(parse(file)).toEqual({
    description: 'Mood',
    prompts: [{ label: 'Mood', raw: `[{"role":"user","content":"{{ my_var }} and {{ a_b }} {{ '{' }}% if %}"}]` }],
    providers: [0, 1].map((temperature) => ({
      id: 'openai:chat:gpt-4.1-mini',
      label: `openai/gpt-4.1-mini · temperature ${temperature}`,
      config: { temperature, max_tokens: 500 },
    })),
    defaultTest: {
      metadata: { tempera: {} },
      assert: [{ type: 'javascript', value: expect.stringContaining('tempera.expected'), config: { tempera: check } }],
    },
    evaluateOptions: { repeat: 3 },
    tests: [
      {
        vars: { my_var: ' file://x', a_b: '2' },
        metadata: { tempera: { expected: 'no', vars: { my_var: 'file://x' } } },
      },
    ],
  });
});

test('added columns are providers with contents of their own, each with a label of its own', () => {
  const columns = [{ stop: '!', variant: 'without system' }, { stop: 'not sent' }, { tools: '[{"name": "f"}]' }];
  const typed = { model: 'openai/gpt-4.1-mini', temperature: '0', stop: '.', added_columns: typedColumnsText(columns) };
  const prompt = { ...EMPTY_PROMPT_ASKED, system: 'Be brief.' };
  const draft = { prompt, settings: { ...DEFAULT_SETTINGS, ...typed } };
  const file = writePromptfooConfig({ kind: 'experiment', title: 'T', draft });
  const { providers } = parse(file) as {
    readonly providers: readonly { readonly config: object; readonly label: string }[];
  };
  const sent = { temperature: 0, max_tokens: 500 };
  expect(providers.map(({ config }) => config)).toEqual([
    { ...sent, stop: ['.'] },
    { ...sent, stop: ['!'] },
    sent,
    { ...sent, stop: ['.'] },
  ]);
  expect(providers.map(({ label }) => label.split(' · ')[1])).toEqual([
    undefined,
    'stop "!", added column 1',
    'stop not sent, added column 2',
    'functions f, added column 3',
  ]);
  expect(file).toContain('Functions are not exported.');
  expect(file).toContain('Variants are not exported');
});

test('providers that make no grid become columns beside it, and what is exported of such columns comes back', () => {
  const columns = [
    { stop: '!' },
    { connection: 'groq', model: 'llama3:8b', temperature: '0.3', response_format: 'json_object' },
    { temperature: 'not sent', service_tier: 'flex', extra_body: '{\n  "top_k": 1\n}' },
  ];
  const typed = {
    model: 'openai/gpt-4.1-mini',
    temperature: '0, 1',
    stop: '.',
    added_columns: typedColumnsText(columns),
  };
  const draft = { prompt: EMPTY_PROMPT_ASKED, settings: { ...DEFAULT_SETTINGS, ...typed } };
  const { experiments, said } = read(writePromptfooConfig({ kind: 'experiment', title: 'T', draft }));
  expect(said).toEqual([]);
  expect(experiments[0]?.draft.settings).toEqual(draft.settings);
  const mixed = ['openai:chat:gpt-4.1-mini', { id: 'groq:llama3:8b', config: { temperature: 1, stop: 'END' } }];
  const found = read(JSON.stringify({ prompts: ['Hi'], providers: mixed }));
  expect(found.said).toEqual([]);
  expect(found.experiments[0]?.draft.settings).toMatchObject({
    ...{ model: 'openai/gpt-4.1-mini', temperature: 'not sent', more_models: '' },
    added_columns: typedColumnsText([{ connection: 'groq', model: 'llama3:8b', temperature: '1', stop: 'END' }]),
  });
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `openai:chat:m${index}`, config: { seed: index } }));
  expect(read(JSON.stringify({ prompts: ['Hi'], providers: many })).said.join()).toContain(
    '900 columns come of 30 providers',
  );
});
