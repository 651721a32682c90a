import { type CodeTarget, isDefault } from './code-target.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
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

/** Values as Python writes them; text over several lines stands in triple quotes. */
const PYTHON: LiteralStyle = {
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
  return `${pythonClient(target)}\n${pythonCall('response', pythonArguments(body))}\nprint(response.choices[0].message.content)\n`;
}

/** The lines that make the client. */
function pythonClient(target: CodeTarget): string {
  const { baseUrl, keyVariable } = target;
  if (isDefault(target)) return 'from openai import OpenAI\n\nclient = OpenAI()\n';
  const key = keyVariable === null ? '"no key"' : `os.environ[${JSON.stringify(keyVariable)}]`;
  const imports = keyVariable === null ? '' : 'import os\n\n';
  return `${imports}from openai import OpenAI\n\nclient = OpenAI(\n    base_url=${JSON.stringify(baseUrl)},\n    api_key=${key},\n)\n`;
}

/** The request as named arguments, each `name=value`, in source text. */
function pythonArguments(body: JsonObject, depth = 0): readonly string[] {
  const entries = Object.entries(body);
  const extra = entries.filter(([name]) => !ARGUMENTS.has(name));
  const named = entries.filter(([name]) => ARGUMENTS.has(name));
  const argument = (name: string, value: JsonValue) => `${name}=${literal(value, PYTHON, depth + 1)}`;
  return [
    ...named.map(([name, value]) => argument(name, value)),
    ...(extra.length === 0 ? [] : [argument('extra_body', Object.fromEntries(extra))]),
  ];
}

/** A call of the chat API whose result gets a name. */
function pythonCall(result: string, args: readonly string[], indent = ''): string {
  const lines = args.map((argument) => `${indent}    ${argument},\n`).join('');
  return `${indent}${result} = client.chat.completions.create(\n${lines}${indent})\n`;
}
