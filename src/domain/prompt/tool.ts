import { isFields } from '../json.ts';
/** A function that a model asks to be called; `arguments` is the JSON as the model wrote it, right or wrong. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A function that a model may ask to be called, as the API takes it; `parameters` is a JSON Schema. */
export interface FunctionTool {
  readonly type: 'function';
  readonly function: Readonly<Record<string, unknown>> & { readonly name: string };
}

export const TOOL_CHOICES = ['auto', 'none', 'required'] as const;
/** Whether functions shall be called; an object names the one that shall. */
export type ToolChoice = (typeof TOOL_CHOICES)[number] | Readonly<Record<string, unknown>>;

/** What a request says of functions; what is not sent is absent. */
export interface ToolRequest {
  readonly tools?: readonly FunctionTool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
}

/** As many functions as the API takes. */
export const MAX_TOOLS = 128;
/** Calls of one answer that are kept; no honest answer has so many. */
export const MAX_CALLS = 200;
const NAME = /^[\w-]{1,64}$/;

export function isFunctionName(name: string): boolean {
  return NAME.test(name);
}

/** The schema of a function's arguments; `null` for a function that takes none. */
export function parametersOf(tool: FunctionTool): Readonly<Record<string, unknown>> | null {
  const { parameters } = tool.function;
  return isFields(parameters) ? parameters : null;
}

/** Arguments as a value; `null` where they are no JSON object. */
export function argumentsOf(call: ToolCall): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(call.function.arguments);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** A call as one line of text; equal calls give equal lines, however the model spaced and ordered the arguments. */
export function callText(call: ToolCall): string {
  const given = argumentsOf(call);
  const { name, arguments: written } = call.function;
  return `${name}(${given === null ? written.trim() : JSON.stringify(inOrder(given))})`;
}

/** What an answer is compared by: its text, and each call on a line of its own. */
export function answerText({ text, toolCalls = [] }: Answer): string {
  if (toolCalls.length === 0) return text;
  return [...(text === '' ? [] : [text]), ...toolCalls.map(callText)].join('\n');
}

interface Answer {
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
}

/** The same value with the names of objects in order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => [name, inOrder(own)]),
  );
}

/** Calls out of JSON that came from outside; `null` when it holds anything else. */
export function readToolCalls(value: unknown): readonly ToolCall[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CALLS) return null;
  const calls = value.map(readToolCall);
  return calls.every((call) => call !== null) ? calls : null;
}

function readToolCall(value: unknown): ToolCall | null {
  if (!isFields(value) || !isFields(value['function'])) return null;
  const { id, function: called } = value as { readonly id?: unknown; readonly function: Record<string, unknown> };
  const { name, arguments: given } = called;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof given !== 'string') return null;
  return { id, type: 'function', function: { name, arguments: given } };
}
