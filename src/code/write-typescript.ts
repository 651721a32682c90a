import { type CodeTarget, isDefault } from './code-target.ts';
import type { JsonObject } from './json-value.ts';
import { type LiteralStyle, literal } from './literals.ts';

const NAME = /^[A-Za-z_$][\w$]*$/;

/** Values as TypeScript writes them; text over several lines is a template without any placeholder. */
const TYPESCRIPT: LiteralStyle = {
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
  return `${typescriptClient(target)}\nconst response = await client.chat.completions.create(${literal(body, TYPESCRIPT)});\n\nconsole.log(response.choices[0].message.content);\n`;
}

/** The lines that make the client. */
function typescriptClient(target: CodeTarget): string {
  const { baseUrl, keyVariable } = target;
  if (isDefault(target)) return "import OpenAI from 'openai';\n\nconst client = new OpenAI();\n";
  const key = keyVariable === null ? "'no key'" : `process.env[${JSON.stringify(keyVariable)}]`;
  return `import OpenAI from 'openai';\n\nconst client = new OpenAI({\n    baseURL: ${JSON.stringify(baseUrl)},\n    apiKey: ${key},\n});\n`;
}
