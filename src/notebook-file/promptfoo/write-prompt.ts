import { isNunjucksName, type TextPart, toNunjucks } from '../../cases/nunjucks.ts';
import type { Message } from '../../domain/prompt/message.ts';
import { type Prompt, promptMessages, variablesOf } from '../../domain/prompt/prompt.ts';

/** A prompt as promptfoo asks it. */
export interface WrittenPrompt {
  /** The messages as JSON, their texts as templates. */
  readonly raw: string;
  /** What each variable is called there. */
  readonly names: ReadonlyMap<string, string>;
  /** The variable that stands for the last user message; `null` when cases only fill variables. */
  readonly message: string | null;
}

/**
 * The prompt with all its examples in place, its variables left open.
 * @param hasMessages whether cases take the place of its last user message
 */
export function writePrompt(prompt: Prompt, hasMessages: boolean): WrittenPrompt {
  const names = namesOf(variablesOf(prompt));
  const message = hasMessages ? freeName('message', new Set(names.values())) : null;
  const own = message === null ? prompt : withoutQuestion(prompt);
  const mark = freeMark(JSON.stringify(own));
  const keys = [...names.keys()];
  const marked = Object.fromEntries(keys.map((name, place) => [name, `${mark}${place}${mark}`]));
  const messages = promptMessages({ ...own, variables: marked }).map(({ role, content }) => ({
    role,
    content: toNunjucks(partsOf(content, mark, (place) => names.get(keys[place] ?? '') ?? '')),
  }));
  return { raw: JSON.stringify(message === null ? messages : asked(messages, message)), names, message };
}

/** A text that was filled with marks, in pieces again. */
function partsOf(text: string, mark: string, nameOf: (place: number) => string): readonly TextPart[] {
  return text
    .split(mark)
    .map((piece, place): TextPart => (place % 2 === 0 ? { literal: piece } : { variable: nameOf(Number(piece)) }));
}

/** The question is another for each case: the variable takes its place after everything else is written. */
const QUESTION = '\u{f0000}';

function withoutQuestion(prompt: Prompt): Prompt {
  const last = prompt.messages.findLastIndex(({ role }) => role === 'user');
  const question = { role: 'user' as const, content: QUESTION };
  const messages = last === -1 ? [...prompt.messages, question] : prompt.messages.with(last, question);
  return { ...prompt, messages };
}

function asked(messages: readonly Pick<Message, 'role' | 'content'>[], name: string) {
  return messages.map((one) => ({ ...one, content: one.content.replace(QUESTION, () => `{{ ${name} }}`) }));
}

function namesOf(own: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(own.filter(isNunjucksName));
  return new Map(own.map((name) => [name, isNunjucksName(name) ? name : renamed(name, taken)]));
}

/** A name that Nunjucks takes, not used before; from now on it is. */
function renamed(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^\p{L}\p{N}_]/gu, '_');
  const found = freeName(isNunjucksName(plain) ? plain : `_${plain}`, taken);
  taken.add(found);
  return found;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let found = name;
  for (let more = 2; taken.has(found); more += 1) found = `${name}_${more}`;
  return found;
}

/** A character of the private planes that no text of the prompt holds. */
function freeMark(text: string): string {
  let code = 0xf0001;
  while (text.includes(String.fromCodePoint(code))) code += 1;
  return String.fromCodePoint(code);
}
