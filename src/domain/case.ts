import type { Prompt, Variables } from './prompt.ts';
import { escapeText, variableValues } from './template.ts';

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
}

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
export function caseJson({ input, expected: answer, name }: Case) {
  return {
    ...input,
    ...(answer === null ? {} : { expected: answer }),
    ...(name === null ? {} : { name }),
  };
}

/** The text by which two cases are the same, whatever the order of their variables; a name and a note do not count. */
export function caseKey({ input, expected }: Case): string {
  return JSON.stringify([inputKey(input), expected]);
}

/** The text whose hash identifies a case set. */
export function canonicalCase({ input, expected, name }: Case): string {
  return JSON.stringify([inputKey(input), expected, name]);
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
