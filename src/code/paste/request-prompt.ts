import { type LinkedImage, readImageLink } from '../../domain/prompt/image.ts';
import { type Message, messageExtras, ROLES, type Role } from '../../domain/prompt/message.ts';
import { EMPTY_PROMPT, type Prompt, promptFromMessages } from '../../domain/prompt/prompt.ts';
import { withTemplates } from '../../domain/prompt/prompt-variables.ts';
import { escapeText } from '../../domain/prompt/template.ts';
import { readToolCalls } from '../../domain/prompt/tool.ts';
import { toolsFrom } from '../../domain/prompt/tool-fields.ts';
import { REQUEST_SETTINGS } from '../../domain/request/request-settings.ts';
import { NUMERIC_AXES, WORD_AXES } from '../../domain/run/sweep.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import type { PasteProblem } from './pasted-request.ts';

/** Settings of a request by the names of the API. */
export type PastedSettings = Readonly<Record<string, JsonValue>>;

/** What an experiment has another form of, or none. */
const LEFT_OUT = new Set(['functions', 'function_call']);

interface TakenRequest {
  readonly prompt: Prompt | null;
  readonly settings: PastedSettings;
  readonly problems: readonly PasteProblem[];
}

const SETTINGS: ReadonlySet<string> = new Set([
  'model',
  ...NUMERIC_AXES,
  ...Object.keys(WORD_AXES),
  ...REQUEST_SETTINGS.filter((name) => name !== 'extra_body'),
]);
/** What says how to send or to bill, and changes no answer. */
const IGNORED = new Set(['stream', 'stream_options', 'store', 'user', 'metadata', 'safety_identifier', 'n']);

/** The prompt and the settings that a request holds, in the form of a chat call or of a Responses call. */
export function promptOfRequest(request: JsonObject): TakenRequest {
  const { messages: given, problems: shape, rest } = conversationOf(request);
  const problems = shape.map((message) => ({ line: 1, message }));
  const read = given.map(messageOf);
  const messages = read.flatMap(({ message }) => (message === null ? [] : [message]));
  const left = new Set(read.flatMap(({ problem }) => (problem === null ? [] : [problem])));
  const { settings, unknown } = settingsOf(rest, request['input'] === undefined);
  return {
    prompt:
      messages.length === 0 ? null : promptOf(messages, request['variables'] ?? within(request['prompt'], 'variables')),
    settings,
    problems: [
      ...problems,
      ...[...left, ...unknown, ...toolProblems(settings)].map((message) => ({ line: 1, message })),
      ...(messages.length === 0 ? [{ line: 1, message: 'The request holds no message.' }] : []),
    ],
  };
}

function toolProblems({ tools }: PastedSettings): readonly string[] {
  const read = Array.isArray(tools) ? toolsFrom(tools) : null;
  return read === null || read.ok ? [] : [`“tools”: ${read.message}`];
}

/** A field of an object; `undefined` where there is none. */
function within(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isObject(value) ? value[name] : undefined;
}

interface Conversation {
  readonly messages: readonly JsonValue[];
  readonly rest: JsonObject;
  readonly problems: readonly string[];
}

/** The messages of a chat call, of a Responses call (`instructions`, `input`), of Anthropic's (`system`), or of a prompt object. */
function conversationOf({ messages, input, instructions, prompt, variables: _, ...given }: JsonObject): Conversation {
  const { system, ...others } = given;
  const isPrompt = system !== undefined && contentOf(system).text !== null;
  const rest = isPrompt ? others : given;
  const first = [instructions, isPrompt ? system : undefined].flatMap((content) =>
    content === undefined || content === null || contentOf(content).text === null ? [] : [{ role: 'system', content }],
  );
  if (Array.isArray(messages)) return { messages: [...first, ...messages], rest, problems: [] };
  if (input !== undefined) {
    const turns = typeof input === 'string' ? [{ role: 'user', content: input }] : Array.isArray(input) ? input : [];
    return { messages: [...first, ...turns.map(chatItem)], rest: chatSettings(rest), problems: [] };
  }
  if (typeof prompt === 'string') {
    return { messages: [...first, { role: 'user', content: prompt }], rest, problems: [] };
  }
  if (isObject(prompt)) {
    const inner = conversationOf(prompt);
    if (inner.messages.length > 0) return { ...inner, rest: { ...inner.rest, ...rest } };
    const id = typeof prompt['id'] === 'string' ? ` (${prompt['id']})` : '';
    return { messages: first, rest, problems: [`The prompt${id} is kept at OpenAI: paste its messages.`] };
  }
  return { messages: first, rest, problems: [] };
}

/** A call of a function and its result, as a chat call holds them; anything else as it is. */
function chatItem(item: JsonValue): JsonValue {
  if (!isObject(item)) return item;
  const { type, call_id: id = '', name = '', arguments: given = '', output = '' } = item;
  if (type === 'function_call') {
    return {
      role: 'assistant',
      content: '',
      tool_calls: [{ id, type: 'function', function: { name, arguments: given } }],
    };
  }
  return type === 'function_call_output' ? { role: 'tool', tool_call_id: id, content: output } : item;
}

/** Settings of a Responses call under the names that the chat API has for them. */
function chatSettings({ max_output_tokens: limit, text, reasoning, tools, ...rest }: JsonObject): JsonObject {
  const format = isObject(text) && isObject(text['format']) ? text['format'] : null;
  return {
    ...rest,
    ...(limit === undefined ? {} : { max_completion_tokens: limit }),
    ...(isObject(reasoning) && reasoning['effort'] !== undefined ? { reasoning_effort: reasoning['effort'] } : {}),
    ...(isObject(text) && text['verbosity'] !== undefined ? { verbosity: text['verbosity'] } : {}),
    ...(format === null ? {} : { response_format: chatFormat(format) }),
    ...(Array.isArray(tools) ? { tools: tools.map(chatTool) } : {}),
  };
}

function chatTool(tool: JsonValue): JsonValue {
  if (!isObject(tool) || tool['type'] !== 'function' || tool['function'] !== undefined) return tool;
  const { type, ...definition } = tool;
  return { type, function: definition };
}

function chatFormat({ type = 'text', ...schema }: JsonObject): JsonObject {
  return type === 'json_schema' ? { type, json_schema: schema } : { type };
}

/** What no setting takes is sent as it is in a chat call; a Responses call's own fields mean nothing there. */
function settingsOf({ max_tokens: older, ...given }: JsonObject, isChat: boolean) {
  const all: JsonObject = older === undefined ? given : { max_completion_tokens: older, ...given };
  const entries = Object.entries(all).filter(([name]) => !IGNORED.has(name));
  const further = entries.filter(([name]) => !SETTINGS.has(name));
  const taken = further.filter(([name]) => isChat && !LEFT_OUT.has(name));
  return {
    settings: {
      ...Object.fromEntries(entries.filter(([name, value]) => value !== null && SETTINGS.has(name))),
      ...(taken.length === 0 ? {} : { extra_body: Object.fromEntries(taken) }),
    },
    unknown: further
      .filter(([name, value]) => value !== null && !(isChat && !LEFT_OUT.has(name)))
      .map(([name]) => `“${name}” is left out: an experiment has no such setting.`),
  };
}

function messageOf(given: JsonValue): { readonly message: Message | null; readonly problem: string | null } {
  if (!isObject(given)) return { message: null, problem: 'A message is no object: it is left out.' };
  const role = ROLES.find((known): known is Role => known === given['role']);
  if (role === undefined) {
    const named = typeof given['role'] === 'string' ? given['role'] : String(given['type'] ?? 'without a role');
    return { message: null, problem: `A message of the role “${named}” is left out.` };
  }
  const { text, images, skipped } = contentOf(given['content'] ?? null);
  const problem = skipped.length === 0 ? null : `What is no text is left out of a message: ${skipped.join(', ')}.`;
  const extras = { ...extrasOf(role, given), ...messageExtras(role === 'user' ? { images } : {}) };
  if (text === null && extras.tool_calls === undefined && extras.images === undefined) {
    return { message: null, problem: problem ?? `A message of the role “${role}” has no text.` };
  }
  return { message: { role, content: text ?? '', ...extras }, problem };
}

/** What a message holds beside its role and its text. */
function extrasOf(role: Role, { name, tool_calls, tool_call_id: id }: JsonObject) {
  const calls = role === 'assistant' ? readToolCalls(tool_calls) : null;
  return messageExtras({
    ...(typeof name === 'string' ? { name } : {}),
    ...(calls === null ? {} : { tool_calls: calls }),
    ...(role === 'tool' ? { tool_call_id: typeof id === 'string' ? id : '' } : {}),
  });
}

/** Text, or a list of parts of which the text is taken. */
function contentOf(content: JsonValue): Content {
  if (typeof content === 'string') return { text: content, images: [], skipped: [] };
  if (!Array.isArray(content)) return { text: null, images: [], skipped: [] };
  const parts = content.map((part: JsonValue) => {
    if (typeof part === 'string') return { text: part, type: 'text' };
    const text = isObject(part) && typeof part['text'] === 'string' ? part['text'] : null;
    return { text, type: isObject(part) ? String(part['type'] ?? 'part') : 'part' };
  });
  const texts = parts.flatMap(({ text }) => (text === null ? [] : [text]));
  const images = content.map(linkedImageOf);
  return {
    text: texts.length === 0 ? null : texts.join(''),
    images: images.filter((image) => image !== null),
    skipped: parts.filter(({ text }, index) => text === null && images[index] === null).map(({ type }) => type),
  };
}

interface Content {
  readonly text: string | null;
  readonly images: readonly LinkedImage[];
  /** The kinds of parts that are neither. */
  readonly skipped: readonly string[];
}

/** An image by its link, in the form of a chat call or of a Responses call; bytes within a paste are not taken. */
function linkedImageOf(part: JsonValue): LinkedImage | null {
  if (!isObject(part) || part['image_url'] === undefined) return null;
  const url = isObject(part['image_url']) ? part['image_url']['url'] : part['image_url'];
  return typeof url === 'string' ? readImageLink(url) : null;
}

/** Braces are variables where the paste says what stands for them, as prompt objects do; else they are sent as they are. */
function promptOf(messages: readonly Message[], given: JsonValue | undefined): Prompt {
  const prompt = { ...EMPTY_PROMPT, ...promptFromMessages(messages) };
  if (messages.every(({ content }) => escapeText(content) === content)) return prompt;
  if (!isObject(given)) return withTemplates(prompt, false);
  const values = Object.entries(given).map(([name, value]) => [name, variableText(value)] as const);
  return { ...prompt, variables: Object.fromEntries(values) };
}

function variableText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (isObject(value) && typeof value['text'] === 'string') return value['text'];
  return JSON.stringify(value);
}
