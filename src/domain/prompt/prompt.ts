import { type Message, messageExtras } from './message.ts';
import { renderText, variableNames, variableValues } from './template.ts';

export const ENCODINGS = ['turns', 'inline'] as const;
/** How examples become messages: user/assistant pairs, or text inside the last user message. */
export type Encoding = (typeof ENCODINGS)[number];

export interface Example {
  /** Names the row while it is edited; no part of what is asked. */
  readonly id?: string;
  readonly input: string;
  readonly output: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
}

/** Values of variables by name. */
export type Variables = Readonly<Record<string, string>>;

/**
 * What is asked, as an object with parts. `messages` is the conversation so far; it normally ends with the user message
 * to answer. `template` is the text of one inlined example and only matters with the encoding `inline`; `null` means
 * `DEFAULT_TEMPLATE`. Any text may hold variables (see template.ts).
 */
export interface Prompt {
  readonly system: string | null;
  readonly examples: readonly Example[];
  readonly messages: readonly Message[];
  readonly encoding: Encoding;
  readonly template: string | null;
  readonly variables?: Variables;
  /** `false`: braces in the texts are sent as they are. An inlined example still fills its own `{{input}}` and `{{output}}`. */
  readonly templates?: false;
}

export const EMPTY_PROMPT: Prompt = {
  system: null,
  examples: [],
  messages: [{ role: 'user', content: '' }],
  encoding: 'turns',
  template: null,
};

/** `{{input}}` and `{{output}}` are the example's own; the question is written the same way, up to `{{output}}`. */
export const DEFAULT_TEMPLATE = 'Input: {{input}}\nOutput: {{output}}';

const OUTPUT = /\{\{[^\S\n]*output[^\S\n]*\}\}/u;
const ROW_NAMES: readonly string[] = ['input', 'output'];

/**
 * The prompt that holds a plain chat message list; `promptMessages` gives the list back unchanged, unless it uses
 * variables: text that must not be read for them goes through `escapeText` first.
 */
export function promptFromMessages(messages: readonly Message[]): Prompt {
  const [first, ...rest] = messages;
  const opensWithSystem = first?.role === 'system' && first.name === undefined;
  return {
    ...EMPTY_PROMPT,
    system: opensWithSystem ? first.content : null,
    messages: opensWithSystem ? rest : messages,
  };
}

/**
 * The exact messages a request carries: system, then the enabled examples in their encoding, then the conversation, with
 * the variables' values in place.
 */
export function promptMessages(prompt: Prompt): readonly Message[] {
  const render = rendererOf(prompt);
  const rendered = <M extends Message>(message: M): M => ({ ...message, content: render(message.content) });
  const system: Message[] = prompt.system === null ? [] : [rendered({ role: 'system', content: prompt.system })];
  const shots = enabledExamples(prompt);
  const messages = prompt.messages.map(rendered);
  if (prompt.encoding === 'inline') return [...system, ...withInlined(messages, inlined(prompt, shots))];
  const turns = shots.flatMap(({ input, output }): Message[] => [
    { role: 'user', content: render(input) },
    { role: 'assistant', content: render(output) },
  ]);
  return [...system, ...turns, ...messages];
}

/** The rows that are sent: those that are switched on and hold anything. A row that nobody has written in yet is no turn. */
export function enabledExamples({ examples }: Pick<Prompt, 'examples'>): readonly Example[] {
  return examples.filter(isSent);
}

/** Whether a row is sent: it is switched on and holds anything. */
export function isSent(row: Example): boolean {
  return row.enabled && isWritten(row);
}

/** Whether a row holds anything. */
export function isWritten({ input, output }: Pick<Example, 'input' | 'output'>): boolean {
  return input.trim() !== '' || output.trim() !== '';
}

/** One example as the inline encoding writes it. */
export function inlinedExample(prompt: Prompt, example: Example): string {
  return inlined(prompt, [example]).blocks[0] ?? '';
}

/** How a text of this prompt is read: with the values of variables in place, or as it stands. */
export function rendererOf({
  variables = {},
  templates,
}: Pick<Prompt, 'variables' | 'templates'>): (text: string) => string {
  if (templates === false) return (text) => text;
  const known = RENDERED.get(variables) ?? { values: variableValues(variables), texts: new Map<string, string>() };
  RENDERED.set(variables, known);
  const { values, texts } = known;
  return (text) => {
    if (text.length < LONG) return renderText(text, values);
    const rendered = texts.get(text) ?? renderText(text, values);
    texts.set(text, rendered);
    return rendered;
  };
}

/** Long texts with the values in place, for as long as somebody holds the values: a prompt is put together several times. */
const RENDERED = new WeakMap<Variables, { values: ReadonlyMap<string, string>; texts: Map<string, string> }>();
const LONG = 10_000;

/** The variables that what is sent would use, in the order in which they first stand. */
export function variablesOf(prompt: Prompt): readonly string[] {
  return prompt.templates === false ? [] : bracedNames(prompt);
}

/** The names that stand in braces in what is sent, whether they are read as variables or not. */
export function bracedNames(prompt: Prompt): readonly string[] {
  const names = BRACED.get(prompt) ?? namesIn(prompt);
  BRACED.set(prompt, names);
  return names;
}

const BRACED = new WeakMap<Prompt, readonly string[]>();

function namesIn(prompt: Prompt): readonly string[] {
  const shots = enabledExamples(prompt);
  const template =
    prompt.encoding === 'inline' && shots.length > 0
      ? variableNames(prompt.template ?? DEFAULT_TEMPLATE).filter((name) => !ROW_NAMES.includes(name))
      : [];
  const texts = [
    prompt.system ?? '',
    ...shots.flatMap(({ input, output }) => [input, output]),
    ...prompt.messages.map(({ content }) => content),
  ];
  return [...new Set([...texts.flatMap(variableNames), ...template])];
}

/** The variables that are used but have no value. */
export function missingVariables(prompt: Prompt): readonly string[] {
  const given = variableValues(prompt.variables ?? {});
  return variablesOf(prompt).filter((name) => !given.has(name));
}

/** What keeps a template from writing examples; `null` when nothing does. */
export function templateProblem({ encoding, template }: Prompt): string | null {
  if (encoding !== 'inline') return null;
  const names = variableNames(template ?? DEFAULT_TEMPLATE);
  const lacking = ROW_NAMES.filter((name) => !names.includes(name)).map((name) => `{{${name}}}`);
  if (lacking.length > 0) return `The template must hold ${lacking.join(' and ')}.`;
  if (names.indexOf('input') > names.indexOf('output'))
    return 'In the template, {{input}} must stand before {{output}}.';
  return null;
}

/**
 * The text whose hash identifies a version: equal prompts give equal text, whatever the order in which their
 * properties were written. Only the variables it uses belong to it, so a prompt without any is as it always was.
 */
export function canonicalPrompt(prompt: Prompt): string {
  const given = variableValues(prompt.variables ?? {});
  const used = variablesOf(prompt)
    .filter((name) => given.has(name))
    .toSorted();
  return JSON.stringify({
    system: prompt.system,
    examples: prompt.examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags })),
    messages: prompt.messages.map(canonicalMessage),
    encoding: prompt.encoding,
    template: prompt.template,
    ...(used.length === 0 ? {} : { variables: Object.fromEntries(used.map((name) => [name, given.get(name)])) }),
    ...(prompt.templates === false ? { templates: false } : {}),
  });
}

/** The text whose hash identifies a message list. */
export function canonicalMessages(messages: readonly Message[]): string {
  return JSON.stringify(messages.map(canonicalMessage));
}

function canonicalMessage({ role, content, ...extras }: Message): Message {
  return { role, content, ...messageExtras(extras) };
}

interface Inlined {
  readonly blocks: readonly string[];
  /** The question in the same form, broken off where the answer shall follow. */
  readonly question: (text: string) => string;
}

function inlined(prompt: Prompt, shots: readonly Example[]): Inlined {
  const render = rendererOf(prompt);
  const values = prompt.templates === false ? new Map<string, string>() : variableValues(prompt.variables ?? {});
  const template = prompt.template ?? DEFAULT_TEMPLATE;
  const at = OUTPUT.exec(template)?.index ?? template.length;
  const fill = (text: string, row: readonly (readonly [string, string])[]) =>
    renderText(text, new Map([...values, ...row]));
  return {
    blocks: shots.map(({ input, output }) =>
      fill(template, [
        ['input', render(input)],
        ['output', render(output)],
      ]),
    ),
    question: (text) => fill(template.slice(0, at), [['input', text]]).trimEnd(),
  };
}

/** The examples go into the last user message, before the question; without one they make a message of their own. */
function withInlined(messages: readonly Message[], { blocks, question }: Inlined): readonly Message[] {
  if (blocks.length === 0) return messages;
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const asked = messages[last];
  if (asked === undefined) return [{ role: 'user', content: blocks.join('\n\n') }, ...messages];
  return messages.with(last, { ...asked, content: [...blocks, question(asked.content)].join('\n\n') });
}
