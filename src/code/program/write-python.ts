import { isResponsesRequest, type JsonObject, type JsonValue } from '../json-value.ts';
import { type CodeTarget, isDefault } from './code-target.ts';
import { type LiteralStyle, literal } from './literals.ts';

/** What `chat.completions.create` of the openai package (2.x) takes by name; anything else goes into `extra_body`. */
const ARGUMENTS = new Set([
  'messages',
  'model',
  'audio',
  'frequency_penalty',
  'function_call',
  'functions',
  'logit_bias',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'metadata',
  'modalities',
  'n',
  'parallel_tool_calls',
  'prediction',
  'presence_penalty',
  'prompt_cache_key',
  'reasoning_effort',
  'response_format',
  'safety_identifier',
  'seed',
  'service_tier',
  'stop',
  'store',
  'temperature',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'user',
  'verbosity',
  'web_search_options',
]);

/** The same of `responses.create`. */
const RESPONSES_ARGUMENTS = new Set([
  'model',
  'input',
  'background',
  'include',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'parallel_tool_calls',
  'previous_response_id',
  'prompt_cache_key',
  'reasoning',
  'safety_identifier',
  'service_tier',
  'store',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
]);

/** Values as Python writes them; text over several lines stands in triple quotes. */
export const PYTHON: LiteralStyle = {
  constants: { true: 'True', false: 'False', null: 'None' },
  // Every escape that JSON writes means the same in Python.
  text: (text) => JSON.stringify(text),
  lines: (text) => `"""${text.split('\n').map(withinQuotes).join('\n')}"""`,
  key: (name) => JSON.stringify(name),
};

/** One line inside of triple quotes: no quote is left bare, so none can end the text. */
function withinQuotes(line: string): string {
  return JSON.stringify(line).slice(1, -1);
}

/** A program for Python with the openai package that sends this JSON and prints the answer. */
export function pythonCode(body: JsonObject, target: CodeTarget): string {
  return `${pythonClient(target)}\n${pythonCall(body)}\nprint(${isResponsesRequest(body) ? 'response.output_text' : 'response.choices[0].message.content'})\n`;
}

/** The lines that make the client. */
export function pythonClient(target: CodeTarget): string {
  const { baseUrl, keyVariable } = target;
  if (isDefault(target)) return 'from openai import OpenAI\n\nclient = OpenAI()\n';
  const key = keyVariable === null ? '"no key"' : `os.environ[${JSON.stringify(keyVariable)}]`;
  const imports = keyVariable === null ? '' : 'import os\n\n';
  return `${imports}from openai import OpenAI\n\nclient = OpenAI(\n    base_url=${JSON.stringify(baseUrl)},\n    api_key=${key},\n)\n`;
}

interface CallOptions {
  /** How many blocks the call stands in. */
  readonly depth?: number;
  /** Arguments that are written otherwise, whole, by name; further ones stand at the end. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** A call of the chat API that sends this JSON; its result is named `response`. */
export function pythonCall(body: JsonObject, { depth = 0, instead = {} }: CallOptions = {}): string {
  const indent = '    '.repeat(depth);
  const lines = pythonArguments(body, depth, instead).map((argument) => `${indent}    ${argument},\n`);
  return `${indent}response = client.${isResponsesRequest(body) ? 'responses' : 'chat.completions'}.create(\n${lines.join('')}${indent})\n`;
}

function pythonArguments(
  body: JsonObject,
  depth: number,
  instead: Readonly<Record<string, string>>,
): readonly string[] {
  const entries = Object.entries(body);
  const known = isResponsesRequest(body) ? RESPONSES_ARGUMENTS : ARGUMENTS;
  const extra = entries.filter(([name]) => !known.has(name));
  const named = entries.filter(([name]) => known.has(name));
  const argument = (name: string, value: JsonValue) => `${name}=${literal(value, PYTHON, depth + 1)}`;
  const further = Object.entries(instead).filter(([name]) => !Object.hasOwn(body, name));
  return [
    ...named.map(([name, value]) => instead[name] ?? argument(name, value)),
    ...further.map(([, written]) => written),
    ...(extra.length === 0 ? [] : [argument('extra_body', Object.fromEntries(extra))]),
  ];
}
