import type { Example, Prompt } from './prompt.ts';

/*
 * Edits of the example rows. A row is named by its id, because its place changes while requests are on their way; an edit
 * of a row that is not there (any more) leaves the prompt as it is.
 */

export type IdentifiedExample = Example & { readonly id: string };

/** The rows, each with an id: those that have none are named by their place, the same way every time. */
export function identified(examples: readonly Example[]): readonly IdentifiedExample[] {
  const taken = new Set(examples.map(({ id }) => id));
  return examples.map((example, index) => {
    if (example.id !== undefined) return { ...example, id: example.id };
    let id = `n${index}`;
    while (taken.has(id)) id += 'n';
    taken.add(id);
    return { ...example, id };
  });
}

/** The same for the prompt that holds them. */
export function withRowIds(prompt: Prompt): Prompt {
  return prompt.examples.every(({ id }) => id !== undefined)
    ? prompt
    : { ...prompt, examples: identified(prompt.examples) };
}

/** Puts rows at the end. */
export function addExamples(prompt: Prompt, rows: readonly Example[]): Prompt {
  return withExamples(prompt, [...prompt.examples, ...rows]);
}

export function removeExample(prompt: Prompt, id: string): Prompt {
  return withExamples(
    prompt,
    prompt.examples.filter((row) => row.id !== id),
  );
}

/** Puts a copy under `newId` right after the row. */
export function duplicateExample(prompt: Prompt, id: string, newId: string): Prompt {
  const index = indexOf(prompt, id);
  const row = prompt.examples[index];
  if (row === undefined) return prompt;
  return withExamples(prompt, prompt.examples.toSpliced(index + 1, 0, { ...row, id: newId }));
}

/** Takes the row to another place, from 0; places beyond the ends are the ends. */
export function moveExample(prompt: Prompt, id: string, to: number): Prompt {
  const index = indexOf(prompt, id);
  const row = prompt.examples[index];
  if (row === undefined || !Number.isInteger(to)) return prompt;
  const place = Math.min(Math.max(to, 0), prompt.examples.length - 1);
  if (place === index) return prompt;
  return withExamples(prompt, prompt.examples.toSpliced(index, 1).toSpliced(place, 0, row));
}

/** Changes some of a row's fields. */
export function changeExample(prompt: Prompt, id: string, fields: Partial<Omit<Example, 'id'>>): Prompt {
  const index = indexOf(prompt, id);
  const row = prompt.examples[index];
  if (row === undefined) return prompt;
  return withExamples(prompt, prompt.examples.with(index, { ...row, ...fields }));
}

/** Switches every row on or off. */
export function switchAllExamples(prompt: Prompt, enabled: boolean): Prompt {
  return withExamples(
    prompt,
    prompt.examples.map((row) => (row.enabled === enabled ? row : { ...row, enabled })),
  );
}

/** Tags as typed, separated by commas: each once, in order. */
export function parseTags(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    ),
  ];
}

export function formatTags(tags: readonly string[]): string {
  return tags.join(', ');
}

/** Every tag in use, in the order of first use. */
export function tagsOf({ examples }: Prompt): readonly string[] {
  return [...new Set(examples.flatMap(({ tags }) => tags))];
}

function indexOf(prompt: Prompt, id: string): number {
  const index = prompt.examples.findIndex((row) => row.id === id);
  return index < 0 ? prompt.examples.length : index;
}

function withExamples(prompt: Prompt, examples: readonly Example[]): Prompt {
  return { ...prompt, examples };
}
