import { type Prompt, rendererOf } from './prompt.ts';

/**
 * The examples that are sent and whose input is the user message itself, by their place among all examples. The answer
 * then stands in the prompt, so a run shows copying and not understanding. Case, white space and the way a character is
 * encoded do not count.
 */
export function leakedExamples({ examples, messages, ...prompt }: Prompt): readonly number[] {
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

function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
