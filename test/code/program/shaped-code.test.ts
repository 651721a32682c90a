import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/code/json-value.ts';
import { type ProgramForm, shapedCode } from '../../../src/code/program/request-code.ts';
import { originOf } from '../../../src/code/program/request-origin.ts';
import { sentMessage } from '../../../src/domain/prompt/message.ts';
import { EMPTY_PROMPT, type Prompt, promptMessages } from '../../../src/domain/prompt/prompt.ts';
import { PLAIN_REQUEST, type RunRequest } from '../../../src/domain/run/run.ts';
import { gridOf, type Settings, type Sweep, singlePoint } from '../../../src/domain/run/sweep.ts';
import { HAS_PYTHON, runPython, runTypescript } from '../../support/run-programs.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { json, wholeAnswer } from '../../support/scripts.ts';
import { anyText } from '../bodies.ts';

let endpoint: ScriptedEndpoint;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => json(wholeAnswer('Hello there')) });
});
afterAll(() => endpoint?.close());

/** A request of a run, as it was sent, with what it was made of. */
interface Asked {
  readonly prompt: Prompt;
  readonly run: RunRequest;
  readonly settings: Settings;
}

const text = anyText.map((some) => `a${some}`);
const rows = fc.array(fc.record({ input: text, output: text, enabled: fc.constant(true), tags: fc.constant([]) }), {
  minLength: 1,
  maxLength: 3,
});
const anyPrompt: fc.Arbitrary<Prompt> = fc
  .record({
    system: fc.option(anyText),
    examples: rows,
    before: fc.array(fc.record({ role: fc.constantFrom('user' as const, 'assistant' as const), content: text }), {
      maxLength: 2,
    }),
    question: text,
    name: fc.option(fc.constant('Ada')),
    encoding: fc.constantFrom('turns' as const, 'inline' as const),
    around: fc.option(fc.tuple(anyText, anyText, anyText)),
    variables: fc.constantFrom({}, { name: 'Rome "x" """ \\' }),
  })
  .map(({ before, question, name, around, ...prompt }) => ({
    ...EMPTY_PROMPT,
    ...prompt,
    messages: [...before, { role: 'user' as const, content: question, ...(name === null ? {} : { name }) }],
    template: around === null ? null : `${around[0]}{{input}}${around[1]}{{output}}${around[2]}`,
  }));
const anySweep: fc.Arbitrary<Sweep> = fc
  .record({
    model: fc.constantFrom(['m'], ['m', "it's"]),
    temperature: fc.constantFrom([0], [0, 0.5], [0.5, null]),
    reasoning_effort: fc.constantFrom([null], ['low', null, 'high']),
    seed: fc.constantFrom([null], [1, 2]),
  })
  .map((values) => ({ ...singlePoint('m'), ...values }));
const anyAsked: fc.Arbitrary<Asked> = fc
  .record({ prompt: anyPrompt, sweep: anySweep, point: fc.nat() })
  .map(({ prompt, sweep, point }) => {
    const grid = gridOf(sweep);
    const settings = grid[point % grid.length] as Settings;
    return { prompt, settings, run: { ...PLAIN_REQUEST, connection: 'a', sweep } };
  });

function bodyOf({ prompt }: Asked, settings: Settings): JsonObject {
  const set = Object.entries(settings).filter(([, value]) => value !== null);
  const messages = promptMessages(prompt).map((message) => sentMessage(message));
  return JSON.parse(JSON.stringify({ ...Object.fromEntries(set), messages, 'odd name': '"""\n$' })) as JsonObject;
}

function programOf(form: ProgramForm, shape: 'examples' | 'sweep' | 'conversation', asked: Asked): string {
  const body = bodyOf(asked, asked.settings);
  const target = { baseUrl: endpoint.baseUrl, keyVariable: null };
  const code = shapedCode(form, { body, target, id: 'a', shape, origin: originOf(body, asked) });
  if (code === null) throw new Error(`${shape} is not offered for ${JSON.stringify(asked)}`);
  return code;
}

/** What a program with a list of examples and then one with a loop have to send. */
function expectedOf(asked: Asked): readonly JsonObject[] {
  return [bodyOf(asked, asked.settings), ...gridOf(asked.run.sweep).map((settings) => bodyOf(asked, settings))];
}

/** A list and a loop of each request; the input can end once, so one conversation comes last. */
function programsOf(form: ProgramForm, all: readonly Asked[]): readonly string[] {
  const programs = all.flatMap((asked) => [programOf(form, 'examples', asked), programOf(form, 'sweep', asked)]);
  return [...programs, ...all.slice(-1).map((asked) => programOf(form, 'conversation', asked))];
}

function expectedOfAll(all: readonly Asked[]): readonly JsonObject[] {
  return [...all.flatMap(expectedOf), ...all.slice(-1).map((asked) => bodyOf(asked, asked.settings))];
}

/** Programs need a process each, or share one: so many requests are tried at once. */
const MANY = 30;

test.runIf(HAS_PYTHON)(
  'Python with a list of examples, a loop or a conversation compiles, and sends the same as Tempera did',
  () => {
    const all = fc.sample(sendable(anyAsked), MANY);
    expect(runPython(programsOf('python', all))).toEqual(expectedOfAll(all));
  },
);

test('TypeScript with a list of examples, a loop or a conversation sends the same as Tempera did', async () => {
  const all = fc.sample(sendable(anyAsked), MANY);
  const before = endpoint.requests.length;
  await runTypescript(programsOf('typescript', all));
  expect(endpoint.requests.slice(before).map(({ body }) => body)).toEqual(expectedOfAll(all));
});

/** A loop needs something to run over. */
function sendable(asked: fc.Arbitrary<Asked>): fc.Arbitrary<Asked> {
  return asked.filter((one) => originOf(bodyOf(one, one.settings), one).swept.length > 0);
}

const QUESTION = { role: 'user', content: 'Hi' };
const ANSWER = { role: 'assistant', content: 'Hello there' };
const TYPED = [
  { role: 'user', content: 'Go "on"' },
  { role: 'user', content: 'And $more' },
];
const CONVERSATION: JsonObject = { model: 'm', messages: [QUESTION] };

test('a conversation goes on with each line that is typed, and ends with the input', async () => {
  const turns = [[QUESTION], [QUESTION, ANSWER, TYPED[0]], [QUESTION, ANSWER, TYPED[0], ANSWER, TYPED[1]]];
  const expected = turns.map((messages) => ({ model: 'm', messages }));
  const code = (form: ProgramForm) => conversation(form, CONVERSATION);
  const typed = 'Go "on"\nAnd $more\n';
  if (HAS_PYTHON) expect(runPython([code('python')], { typed })).toEqual(expected);
  const before = endpoint.requests.length;
  await runTypescript([code('typescript')], { typed });
  expect(endpoint.requests.slice(before).map(({ body }) => body)).toEqual(expected);
});

const TOOLS = [{ type: 'function', function: { name: 'f' } }];
const CALL = { id: 'call-1', type: 'function', function: { name: 'f', arguments: '{}' } };

test('in a conversation with functions, the result of a call is typed in', async () => {
  const called = { role: 'assistant', content: null, tool_calls: [CALL] };
  const result = { role: 'tool', tool_call_id: 'call-1', content: '{"sun": true}' };
  const body = { model: 'm', messages: [QUESTION], tools: TOOLS };
  const expected = [
    body,
    { ...body, messages: [QUESTION, called, result] },
    { ...body, messages: [QUESTION, called, result, ANSWER, TYPED[0]] },
  ];
  const typed = '{"sun": true}\nGo "on"\n';
  if (HAS_PYTHON) expect(runPython([conversation('python', body)], { typed })).toEqual(expected);
  const message = { role: 'assistant', content: null, tool_calls: [CALL] };
  endpoint.enqueue(json({ ...wholeAnswer(''), choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
  const before = endpoint.requests.length;
  await runTypescript([conversation('typescript', body)], { typed });
  expect(endpoint.requests.slice(before).map(({ body: sent }) => sent)).toEqual(expected);
});

function conversation(form: ProgramForm, body: JsonObject): string {
  const target = { baseUrl: endpoint.baseUrl, keyVariable: null };
  const origin = { examples: null, swept: [] };
  return shapedCode(form, { body, target, id: 'a', shape: 'conversation', origin }) ?? '';
}

test('examples that are not found in what was sent are no list, and what is not swept is no loop', () => {
  const examples = [{ input: 'in', output: 'out', enabled: true, tags: [] }];
  const body = { model: 'm', messages: [QUESTION] };
  const asked = {
    prompt: { ...EMPTY_PROMPT, examples },
    run: { ...PLAIN_REQUEST, connection: 'a', sweep: singlePoint('m') },
  };
  const settings = gridOf(asked.run.sweep)[0] as Settings;
  expect(originOf(body, { ...asked, settings })).toEqual({ examples: null, swept: [] });
});
