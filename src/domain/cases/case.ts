import type { Prompt, Variables } from '../prompt/prompt.ts';
import { escapeText, variableValues } from '../prompt/template.ts';

/** The most cases of one experiment. */
export const MAX_CASES = 50_000;

/** What a case asks: values for the prompt's variables, or a user message in the place of the prompt's last one. */
export type CaseInput = { readonly variables: Variables } | { readonly message: string };

/** One test input. */
export interface Case {
  readonly input: CaseInput;
  /** The right answer, as text; `null`: none is known. */
  readonly expected: string | null;
  readonly name: string | null;
  /** What a person wrote beside it, for people alone; left out where nothing was. */
  readonly note?: string;
}

/** The longest note of a case, in characters. */
export const MAX_CASE_NOTE = 10_000;

/** The prompt as it asks a case. A case's message is data: its braces are sent as they stand. */
export function promptForCase(prompt: Prompt, { input }: Pick<Case, 'input'>): Prompt {
  if ('variables' in input) return { ...prompt, variables: { ...prompt.variables, ...input.variables } };
  const content = prompt.templates === false ? input.message : escapeText(input.message);
  const last = prompt.messages.findLastIndex(({ role }) => role === 'user');
  const asked = prompt.messages[last];
  const messages =
    asked === undefined
      ? [...prompt.messages, { role: 'user' as const, content }]
      : prompt.messages.with(last, { ...asked, content });
  return { ...prompt, messages };
}

/** A case as a run's body takes it. */
export function caseJson({ input, expected: answer, name, note }: Case) {
  return {
    ...input,
    ...(answer === null ? {} : { expected: answer }),
    ...(name === null ? {} : { name }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The text by which two cases are the same, whatever the order of their variables; a name and a note do not count. */
export function caseKey({ input, expected }: Case): string {
  return JSON.stringify([inputKey(input), expected]);
}

/** The text whose hash identifies a case set. */
export function canonicalCase({ input, expected, name, note }: Case): string {
  return JSON.stringify([inputKey(input), expected, name, ...(note === undefined ? [] : [note])]);
}

/** How many cases, and about how many characters, are handled in one turn of the event loop. */
const CASES_AT_ONCE = 1_000;
const CHARACTERS_AT_ONCE = 150_000;

/** Cases in their order, as many together as one turn of the event loop takes on. */
export function* caseParts(cases: readonly Case[]): Generator<readonly Case[]> {
  let part: Case[] = [];
  let size = 0;
  for (const one of cases) {
    part.push(one);
    size += caseSize(one);
    if (part.length < CASES_AT_ONCE && size < CHARACTERS_AT_ONCE) continue;
    yield part;
    [part, size] = [[], 0];
  }
  if (part.length > 0) yield part;
}

/** The characters of a case and its names, roughly. */
export function caseSize(one: Case): number {
  const { input, expected, name, note } = one;
  const asked =
    'message' in input
      ? input.message.length
      : Object.entries(input.variables).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return 50 + asked + (expected?.length ?? 0) + (name?.length ?? 0) + (note?.length ?? 0);
}

/** What a case asks, in one line. */
export function caseText({ input }: Pick<Case, 'input'>): string {
  if ('message' in input) return input.message;
  const entries = Object.entries(input.variables);
  const [only] = entries;
  return entries.length === 1 && only !== undefined
    ? only[1]
    : entries.map(([name, value]) => `${name}: ${value}`).join(' · ');
}

function inputKey(input: CaseInput): unknown {
  if ('message' in input) return input.message;
  return Object.fromEntries([...variableValues(input.variables)].sort(([a], [b]) => (a < b ? -1 : 1)));
}
