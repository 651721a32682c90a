import { isFields, type JsonFields } from '../json.ts';
import { MAX_JSON_FIELD } from '../request/request-fields.ts';
import type { Parsed } from '../run/value-list.ts';
import {
  type FunctionTool,
  isFunctionName,
  MAX_TOOLS,
  TOOL_CHOICES,
  type ToolCall,
  type ToolChoice,
  type ToolRequest,
} from './tool.ts';

/** What stands in the editor's fields about functions. Empty means "not sent". */
export interface ToolFields {
  /** JSON: a list of functions, each with `name`, `description` and `parameters`. */
  readonly tools: string;
  /** One of `TOOL_CHOICES`, or the name of a function; JSON for anything else. */
  readonly tool_choice: string;
  /** `true` or `false`. */
  readonly parallel_tool_calls: string;
  /** JSON: what calls of a function are answered with unless something is typed, by the function's name. Never sent. */
  readonly tool_results: string;
}
export type ToolField = keyof ToolFields;

export const NO_TOOL_FIELDS: ToolFields = { tools: '', tool_choice: '', parallel_tool_calls: '', tool_results: '' };

/** What the fields say of functions; what is wrong is noted at its field. */
export function readToolFields(
  fields: ToolFields,
  note: <T>(path: string, parsed: Parsed<T>) => T | null,
): ToolRequest {
  const tools = note('tools', readTools(fields.tools));
  const toolChoice = note('tool_choice', readToolChoice(fields.tool_choice, tools ?? []));
  const parallel = note('parallel_tool_calls', readParallel(fields.parallel_tool_calls));
  note('tool_results', readToolResults(fields.tool_results));
  return {
    ...(tools === null ? {} : { tools }),
    ...(toolChoice === null ? {} : { toolChoice }),
    ...(parallel === null ? {} : { parallelToolCalls: parallel }),
  };
}

/** The fields for what a run says of functions, such that reading them gives the same again. */
export function toolFieldsOf({ tools, toolChoice, parallelToolCalls }: ToolRequest): Omit<ToolFields, 'tool_results'> {
  return {
    tools: tools === undefined ? '' : JSON.stringify(tools.map(bareTool), null, 2),
    tool_choice: toolChoice === undefined ? '' : choiceText(toolChoice),
    parallel_tool_calls: parallelToolCalls === undefined ? '' : String(parallelToolCalls),
  };
}

/** What a call is answered with where nothing is typed: the fixed text of its function, else nothing. */
export function fixedResult(fields: Pick<ToolFields, 'tool_results'>, call: ToolCall): string {
  const read = readToolResults(fields.tool_results);
  const results = read.ok ? read.value : null;
  const { name } = call.function;
  const value = results !== null && Object.hasOwn(results, name) ? results[name] : '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Functions out of JSON that came from outside, bare or in the API's own form; every problem names its function. */
export function toolsFrom(given: readonly unknown[]): Parsed<readonly FunctionTool[]> {
  if (given.length > MAX_TOOLS) return { ok: false, message: `at most ${MAX_TOOLS} functions.` };
  const tools: FunctionTool[] = [];
  for (const [index, one] of given.entries()) {
    const tool = toolFrom(one);
    if (typeof tool === 'string') return { ok: false, message: `function ${index + 1} ${tool}` };
    if (tools.some((known) => known.function.name === tool.function.name)) {
      return { ok: false, message: `there are two functions “${tool.function.name}”.` };
    }
    tools.push(tool);
  }
  return { ok: true, value: tools };
}

function toolFrom(given: unknown): FunctionTool | string {
  if (!isFields(given)) return 'is no object.';
  const { type = 'function', function: inner, ...bare } = given;
  if (type !== 'function') return `is of the type “${String(type)}”; only functions can be called.`;
  const definition = inner === undefined ? bare : inner;
  if (!isFields(definition)) return 'is no object.';
  const { name, description, parameters } = definition;
  if (typeof name !== 'string' || !isFunctionName(name)) {
    return 'needs a name of letters, digits, _ and -, at most 64.';
  }
  if (description !== undefined && typeof description !== 'string') return `(${name}): the description must be text.`;
  if (parameters !== undefined && !isFields(parameters)) return `(${name}): the parameters must be a JSON Schema.`;
  const extras = inner === undefined ? {} : bare;
  return { ...extras, type: 'function', function: { ...definition, name } };
}

function readTools(text: string): Parsed<readonly FunctionTool[] | null> {
  const read = readJson(text, 'Functions');
  if (!read.ok || read.value === null) return read.ok ? { ok: true, value: null } : read;
  const tools = toolsFrom([read.value.json].flat());
  if (!tools.ok) return { ok: false, message: `Functions: ${tools.message}` };
  return { ok: true, value: tools.value.length === 0 ? null : tools.value };
}

/** What is wrong with a choice; `null` when nothing is. */
export function toolChoiceProblem(choice: ToolChoice, tools: readonly FunctionTool[]): string | null {
  if (typeof choice === 'string') {
    return choice === 'none' || tools.length > 0 ? null : 'there are no functions to choose from.';
  }
  const named = isFields(choice['function']) ? choice['function']['name'] : undefined;
  if (named === undefined || tools.some((tool) => tool.function.name === named)) return null;
  return `“${String(named)}” is none of the functions.`;
}

function readToolChoice(text: string, tools: readonly FunctionTool[]): Parsed<ToolChoice | null> {
  const typed = text.trim();
  if (typed === '') return { ok: true, value: null };
  const word = TOOL_CHOICES.find((known) => known === typed);
  const read = typed.startsWith('{') ? readJson(typed, 'Tool choice') : null;
  if (read !== null && !read.ok) return read;
  const json = read?.value?.json;
  const value = word ?? (isFields(json) ? json : { type: 'function', function: { name: typed } });
  const problem = toolChoiceProblem(value, tools);
  return problem === null ? { ok: true, value } : { ok: false, message: `Tool choice: ${problem}` };
}

function readParallel(text: string): Parsed<boolean | null> {
  if (text === '') return { ok: true, value: null };
  return text === 'true' || text === 'false'
    ? { ok: true, value: text === 'true' }
    : { ok: false, message: `Parallel calls: “${text}” is none of true, false.` };
}

function readToolResults(text: string): Parsed<JsonFields | null> {
  const read = readJson(text, 'Fixed results');
  if (!read.ok) return read;
  if (read.value === null || isFields(read.value.json)) {
    return { ok: true, value: read.value === null ? null : (read.value.json as JsonFields) };
  }
  return { ok: false, message: 'Fixed results: write an object, as {"get_weather": "sunny"}.' };
}

function bareTool({ type: _, function: definition, ...more }: FunctionTool): unknown {
  const isPlain = Object.keys(more).length === 0 && !('function' in definition) && !('type' in definition);
  return isPlain ? definition : { type: 'function', function: definition, ...more };
}

function choiceText(choice: ToolChoice): string {
  if (typeof choice === 'string') return choice;
  const { function: named } = choice;
  const name =
    isFields(named) && Object.keys(choice).length === 2 && Object.keys(named).length === 1 ? named['name'] : null;
  const isPlain = choice['type'] === 'function' && typeof name === 'string' && isFunctionName(name);
  return isPlain && !(TOOL_CHOICES as readonly string[]).includes(name) ? name : JSON.stringify(choice);
}

function readJson(text: string, label: string): Parsed<{ readonly json: unknown } | null> {
  if (text.trim() === '') return { ok: true, value: null };
  if (text.length > MAX_JSON_FIELD) return { ok: false, message: `${label}: at most ${MAX_JSON_FIELD} characters.` };
  try {
    return { ok: true, value: { json: JSON.parse(text) as unknown } };
  } catch (error) {
    return { ok: false, message: `${label}: this is no JSON: ${error instanceof Error ? error.message : 'cut short'}` };
  }
}
