import { isResponsesRequest, type JsonObject } from '../json-value.ts';
import { type CodeTarget, isDefault } from './code-target.ts';
import { type LiteralStyle, literal } from './literals.ts';

const NAME = /^[A-Za-z_$][\w$]*$/;

/** Values as TypeScript writes them; text over several lines is a template without any placeholder. */
export const TYPESCRIPT: LiteralStyle = {
  constants: { true: 'true', false: 'false', null: 'null' },
  text: (text) => JSON.stringify(text),
  lines: (text) => `\`${text.split('\n').map(withinBackticks).join('\n')}\``,
  // As a plain key, __proto__ would set the prototype and be left out.
  key: (name) => (name === '__proto__' ? '["__proto__"]' : NAME.test(name) ? name : JSON.stringify(name)),
};

function withinBackticks(line: string): string {
  return JSON.stringify(line)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/`|\$(?=\{)/g, '\\$&');
}

/** A program for Node with the openai package that sends this JSON and prints the answer. */
export function typescriptCode(body: JsonObject, target: CodeTarget): string {
  return `${typescriptClient(target)}\n${typescriptCall(body)}\nconsole.log(${isResponsesRequest(body) ? 'response.output_text' : 'response.choices[0].message.content'});\n`;
}

/** The lines that make the client. */
export function typescriptClient(target: CodeTarget): string {
  const { baseUrl, keyVariable } = target;
  if (isDefault(target)) return "import OpenAI from 'openai';\n\nconst client = new OpenAI();\n";
  const key = keyVariable === null ? "'no key'" : `process.env[${JSON.stringify(keyVariable)}]`;
  return `import OpenAI from 'openai';\n\nconst client = new OpenAI({\n    baseURL: ${JSON.stringify(baseUrl)},\n    apiKey: ${key},\n});\n`;
}

interface CallOptions {
  /** How many blocks the call stands in. */
  readonly depth?: number;
  /** Fields that are written otherwise, whole, by name; further ones stand at the end. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** A call of the chat API that sends this JSON; its result is named `response`. */
export function typescriptCall(body: JsonObject, { depth = 0, instead = {} }: CallOptions = {}): string {
  const indent = '    '.repeat(depth);
  const further = Object.entries(instead).filter(([name]) => !Object.hasOwn(body, name));
  const fields = [
    ...Object.entries(body).map(([name, value]) =>
      Object.hasOwn(instead, name)
        ? instead[name]
        : `${TYPESCRIPT.key(name)}: ${literal(value, TYPESCRIPT, depth + 1)}`,
    ),
    ...further.map(([, written]) => written),
  ];
  const lines = fields.map((field) => `${indent}    ${field},\n`).join('');
  return `${indent}const response = await client.${isResponsesRequest(body) ? 'responses' : 'chat.completions'}.create({\n${lines}${indent}});\n`;
}
