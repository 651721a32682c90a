import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftOfRequest, readDraft, settingsFromRequest } from '../../../src/domain/notebook/draft.ts';
import { DEFAULT_SETTINGS, type Draft, type DraftSettings } from '../../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../../../src/domain/prompt/prompt.ts';
import { variantPrompts } from '../../../src/domain/prompt/variant-prompts.ts';
import { withoutParam } from '../../../src/domain/request/refused-param.ts';
import type { RequestContents, RequestSettings } from '../../../src/domain/request/request-settings.ts';
import { connectionsOfDraft, type TypedColumn, typedColumnsText } from '../../../src/domain/run/added-columns.ts';
import { columnHeads, columnLabel } from '../../../src/domain/run/column-label.ts';
import { mostPoints, planCompletions, pointsOf } from '../../../src/domain/run/plan.ts';
import { addedColumnsText } from '../../../src/domain/run/read-added-columns.ts';
import {
  type AskedModel,
  askedModels,
  askedNames,
  PLAIN_REQUEST,
  type RunRequest,
} from '../../../src/domain/run/run.ts';
import {
  AXES,
  type ColumnChanges,
  gridOf,
  gridSize,
  type Settings,
  type Sweep,
  singlePoint,
  valuesOf,
} from '../../../src/domain/run/sweep.ts';
import { knownRefusals } from '../../../src/planning/refusal-warnings.ts';

const NO_LOGPROBS = { logprobs: null, top_logprobs: null };
const MODEL = { connection: 'openai', model: 'm' };

const sweeps: fc.Arbitrary<Sweep> = fc
  .record({
    model: fc.constantFrom(['m'], ['m', 'other']),
    temperature: fc.uniqueArray(fc.constantFrom(null, 0, 0.5, 1), { minLength: 1, maxLength: 3 }),
    seed: fc.uniqueArray(fc.constantFrom(null, 1, 2), { minLength: 1, maxLength: 2 }),
  })
  .map((lists) => ({ ...singlePoint('m'), ...lists }));
const weather = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } } as const;
/** A function may be called as an empty field is written. */
const unsent = { type: 'function', function: { name: 'not-sent', description: 'Not sent?' } } as const;
const answerSchema = { name: 'answer', schema: { type: 'object', properties: { city: {} } } };
const contents: fc.Arbitrary<Partial<RequestSettings>> = fc
  .record(
    {
      stop: fc.constantFrom(null, [' '], ['not sent'], ['not', 'sent'], ['\n\t\\', 'END ']),
      response_format: fc.constantFrom(
        null,
        { type: 'text' },
        { type: 'json_object' },
        { type: 'json_schema', json_schema: answerSchema },
        { type: 'json_schema', json_schema: { ...answerSchema, strict: false } },
        { type: 'json_schema', json_schema: { name: 'own', schema: {}, strict: true } },
        { type: 'grammar', syntax: 'lark' },
      ),
      service_tier: fc.constantFrom(null, 'flex', 'not-sent'),
      extra_body: fc.constantFrom(null, {}, { top_k: 40, deep: { list: [1, null, 'x'] } }),
      calls: fc.constantFrom<Partial<RequestSettings>>(
        { tools: null },
        { tools: [weather] },
        { tools: [weather, unsent], tool_choice: 'required', parallel_tool_calls: null },
        { tools: [unsent], tool_choice: { type: 'function', function: { name: 'not-sent' } } },
        { tool_choice: null, parallel_tool_calls: false },
      ),
      likely: fc.constantFrom({ logprobs: true, top_logprobs: 0 }, { logprobs: true, top_logprobs: 5 }, NO_LOGPROBS),
    },
    { requiredKeys: [] },
  )
  .map(({ calls, likely, ...others }) => ({ ...others, ...calls, ...likely }));
const changes: fc.Arbitrary<ColumnChanges> = fc
  .record(
    {
      contents,
      asked: fc.constantFrom(
        { connection: 'openai', model: 'x/y:1' },
        { connection: 'groq', model: 'llama' },
        { connection: 'groq' },
      ),
      temperature: fc.constantFrom(null, 0, 0.2, 2),
      top_p: fc.constantFrom(null, 0.5),
      seed: fc.constantFrom(null, 2, -7),
      max_completion_tokens: fc.constantFrom(null, 5),
      presence_penalty: fc.constantFrom(-1.5),
      frequency_penalty: fc.constantFrom(0.25),
      reasoning_effort: fc.constantFrom(null, 'low'),
      verbosity: fc.constantFrom(null, 'high'),
    },
    { requiredKeys: [] },
  )
  .filter((all) => Object.keys(all).length > 0)
  .map(({ asked, contents: own, ...others }) => ({ ...asked, ...others, ...own }))
  .filter((all) => Object.keys(all).length > 0);
const requests = fc
  .record({
    sweep: sweeps,
    columns: fc.constantFrom('temperature' as const, 'model' as const, 'seed' as const),
    addedColumns: fc.array(changes, { minLength: 1, maxLength: 3 }),
    grid: fc.constantFrom<Partial<RequestContents>>(
      {},
      { stop: ['.'], serviceTier: 'auto', extraBody: { top_k: 1 }, logprobs: true, topLogprobs: 2 },
      { responseFormat: { type: 'json_schema', json_schema: { ...answerSchema, strict: true } } },
      { tools: [weather], parallelToolCalls: true },
    ),
  })
  .map(({ grid, ...parts }): RunRequest => ({ ...PLAIN_REQUEST, connection: 'openai', ...grid, ...parts }));

test('an added column asks the rows of the first column with its changes, each combination once', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { sweep, columns, addedColumns = [] } = request;
      const points = pointsOf(request);
      const width = valuesOf(sweep, columns).length;
      expect(points.slice(0, gridSize(sweep)).map(({ settings }) => settings)).toEqual(gridOf(sweep));
      expect(points.length).toBeLessThanOrEqual(mostPoints(request));
      addedColumns.forEach((changed, index) => {
        const own = points.filter(({ column }) => column === width + index);
        const first = points.filter(({ column }) => column === 0);
        const { connection = 'openai', ...all } = changed;
        const others = Object.fromEntries(AXES.flatMap((axis) => (axis in all ? [[axis, all[axis]]] : [])));
        expect(new Set(own.map(({ settings }) => JSON.stringify(settings))).size).toBe(own.length);
        for (const { settings, row } of own) {
          const base = first.find((point) => point.row === row)?.settings;
          const expected = { ...base, ...others, ...(connection === 'openai' ? {} : { connection }) };
          expect(settings).toEqual(expected);
        }
        const free = AXES.filter((axis) => axis !== columns && !(axis in changed));
        const rows = free.reduce((size, axis) => size * sweep[axis].length, 1);
        expect(own.length).toBe(rows);
      });
    }),
  );
});

test('a plan numbers the requests of added columns with the others, without gaps', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 3 }), (request, samples) => {
      const { sweep, columns, connection, addedColumns = [] } = request;
      const planned = planCompletions(sweep, { samples, columns, connection, addedColumns });
      const points = pointsOf(request);
      expect(planned.map(({ ordinal }) => ordinal)).toEqual([...Array(points.length * samples).keys()]);
      expect(planned.slice(0, points.length).map(({ settings }) => settings)).toEqual(
        points.map(({ settings }) => settings),
      );
      expect(new Set(planned.map(({ column }) => column)).size).toBe(columnHeads(request).length);
    }),
  );
});

function draftOf(request: RunRequest): Draft {
  const prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: 'Hello' }] };
  return { prompt, settings: { ...DEFAULT_SETTINGS, ...settingsFromRequest(request) } };
}

const KNOWN = new Set(['openai', 'groq']);
const connectionNamed = (name: string) => (KNOWN.has(name) ? name : null);

test('the added columns of a run, put into the editor, ask for the same run', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const reading = readDraft(draftOf(request), MODEL, [], connectionNamed);
      expect(reading.ok ? reading.request.addedColumns : reading.errors).toEqual(request.addedColumns);
    }),
  );
});

test('the models of a run are those of its grid and those that added columns name, each on its connection', () => {
  const request = {
    connection: 'openai',
    sweep: { ...singlePoint('m'), model: ['m', 'n'] },
    addedColumns: [{ connection: 'openai', model: 'n' }, { connection: 'groq' }],
  };
  expect(askedModels(request)).toEqual([
    { connection: 'openai', model: 'm' },
    { connection: 'openai', model: 'n' },
    { connection: 'groq', model: 'm' },
    { connection: 'groq', model: 'n' },
  ]);
  expect(askedNames(request)).toEqual(['openai: m', 'openai: n', 'groq: m', 'groq: n']);
  expect(askedNames({ ...request, addedColumns: [{ temperature: 1 }] })).toEqual(['m', 'n']);
});

test('a run that does without a setting sends it in no added column either', () => {
  const request: RunRequest = {
    ...PLAIN_REQUEST,
    connection: 'openai',
    sweep: singlePoint('m'),
    addedColumns: [{ seed: 3 }, { seed: 4, temperature: 1 }],
  };
  expect(withoutParam(request, 'seed')?.addedColumns).toEqual([{ temperature: 1 }]);
  expect(withoutParam(request, 'top_p')).toBeNull();
  const stop = { ...request, stop: ['.'], addedColumns: [{ stop: null }, { stop: ['!'], seed: 3 }] };
  expect(withoutParam(stop, 'stop')).toEqual({ ...stop, stop: null, addedColumns: [{ seed: 3 }] });
  const extra = { ...request, addedColumns: [{ extra_body: { top_k: 1, min_p: 0 } }, { extra_body: { top_k: 2 } }] };
  expect(withoutParam(extra, 'top_k')).toMatchObject({ addedColumns: [{ extra_body: { min_p: 0 } }] });
  const calling = { ...request, addedColumns: [{ tools: [weather], tool_choice: 'required' as const, seed: 1 }] };
  expect(withoutParam(calling, 'tools')?.addedColumns).toEqual([{ seed: 1 }]);
  expect(withoutParam(calling, 'service_tier')).toBeNull();
});

test('a model that only an added column asks is known to refuse what it is asked with', () => {
  const request: RunRequest = {
    ...PLAIN_REQUEST,
    connection: 'openai',
    sweep: { ...singlePoint('m'), seed: [1] },
    addedColumns: [{ model: 'picky', connection: 'openai', temperature: 0.5 }],
  };
  const capability = ({ model }: AskedModel, param: string, settings: Partial<Settings>) => ({
    param,
    accepted: model !== 'picky' || param !== 'temperature' || settings.temperature === null,
    reason: 'it says so',
  });
  expect(knownRefusals({ capability }, request)).toEqual([
    { asked: { connection: 'openai', model: 'picky' }, param: 'temperature', reason: 'it says so', values: ['0.5'] },
  ]);
});

test('what an added column sends besides settings may be refused by the models of that column alone', () => {
  const request: RunRequest = {
    ...PLAIN_REQUEST,
    connection: 'openai',
    sweep: singlePoint('m'),
    addedColumns: [{ stop: ['!'] }, { model: 'other', connection: 'groq', service_tier: 'flex' }],
  };
  const refused = (model: string, name: string) => {
    const capability = (asked: AskedModel, param: string, _: unknown, value: unknown = null) => ({
      param,
      accepted: asked.model !== model || param !== name || value === null,
      reason: 'it says so',
    });
    return knownRefusals({ capability }, request).map(({ asked, param }) => [asked.model, param]);
  };
  expect(refused('m', 'stop')).toEqual([['m', 'stop']]);
  expect(refused('other', 'service_tier')).toEqual([['other', 'service_tier']]);
  expect([...refused('other', 'stop'), ...refused('m', 'service_tier')]).toEqual([]);
});

test('a head says all that an added column changes', () => {
  const sweep = { ...singlePoint('m'), temperature: [0, 1] };
  const addedColumns = [{ model: 'x', connection: 'groq', temperature: 0.2, seed: null }];
  const heads = columnHeads({ connection: 'openai', sweep, columns: 'temperature', addedColumns });
  expect(heads.map(columnLabel)).toEqual([
    'temperature 0',
    'temperature 1',
    'model groq: x · seed not sent · temperature 0.2',
  ]);
});

test.each([
  [{ temperature: '3' }, 'added_columns.0.temperature', 'Added column 1, temperature: 3 is outside 0 to 2.'],
  [{ seed: '1, 2' }, 'added_columns.0.seed', 'Added column 1, seed: type one value.'],
  [{ verbosity: 'loud' }, 'added_columns.0.verbosity', 'none of low, medium, high'],
  [{ connection: 'mars' }, 'added_columns.0.connection', 'there is no connection “mars”'],
  [{ variant: 'short' }, 'added_columns.0.variant', '“short”: it is none of as written'],
  [{ stop: 'a\nb\nc\nd\ne' }, 'added_columns.0.stop', 'Added column 1, stop sequences: at most 4'],
  [{ response_format: 'yaml' }, 'added_columns.0.response_format', 'Added column 1, response format: “yaml”'],
  [{ response_format: 'json_schema' }, 'added_columns.0.response_schema', 'write the schema'],
  [
    { response_format: 'json_schema', response_schema: '{' },
    'added_columns.0.response_schema',
    'JSON Schema: this is no JSON',
  ],
  [{ service_tier: 'two words' }, 'added_columns.0.service_tier', 'type one word'],
  [{ extra_body: '{"model": "x"}' }, 'added_columns.0.extra_body', '“model” has a place of its own'],
  [{ tools: '[{"name": "two words"}]' }, 'added_columns.0.tools', 'function 1 needs a name'],
  [{ tool_choice: 'required' }, 'added_columns.0.tool_choice', 'there are no functions to choose from'],
  [{ parallel_tool_calls: 'perhaps' }, 'added_columns.0.parallel_tool_calls', 'none of true, false'],
  [{ logprobs: '21' }, 'added_columns.0.logprobs', 'choose a number from 0 to 20'],
])('what is wrong in an added column is said at its field: %j', (column, path, message) => {
  const settings = { ...DEFAULT_SETTINGS, added_columns: typedColumnsText([column]) };
  const prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: 'Hello' }] };
  const reading = readDraft({ prompt, settings }, MODEL, [], connectionNamed);
  expect(reading.ok ? [] : reading.errors).toMatchObject([{ path, message: expect.stringContaining(message) }]);
});

test('what a column leaves empty of a setting is that of the grid, and what it says of calls fits the functions it sends', () => {
  const schema = '{"properties": {"city": {}}}';
  const tools = '[{"name": "get_weather"}]';
  const grid = { response_format: 'json_schema', response_schema: schema, schema_strict: 'true', tools };
  const asked = (column: TypedColumn, settings: Partial<DraftSettings> = {}) => {
    const prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: 'Hello' }] };
    const added_columns = typedColumnsText([{}, column]);
    const reading = readDraft(
      { prompt, settings: { ...DEFAULT_SETTINGS, ...grid, ...settings, added_columns } },
      MODEL,
    );
    return reading.ok ? reading.request.addedColumns : reading.errors;
  };
  const format = (strict: object, own: unknown = JSON.parse(schema)) => [
    { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: own, ...strict } } },
  ];
  expect(asked({ response_schema: '{"type": "string"}' })).toEqual(format({ strict: true }, { type: 'string' }));
  expect(asked({ schema_strict: 'not sent' })).toEqual(format({}));
  expect(asked({ tool_choice: 'get_weather' })).toEqual([
    { tool_choice: { type: 'function', function: { name: 'get_weather' } } },
  ]);
  expect(asked({ tools: 'not sent' }, { tool_choice: 'required' })).toEqual([{ tools: null }]);
  expect(asked({ tools: '[{"name": "get_time"}]' }, { tool_choice: 'get_weather' })).toEqual([
    { path: 'added_columns.1.tools', message: 'Added column 2, tool choice: “get_weather” is none of the functions.' },
  ]);
});

test('a column may take a variant of the prompt that the grid does not ask', () => {
  const prompt = { ...EMPTY_PROMPT, system: 'Be brief.', messages: [{ role: 'user' as const, content: 'Hello' }] };
  const added_columns = typedColumnsText([{ variant: 'without system' }]);
  const reading = readDraft({ prompt, settings: { ...DEFAULT_SETTINGS, added_columns } }, MODEL);
  const request = reading.ok ? reading.request : null;
  expect(request?.sweep.variant).toEqual([null]);
  expect(request?.variants).toEqual([{ name: 'without system', changes: { system: null }, inputTokens: null }]);
  expect(request && variantPrompts(prompt, request)).toMatchObject([
    { variant: null, prompt },
    { variant: 'without system', prompt: { system: null } },
  ]);
});

test('the draft of a run that came by the API can be asked, without variants that the editor does not offer', () => {
  const prompt = { ...EMPTY_PROMPT, system: 'Be brief.', messages: [{ role: 'user' as const, content: 'Hello' }] };
  const variants = ['bare', 'without system'].map((name) => ({ name, changes: { system: null }, inputTokens: null }));
  const addedColumns = [{ variant: 'bare' }, { variant: 'bare', seed: 1 }, { variant: 'without system' }];
  const request = { ...PLAIN_REQUEST, connection: 'openai', sweep: singlePoint('m'), variants, addedColumns };
  const reading = readDraft(draftOfRequest(prompt, request), MODEL);
  expect(reading.ok ? reading.request.addedColumns : reading.errors).toEqual([
    { seed: 1 },
    { variant: 'without system' },
  ]);
});

test('without a server at hand, the connections of added columns are taken as they are written', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    more_models: 'groq: a',
    added_columns: typedColumnsText([{ connection: 'mars' }]),
  };
  expect(['groq', 'mars', 'venus'].map(connectionsOfDraft(settings))).toEqual(['groq', 'mars', null]);
  const typed = typedColumnsText([{ model: 'x' }]);
  const prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: 'Hello' }] };
  const reading = readDraft(
    { prompt, settings: { ...DEFAULT_SETTINGS, added_columns: typed } },
    { connection: '', model: '' },
  );
  expect(reading.ok && reading.request.addedColumns).toEqual([{ model: 'x' }]);
});

test('a column that nobody has written in yet is none, and text that is no list is no column', () => {
  const prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: 'Hello' }] };
  for (const added_columns of [typedColumnsText([{}]), 'no list', '{"a": 1}', '[1, null]']) {
    const reading = readDraft({ prompt, settings: { ...DEFAULT_SETTINGS, added_columns } }, MODEL, [], connectionNamed);
    expect(reading.ok ? reading.request.addedColumns : reading.errors).toBeUndefined();
  }
  expect(addedColumnsText([])).toBe('');
});
