import { type Prompt, rendererOf } from '../prompt/prompt.ts';
import { type Case, caseText, promptForCase } from './case.ts';

/**
 * The examples that are sent and whose input is the user message itself, by their place among all examples. The answer
 * then stands in the prompt, so a run shows copying and not understanding. Case, white space and the way a character is
 * encoded do not count.
 */
export function leakedExamples({ examples, messages, ...prompt }: Prompt): readonly number[] {
  if (!examples.some(({ enabled }) => enabled)) return [];
  const render = rendererOf(prompt);
  const asked = normalised(render(messages.at(-1)?.content ?? ''));
  if (asked === '') return [];
  return examples.flatMap(({ enabled, input }, index) =>
    enabled && normalised(render(input)) === asked ? [index] : [],
  );
}

/** The warning for `leakedExamples`; `null` when there are none. */
export function leakWarning(prompt: Prompt): string | null {
  const leaked = leakedExamples(prompt);
  if (leaked.length === 0) return null;
  const numbers = leaked.slice(0, 5).map((index) => index + 1);
  const which = leaked.length === 1 ? `example ${numbers[0]}` : `examples ${numbers.join(', ')}`;
  return `Leak: the user message is also the input of ${which}, so the answer can be copied. Ask something else, or switch it off.`;
}

/** A case whose question is the input of an example. Both places count from 0. */
export interface CaseLeak {
  readonly case: number;
  readonly example: number;
}

/**
 * Cases that an example of the prompt already answers: a run would show copying and not understanding. Compared are the message
 * that asks the case, and its text alone, as the prompt may put words round it.
 */
export function leakedCases(prompt: Prompt, cases: readonly Case[]): readonly CaseLeak[] {
  const examples = exampleTexts(prompt);
  if (examples.size === 0) return [];
  return cases.flatMap((one, place) => {
    const asked = promptForCase(prompt, one);
    const message = normalised(rendererOf(asked)(asked.messages.at(-1)?.content ?? ''));
    const example = examples.get(message) ?? examples.get(normalised(caseText(one)));
    return example === undefined ? [] : [{ case: place, example }];
  });
}

/** The inputs that are sent, each with the place of the first example that has it. */
function exampleTexts({ examples, ...prompt }: Prompt): ReadonlyMap<string, number> {
  const render = rendererOf(prompt);
  const texts = examples.map(({ input, enabled }, index) => [enabled ? normalised(render(input)) : '', index] as const);
  return new Map(texts.filter(([text]) => text !== '').toReversed());
}

/** As answers are compared: case, white space, trailing punctuation and the way a character is encoded do not count. */
function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<![\s.!?,;:])[\s.!?,;:]+$/u, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Pairs that a warning names. */
const MAX_NAMED = 5;

/** What is said of leaked cases; `null` when there are none. People count cases and examples from 1. */
export function leakedCasesWarning(leaks: readonly CaseLeak[]): string | null {
  if (leaks.length === 0) return null;
  const named = leaks.slice(0, MAX_NAMED).map((leak) => `case ${leak.case + 1} is example ${leak.example + 1}`);
  const more = leaks.length > MAX_NAMED ? `, and ${leaks.length - MAX_NAMED} more` : '';
  const count = leaks.length === 1 ? '1 case is' : `${leaks.length} cases are`;
  return `Leak: ${count} left out of the score, because the prompt holds the answer as an example: ${named.join(', ')}${more}.`;
}
