import { nearestOf } from '../analysis/texts/similarity.ts';
import { type Case, caseText } from '../domain/cases/case.ts';
import { isSent, type Prompt } from '../domain/prompt/prompt.ts';
import type { VariantPrompt } from '../domain/prompt/variant-prompts.ts';

/** The prompt of a variant as it asks one case: where it takes the nearest examples, with those alone switched on. */
export function promptsForCases({ prompt, nearest }: VariantPrompt): (one: Case) => Prompt {
  if (nearest === undefined) return () => prompt;
  const on = onPlaces(prompt);
  const near = nearestOf(
    on.map((place) => prompt.examples[place]?.input ?? ''),
    nearest,
  );
  return (one) => withOnly(prompt, new Set(near(caseText(one)).map((index) => on[index] ?? -1)));
}

/** The prompt of a variant with the longest examples that a case could be asked with. */
export function longestPrompt({ prompt, nearest }: VariantPrompt): Prompt {
  if (nearest === undefined) return prompt;
  const sizes = onPlaces(prompt).map((place) => ({ place, size: JSON.stringify(prompt.examples[place]).length }));
  const longest = sizes.toSorted((a, b) => b.size - a.size).slice(0, nearest);
  return withOnly(prompt, new Set(longest.map(({ place }) => place)));
}

function onPlaces({ examples }: Prompt): readonly number[] {
  return examples.flatMap((row, place) => (isSent(row) ? [place] : []));
}

function withOnly(prompt: Prompt, places: ReadonlySet<number>): Prompt {
  return { ...prompt, examples: prompt.examples.map((row, place) => ({ ...row, enabled: places.has(place) })) };
}
