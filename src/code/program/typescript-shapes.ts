import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import type { CodeTarget } from './code-target.ts';
import { literal } from './literals.ts';
import type { ExampleList, RequestOrigin, SweptSetting } from './request-lists.ts';
import { TYPESCRIPT, typescriptCall, typescriptClient } from './write-typescript.ts';

const OWN_MESSAGES = { messages: 'messages' };
const PRINT = 'console.log(response.choices[0].message.content);\n';

/** A program that builds its messages from a list of examples. */
export function typescriptExamples(body: JsonObject, target: CodeTarget, examples: ExampleList): string {
  return [
    typescriptClient(target),
    `const examples = ${literal(
      examples.rows.map((row) => ({ ...row })),
      TYPESCRIPT,
    )};\n`,
    messagesAround(messagesOf(body), examples),
    typescriptCall(body, { instead: OWN_MESSAGES }),
    PRINT,
  ].join('\n');
}

function messagesAround(messages: readonly JsonValue[], { rows, at, inlined }: ExampleList): string {
  const taken = inlined === null ? 2 * rows.length : 1;
  const [holder = null] = messages.slice(at);
  const after = messages.slice(at + taken).map((message) => `    ${literal(message, TYPESCRIPT, 1)},\n`);
  return [
    messageList(messages.slice(0, at)),
    ...(inlined === null ? [TURNS] : [inlinedMessage(isObject(holder) ? holder : {}, inlined)]),
    ...(after.length === 0 ? [] : [`messages.push(\n${after.join('')});\n`]),
  ].join('');
}

const TURNS = `for (const example of examples) {
    messages.push({ role: "user", content: example.input }, { role: "assistant", content: example.output });
}
`;

function inlinedMessage(message: JsonObject, { pieces, rest }: NonNullable<ExampleList['inlined']>): string {
  const written = pieces.map((piece) => ('text' in piece ? TYPESCRIPT.text(piece.text) : `example.${piece.field}`));
  const fields = Object.entries(message).map(([name, value]) =>
    name === 'content' ? 'content' : `${TYPESCRIPT.key(name)}: ${literal(value, TYPESCRIPT)}`,
  );
  const more = rest === '' ? '' : ` + ${literal(rest, TYPESCRIPT)}`;
  return [
    `const content = examples.map((example) => ${written.join(' + ')}).join("\\n\\n")${more};\n`,
    `messages.push({ ${fields.join(', ')} });\n`,
  ].join('');
}

/** A program that asks once with each combination of the values of a run. */
export function typescriptSweep(body: JsonObject, target: CodeTarget, swept: RequestOrigin['swept']): string {
  const depth = swept.length;
  const indent = '    '.repeat(depth);
  const loops = swept.map((one, at) => `${'    '.repeat(at)}for (const ${one.name} of ${valueList(one)}) {\n`);
  const ends = swept.map((_, at) => `${'    '.repeat(depth - 1 - at)}}\n`);
  const instead = { ...OWN_MESSAGES, ...Object.fromEntries(swept.map((one) => [one.name, sweptField(one)])) };
  return [
    typescriptClient(target),
    messageList(messagesOf(body)),
    [
      ...loops,
      typescriptCall(body, { depth, instead }),
      `${indent}console.log({ ${swept.map(({ name }) => name).join(', ')} });\n`,
      `${indent}${PRINT}`,
      ...ends,
    ].join(''),
  ].join('\n');
}

/** Words keep their own type, which is what the package asks for. */
function valueList({ values }: SweptSetting): string {
  const list = `[${values.map((value) => literal(value, TYPESCRIPT)).join(', ')}]`;
  return values.some((value) => typeof value === 'string') ? `${list} as const` : list;
}

/** A value that is not sent is left out of the call; null would be sent. */
function sweptField({ name, values }: SweptSetting): string {
  return values.includes(null) ? `...(${name} === null ? {} : { ${name} })` : name;
}

/** A program that goes on with each line that is typed, until the input ends. */
export function typescriptConversation(body: JsonObject, target: CodeTarget): string {
  const tools = body['tools'] !== undefined;
  const call = typescriptCall(body, { depth: 1, instead: OWN_MESSAGES });
  return [
    `import { createInterface } from 'node:readline';\n${typescriptClient(target)}`,
    messageList(messagesOf(body)),
    tools ? askWithCalls(call) : askPlain(call),
    tools ? LINES_WITH_CALLS : LINES,
  ].join('\n');
}

function askPlain(call: string): string {
  return `async function ask() {
${call}    const { content } = response.choices[0].message;
    console.log(content);
    messages.push({ role: "assistant", content });
}
`;
}

const LINES = `await ask();
for await (const line of createInterface({ input: process.stdin })) {
    messages.push({ role: "user", content: line });
    await ask();
}
`;

function askWithCalls(call: string): string {
  return `/** Gives the calls whose results are to be typed in, one a line. */
async function ask() {
${call}    const { content, tool_calls } = response.choices[0].message;
    messages.push({ role: "assistant", content, ...(tool_calls ? { tool_calls } : {}) });
    console.log(tool_calls ? JSON.stringify(tool_calls, null, 2) : content);
    return tool_calls ?? [];
}
`;
}

const LINES_WITH_CALLS = `let [call, ...calls] = await ask();
for await (const line of createInterface({ input: process.stdin })) {
    messages.push(
        call ? { role: "tool", tool_call_id: call.id, content: line } : { role: "user", content: line },
    );
    [call, ...calls] = calls.length > 0 ? calls : await ask();
}
`;

function messageList(messages: readonly JsonValue[]): string {
  return `const messages: OpenAI.ChatCompletionMessageParam[] = ${literal(messages, TYPESCRIPT)};\n`;
}

function messagesOf({ messages }: JsonObject): readonly JsonValue[] {
  return Array.isArray(messages) ? messages : [];
}
