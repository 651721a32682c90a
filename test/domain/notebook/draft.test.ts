import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDraft, SETTING_LABELS, settingsFromRequest } from '../../../src/domain/notebook/draft.ts';
import { DEFAULT_SETTINGS, type Draft, type DraftSettings } from '../../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../../../src/domain/prompt/prompt.ts';
import { extraBodyProblem } from '../../../src/domain/request/request-fields.ts';
import { AXES, NUMERIC_RANGES, REASONING_EFFORTS, singlePoint, VERBOSITIES } from '../../../src/domain/run/sweep.ts';

const ASKED = {
  connection: 'openai',
  sweep: { ...singlePoint('vendor/gpt:1'), temperature: [0] },
  samples: 1,
  columns: 'temperature',
  rows: null,
  logprobs: false,
  topLogprobs: null,
} as const;
const MODEL = { connection: 'openai', model: 'vendor/gpt:1' };

function draft(settings: Partial<DraftSettings> = {}, content = 'Hello'): Draft {
  return {
    prompt: { ...EMPTY_PROMPT, messages: [{ role: 'user', content }] },
    settings: { ...DEFAULT_SETTINGS, ...settings },
  };
}

function errorsOf(given: Draft, model: typeof MODEL | null = MODEL) {
  const reading = readDraft(given, model);
  return reading.ok ? [] : reading.errors;
}

test('the defaults ask three temperatures, three samples each, at most 500 tokens, nothing else sent', () => {
  const reading = readDraft(draft(), MODEL);
  expect(reading.ok && reading.request).toMatchObject({
    connection: 'openai',
    samples: 3,
    columns: 'temperature',
    sweep: {
      model: ['vendor/gpt:1'],
      temperature: [0, 0.5, 1],
      max_completion_tokens: [500],
      top_p: [null],
      seed: [null],
      presence_penalty: [null],
      frequency_penalty: [null],
      reasoning_effort: [null],
      verbosity: [null],
      variant: [null],
    },
  });
});

test('every setting can be a list', () => {
  const reading = readDraft(
    draft({ seed: '1..3 step 1', reasoning_effort: 'low, HIGH low', verbosity: 'medium', presence_penalty: '-2; 2' }),
    MODEL,
  );
  expect(reading.ok && reading.request.sweep).toMatchObject({
    seed: [1, 2, 3],
    reasoning_effort: ['low', 'high'],
    verbosity: ['medium'],
    presence_penalty: [-2, 2],
  });
});

test('all that is wrong is said at once, each at its own field, by the label the field has', () => {
  const errors = errorsOf(
    draft(
      {
        temperature: 'hot',
        samples: '1, 2',
        max_completion_tokens: '0',
        top_p: '1.1',
        seed: '0.5',
        presence_penalty: '3',
        frequency_penalty: 'x',
        reasoning_effort: 'lots',
        verbosity: 'loud',
        columns: 'seed',
        rows: 'seed',
        variant: '9-shot',
        logprobs: 'all',
        stop: '1\n2\n3\n4\n5',
        response_format: 'xml',
        schema_strict: 'maybe',
        service_tier: 'a b',
        extra_body: '[]',
        tools: '[{"name": "a b"}]',
        tool_choice: 'get_weather',
        parallel_tool_calls: 'yes',
        tool_results: '[]',
      },
      ' \n',
    ),
    null,
  );
  // Any name may be a model's, and columns and rows are wrong together: that is said at the rows. Added columns have fields of their own.
  const faulty = Object.keys(SETTING_LABELS).filter(
    (name) => !['more_models', 'columns', 'added_columns', 'response_schema'].includes(name),
  );
  expect(new Set(errors.map(({ path }) => path))).toEqual(new Set([...faulty, 'messages.0']));
  for (const { path, message } of errors) {
    const label = SETTING_LABELS[path as keyof typeof SETTING_LABELS] ?? 'user message';
    expect(message.toLowerCase()).toContain(label.toLowerCase());
  }
});

test.each([
  ['0', 'outside 1 to 1000'],
  ['1001', 'outside 1 to 1000'],
  ['', 'empty'],
  ['not sent', 'type one whole number'],
  ['2.5', 'whole number'],
])('samples “%s” will not do', (samples, message) => {
  expect(errorsOf(draft({ samples }))).toMatchObject([{ path: 'samples', message: expect.stringContaining(message) }]);
});

test('an empty list of temperatures is asked about; the other settings may be empty', () => {
  expect(errorsOf(draft({ temperature: '' }))).toMatchObject([{ path: 'temperature' }]);
  expect(errorsOf(draft({ temperature: 'not sent', max_completion_tokens: '' }))).toEqual([]);
});

test('only the last message must hold something', () => {
  const messages = [
    { role: 'user', content: '' },
    { role: 'assistant', content: '' },
    { role: 'user', content: ' ' },
  ] as const;
  expect(errorsOf({ ...draft(), prompt: { ...EMPTY_PROMPT, messages } })).toMatchObject([{ path: 'messages.2' }]);
});

test('the settings of a run, put into the editor, ask for the same run', () => {
  const list = <T>(value: fc.Arbitrary<T>) =>
    fc.uniqueArray(fc.option(value, { nil: null, freq: 5 }), { minLength: 1, maxLength: 4 });
  const number = (axis: keyof typeof NUMERIC_RANGES) => {
    const { min, max, integer } = NUMERIC_RANGES[axis];
    return list(integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }).map((value) => value || 0));
  };
  const sweeps = fc.record({
    model: fc.constantFrom([MODEL.model], [MODEL.model, 'other', 'vendor/third:2']),
    temperature: number('temperature'),
    top_p: number('top_p'),
    seed: number('seed'),
    presence_penalty: number('presence_penalty'),
    frequency_penalty: number('frequency_penalty'),
    max_completion_tokens: number('max_completion_tokens'),
    reasoning_effort: list(fc.constantFrom(...REASONING_EFFORTS)),
    verbosity: list(fc.constantFrom(...VERBOSITIES)),
    variant: fc.constant([null]),
  });
  const axes = fc
    .record({ columns: fc.constantFrom(...AXES), rows: fc.option(fc.constantFrom(...AXES)) })
    .filter(({ columns, rows }) => columns !== rows);
  fc.assert(
    fc.property(sweeps, fc.integer({ min: 1, max: 1_000 }), axes, (sweep, samples, { columns, rows }) => {
      const request = { connection: 'openai', sweep, samples, columns, rows } as const;
      const full = { ...request, stop: null, responseFormat: null, logprobs: false, topLogprobs: null };
      const reading = readDraft(draft(settingsFromRequest(full)), MODEL);
      expect(reading.ok ? reading.request.sweep : reading.errors).toEqual(sweep);
      expect(reading.ok && reading.request).toMatchObject({ samples, columns, rows });
    }),
  );
});

test('a schema is asked about only where one is sent', () => {
  const schema = { response_schema: '{"type": ' };
  expect(errorsOf(draft({ ...schema, response_format: 'json_object' }))).toEqual([]);
  for (const response_format of ['json_schema', 'custom']) {
    expect(errorsOf(draft({ ...schema, response_format }))).toMatchObject([{ path: 'response_schema' }]);
    expect(errorsOf(draft({ response_format, response_schema: ' ' }))).toMatchObject([{ path: 'response_schema' }]);
  }
});

test('a bare schema gets a name, and one with a name is sent as it stands', () => {
  const asked = (response_schema: string, schema_strict = '') => {
    const reading = readDraft(draft({ response_format: 'json_schema', response_schema, schema_strict }), MODEL);
    return reading.ok ? reading.request.responseFormat : reading.errors;
  };
  const schema = { type: 'object' };
  expect(asked('{"type": "object"}', 'true')).toEqual({
    type: 'json_schema',
    json_schema: { name: 'answer', schema, strict: true },
  });
  expect(asked('{"name": "city", "description": "d", "schema": {"type": "object"}}')).toEqual({
    type: 'json_schema',
    json_schema: { name: 'city', description: 'd', schema },
  });
});

test.each([
  ['{"temperature": 1}', 'Temperatures'],
  ['{"n": 3}', 'Samples'],
  ['{"messages": []}', 'the prompt'],
  ['{"max_tokens": 3}', 'Max tokens'],
  ['{"stream": false}', 'always streamed'],
  ['{"a": ', 'no JSON'],
  ['7', 'write an object'],
])('an extra body %s is asked about', (extra_body, message) => {
  expect(errorsOf(draft({ extra_body }))).toMatchObject([
    { path: 'extra_body', message: expect.stringContaining(message) },
  ]);
});

test.each([
  ['[{"name": "a"}, {"name": "a"}]', 'two functions “a”'],
  ['[{"type": "web_search"}]', 'only functions can be called'],
  ['[{"name": "a", "parameters": []}]', '(a): the parameters must be a JSON Schema'],
  ['[{"name": "a", "description": 1}]', '(a): the description must be text'],
  ['[7]', 'function 1 is no object'],
  ['[', 'no JSON'],
])('functions %s are asked about', (tools, message) => {
  expect(errorsOf(draft({ tools }))).toMatchObject([{ path: 'tools', message: expect.stringContaining(message) }]);
});

test('functions, choice and parallel calls of a run, put into the editor, ask for the same', () => {
  const definition = fc.record(
    {
      name: fc.stringMatching(/^[\w-]{1,12}$/),
      description: fc.string(),
      parameters: fc.constant({ type: 'object' }),
      strict: fc.boolean(),
    },
    { requiredKeys: ['name'] },
  );
  const tools = fc.uniqueArray(definition, { minLength: 1, maxLength: 3, selector: ({ name }) => name }).map((all) =>
    [{ name: 'auto' }, ...all.filter(({ name }) => name !== 'auto')].map((one) => ({
      type: 'function' as const,
      function: one,
    })),
  );
  const choiceOf = (index: number) => (list: readonly { readonly function: { readonly name: string } }[]) => ({
    type: 'function',
    function: { name: list[index % list.length]?.function.name },
  });
  const choices = fc.constantFrom(
    () => 'required' as const,
    () => 'none' as const,
    choiceOf(0),
    choiceOf(1),
    () => undefined,
  );
  fc.assert(
    fc.property(tools, choices, fc.constantFrom(true, false, undefined), (list, choose, parallelToolCalls) => {
      const toolChoice = choose(list);
      const full = {
        ...ASKED,
        stop: null,
        responseFormat: null,
        tools: list,
        ...(toolChoice === undefined ? {} : { toolChoice }),
        ...(parallelToolCalls === undefined ? {} : { parallelToolCalls }),
      };
      const reading = readDraft(draft(settingsFromRequest(full)), MODEL);
      expect(reading.ok ? reading.request : reading.errors).toEqual(full);
    }),
  );
});

test('stop sequences, format, tier and extra body of a run, put into the editor, ask for the same', () => {
  const text = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('\n', '\\', '\\n', ' ', '\r\n', '\t', '###', '{{a}}'),
  );
  const fields = fc
    .dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
    .map((one) => JSON.parse(JSON.stringify(one)));
  const named = fc.record(
    { name: fc.constantFrom('answer', 'city'), schema: fields, strict: fc.boolean(), description: fc.string() },
    { requiredKeys: ['name', 'schema'] },
  );
  const format = fc.oneof(
    fc.constantFrom(
      { type: 'text' },
      { type: 'json_object' },
      { type: 'json_object', schema: {} },
      { type: 'grammar' },
    ),
    named.map((json_schema) => ({ type: 'json_schema', json_schema })),
    named.map((json_schema) => ({ type: 'json_schema', json_schema, also: 1 })),
    fields,
  );
  const parts = fc.record({
    stop: fc.option(fc.array(text, { minLength: 1, maxLength: 4 })),
    responseFormat: fc.option(format),
    serviceTier: fc.constantFrom(undefined, 'flex', 'on_demand'),
    extraBody: fc.option(
      fields.filter((one) => extraBodyProblem(one) === null),
      { nil: undefined },
    ),
  });
  fc.assert(
    fc.property(parts, ({ serviceTier, extraBody, ...rest }) => {
      const optional = {
        ...(serviceTier === undefined ? {} : { serviceTier }),
        ...(extraBody === undefined ? {} : { extraBody }),
      };
      const full = { ...ASKED, ...rest, ...optional };
      const reading = readDraft(draft(settingsFromRequest(full)), MODEL);
      expect(reading.ok ? reading.request : reading.errors).toEqual(full);
    }),
  );
});

test('any setting can make the columns and another the rows, but one cannot make both', () => {
  const both = { temperature: '0, 1', top_p: '0.5, 1', more_models: 'second, third' };
  const chosen = readDraft(draft({ ...both, columns: 'top_p', rows: 'model' }), MODEL);
  expect(chosen.ok && chosen.request).toMatchObject({
    columns: 'top_p',
    rows: 'model',
    sweep: { model: ['vendor/gpt:1', 'second', 'third'] },
  });
  const temperatureInRows = readDraft(draft({ ...both, rows: 'temperature' }), MODEL);
  expect(temperatureInRows.ok && temperatureInRows.request.columns).toBe('model');
  expect(errorsOf(draft({ ...both, columns: 'top_p', rows: 'top_p' }))).toEqual([
    { path: 'rows', message: 'Rows: top_p makes the columns already; choose another setting.' },
  ]);
});
