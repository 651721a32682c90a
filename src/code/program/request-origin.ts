import { DEFAULT_TEMPLATE, enabledExamples, type Prompt, rendererOf } from '../../domain/prompt/prompt.ts';
import { renderText, variableValues } from '../../domain/prompt/template.ts';
import { connectionOf, type RunRequest, sweptModels } from '../../domain/run/run.ts';
import { AXES, type Axis, type Settings } from '../../domain/run/sweep.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import type { ExampleList, ExampleRow, RequestOrigin, SweptSetting, TemplatePiece } from './request-lists.ts';

interface Asked {
  /** As this request asked it, with the variables of its case. */
  readonly prompt: Prompt;
  readonly run: RunRequest;
  readonly settings: Settings;
}

/** What of a sent request stands for a list: examples where they are found in it as the prompt writes them, and swept settings. */
export function originOf(body: JsonObject, { prompt, run, settings }: Asked): RequestOrigin {
  const messages = Array.isArray(body['messages']) ? (body['messages'] as readonly JsonValue[]) : [];
  return { examples: exampleListOf(prompt, messages), swept: sweptSettings(body, run, settings) };
}

function exampleListOf(prompt: Prompt, messages: readonly JsonValue[]): ExampleList | null {
  const render = rendererOf(prompt);
  const rows = enabledExamples(prompt).map(({ input, output }) => ({ input: render(input), output: render(output) }));
  if (rows.length === 0) return null;
  return prompt.encoding === 'inline' ? inlinedIn(messages, rows, piecesOf(prompt)) : turnsIn(messages, rows);
}

function turnsIn(messages: readonly JsonValue[], rows: readonly ExampleRow[]): ExampleList | null {
  const turns = rows.flatMap(({ input, output }) => [
    { role: 'user', content: input },
    { role: 'assistant', content: output },
  ]);
  const at = [0, 1].find((from) => isSame(messages.slice(from, from + turns.length), turns));
  return at === undefined ? null : { rows, at, inlined: null };
}

/** Both are JSON; messages are written with their role first. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function inlinedIn(
  messages: readonly JsonValue[],
  rows: readonly ExampleRow[],
  pieces: readonly TemplatePiece[],
): ExampleList | null {
  const blocks = rows.map((row) => pieces.map((piece) => ('text' in piece ? piece.text : row[piece.field])).join(''));
  const joined = blocks.join('\n\n');
  const contents = messages.map((message) => (isObject(message) ? message['content'] : null));
  const at = contents.findLastIndex((content) => typeof content === 'string' && content.startsWith(joined));
  const content = contents[at];
  return typeof content === 'string' ? { rows, at, inlined: { pieces, rest: content.slice(joined.length) } } : null;
}

/** What stands for the fields while the template is taken apart: characters that no standard gives a meaning. */
const MARKS: Readonly<Record<keyof ExampleRow, string>> = { input: '\ue000\uf8ff\ue000', output: '\ue000\uf8ff\ue001' };

function piecesOf({ template, variables, templates }: Prompt): readonly TemplatePiece[] {
  const values = templates === false ? [] : variableValues(variables ?? {});
  const marked = renderText(template ?? DEFAULT_TEMPLATE, new Map([...values, ...Object.entries(MARKS)]));
  return marked
    .split(new RegExp(`(${MARKS.input}|${MARKS.output})`))
    .filter((part) => part !== '')
    .map((part) =>
      part === MARKS.input ? { field: 'input' } : part === MARKS.output ? { field: 'output' } : { text: part },
    );
}

/** Settings that a loop can run over: the temperature, and what else has several values, as far as each is sent as it is set. */
function sweptSettings(body: JsonObject, run: RunRequest, settings: Settings): readonly SweptSetting[] {
  return (
    AXES.filter((axis) => axis !== 'variant' && (body[axis] ?? null) === settings[axis])
      .map((axis) => ({ name: axis, values: valuesOn(axis, run, settings) }))
      // What an added column asks instead may be none of the values.
      .filter(({ name, values }) => values.includes(settings[name]))
      .filter(({ name, values }) => values.length > 1 || (name === 'temperature' && values[0] !== null))
  );
}

/** Models of the same service: code asks one. */
function valuesOn(axis: Axis, run: RunRequest, settings: Settings): readonly JsonValue[] {
  if (axis !== 'model') return run.sweep[axis];
  const own = connectionOf(run, settings);
  return sweptModels(run).flatMap(({ connection, model }) => (connection === own ? [model] : []));
}
