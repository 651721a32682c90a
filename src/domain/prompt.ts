import type { Message } from './message.ts';
import { renderText, variableNames } from './template.ts';

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
  const values = new Map(Object.entries(prompt.variables ?? {}));
  const render = <M extends Message>(message: M): M => ({ ...message, content: renderText(message.content, values) });
  const system: Message[] = prompt.system === null ? [] : [render({ role: 'system', content: prompt.system })];
  const shots = enabledExamples(prompt);
  const messages = prompt.messages.map(render);
  if (prompt.encoding === 'inline') return [...system, ...withInlined(messages, inlined(prompt, shots, values))];
  const turns = shots.flatMap(({ input, output }): Message[] => [
    { role: 'user', content: renderText(input, values) },
    { role: 'assistant', content: renderText(output, values) },
  ]);
  return [...system, ...turns, ...messages];
}

/** The rows that are switched on. */
export function enabledExamples({ examples }: Pick<Prompt, 'examples'>): readonly Example[] {
  return examples.filter(({ enabled }) => enabled);
}

/** One example as the inline encoding writes it. */
export function inlinedExample(prompt: Prompt, example: Example): string {
  return inlined(prompt, [example], new Map(Object.entries(prompt.variables ?? {}))).blocks[0] ?? '';
}

/** The variables that what is sent would use, in the order in which they first stand. */
export function variablesOf(prompt: Prompt): readonly string[] {
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
  const given = prompt.variables ?? {};
  return variablesOf(prompt).filter((name) => !Object.hasOwn(given, name));
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
  const given = prompt.variables ?? {};
  const used = variablesOf(prompt)
    .filter((name) => Object.hasOwn(given, name))
    .toSorted();
  return JSON.stringify({
    system: prompt.system,
    examples: prompt.examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags })),
    messages: prompt.messages.map(canonicalMessage),
    encoding: prompt.encoding,
    template: prompt.template,
    ...(used.length === 0 ? {} : { variables: Object.fromEntries(used.map((name) => [name, given[name]])) }),
  });
}

/** The text whose hash identifies a message list. */
export function canonicalMessages(messages: readonly Message[]): string {
  return JSON.stringify(messages.map(canonicalMessage));
}

function canonicalMessage({ role, content, name }: Message): Message {
  return name === undefined ? { role, content } : { role, content, name };
}

interface Inlined {
  readonly blocks: readonly string[];
  /** The question in the same form, broken off where the answer shall follow. */
  readonly question: (text: string) => string;
}

function inlined(prompt: Prompt, shots: readonly Example[], values: ReadonlyMap<string, string>): Inlined {
  const template = prompt.template ?? DEFAULT_TEMPLATE;
  const at = OUTPUT.exec(template)?.index ?? template.length;
  const fill = (text: string, row: readonly (readonly [string, string])[]) =>
    renderText(text, new Map([...values, ...row]));
  return {
    blocks: shots.map(({ input, output }) =>
      fill(template, [
        ['input', renderText(input, values)],
        ['output', renderText(output, values)],
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
