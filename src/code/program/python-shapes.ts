import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import type { CodeTarget } from './code-target.ts';
import { literal } from './literals.ts';
import type { ExampleList, RequestOrigin, SweptSetting } from './request-lists.ts';
import { PYTHON, pythonCall, pythonClient } from './write-python.ts';

const OWN_MESSAGES = { messages: 'messages=messages' };
const PRINT = 'print(response.choices[0].message.content)\n';

/** A program that builds its messages from a list of examples. */
export function pythonExamples(body: JsonObject, target: CodeTarget, examples: ExampleList): string {
  return [
    pythonClient(target),
    `examples = ${literal(
      examples.rows.map((row) => ({ ...row })),
      PYTHON,
    )}\n`,
    messagesAround(messagesOf(body), examples),
    pythonCall(body, { instead: OWN_MESSAGES }),
    PRINT,
  ].join('\n');
}

function messagesAround(messages: readonly JsonValue[], { rows, at, inlined }: ExampleList): string {
  const taken = inlined === null ? 2 * rows.length : 1;
  const [holder = null] = messages.slice(at);
  const after = messages.slice(at + taken);
  return [
    `messages = ${literal(messages.slice(0, at), PYTHON)}\n`,
    ...(inlined === null ? [TURNS] : [inlinedMessage(isObject(holder) ? holder : {}, inlined)]),
    ...(after.length === 0 ? [] : [`messages += ${literal(after, PYTHON)}\n`]),
  ].join('');
}

const TURNS = `for example in examples:
    messages.append({"role": "user", "content": example["input"]})
    messages.append({"role": "assistant", "content": example["output"]})
`;

function inlinedMessage(message: JsonObject, { pieces, rest }: NonNullable<ExampleList['inlined']>): string {
  const written = pieces.map((piece) => ('text' in piece ? textOf(piece.text) : `example["${piece.field}"]`));
  const fields = Object.entries(message).map(
    ([name, value]) => `${PYTHON.key(name)}: ${name === 'content' ? 'content' : literal(value, PYTHON)}`,
  );
  return [
    `content = "\\n\\n".join(\n    ${written.join(' + ')}\n    for example in examples\n)\n`,
    ...(rest === '' ? [] : [`content += ${literal(rest, PYTHON)}\n`]),
    `messages.append({${fields.join(', ')}})\n`,
  ].join('');
}

/** Text on one line, so that it can stand inside of an expression. */
function textOf(text: string): string {
  return PYTHON.text(text);
}

/** A program that asks once with each combination of the values of a run. */
export function pythonSweep(body: JsonObject, target: CodeTarget, swept: RequestOrigin['swept']): string {
  const loops = swept.map(
    ({ name, values }, depth) =>
      `${'    '.repeat(depth)}for ${name} in [${values.map((value) => literal(value, PYTHON)).join(', ')}]:\n`,
  );
  const indent = '    '.repeat(swept.length);
  const told = swept.map(({ name }) => `"${name}:", ${name}`).join(', ');
  const instead = { ...OWN_MESSAGES, ...Object.fromEntries(swept.map((one) => [one.name, sweptArgument(one)])) };
  return [
    pythonClient(target),
    `messages = ${literal(messagesOf(body), PYTHON)}\n`,
    `${loops.join('')}${pythonCall(body, { depth: swept.length, instead })}${indent}print(${told})\n${indent}${PRINT}`,
  ].join('\n');
}

/** A value that is not sent is left out of the call; None would be sent. */
function sweptArgument({ name, values }: SweptSetting): string {
  return values.includes(null) ? `**({} if ${name} is None else {"${name}": ${name}})` : `${name}=${name}`;
}

/** A program that goes on with what is typed, until the input ends. */
export function pythonConversation(body: JsonObject, target: CodeTarget): string {
  const tools = body['tools'] !== undefined;
  return [
    pythonClient(target),
    `messages = ${literal(messagesOf(body), PYTHON)}\n`,
    `while True:\n${pythonCall(body, { depth: 1, instead: OWN_MESSAGES })}${tools ? ANSWER_WITH_CALLS : ANSWER}`,
  ].join('\n');
}

const ANSWER = `    answer = response.choices[0].message
    print(answer.content)
    messages.append({"role": "assistant", "content": answer.content})
    try:
        messages.append({"role": "user", "content": input("> ")})
    except EOFError:
        break
`;

const ANSWER_WITH_CALLS = `    answer = response.choices[0].message
    calls = answer.tool_calls or []
    said = {"role": "assistant", "content": answer.content}
    if calls:
        said["tool_calls"] = [call.model_dump() for call in calls]
    messages.append(said)
    try:
        for call in calls:
            result = input(f"{call.function.name}({call.function.arguments}) = ")
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
        if not calls:
            print(answer.content)
            messages.append({"role": "user", "content": input("> ")})
    except EOFError:
        break
`;

function messagesOf({ messages }: JsonObject): readonly JsonValue[] {
  return Array.isArray(messages) ? messages : [];
}
