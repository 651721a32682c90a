import type { Example, Prompt } from './prompt.ts';

/** A structural edit as it was made: the prompt before it, and after it. */
export interface PromptEdit {
  readonly before: Prompt;
  readonly after: Prompt;
}

/**
 * The prompt without an edit, keeping what was typed since: rows and messages that the edit left alone are as they are
 * now; those it took away come back; those it brought go. `null` when the prompt has another shape than the edit left.
 */
export function withoutEdit(current: Prompt, { before, after }: PromptEdit): Prompt | null {
  if (current.examples.length !== after.examples.length || current.messages.length !== after.messages.length)
    return null;
  return {
    ...current,
    examples: restored(current.examples, { before: before.examples, after: after.examples }, exampleBack),
    messages: restored(current.messages, { before: before.messages, after: after.messages }, (now, { role }) => ({
      ...now,
      role,
    })),
    encoding: before.encoding === after.encoding ? current.encoding : before.encoding,
    template: before.template === after.template ? current.template : before.template,
    system: before.system === after.system ? current.system : before.system,
  };
}

function exampleBack(now: Example, { enabled, tags }: Example): Example {
  return { ...now, enabled, tags };
}

/** An edit leaves what it does not touch as the same object, and replaces in place what it changes. */
function restored<T extends object>(
  current: readonly T[],
  { before, after }: { readonly before: readonly T[]; readonly after: readonly T[] },
  back: (now: T, before: T) => T,
): readonly T[] {
  const placeAfter = new Map(after.map((item, index) => [item, index]));
  const sameLength = before.length === after.length;
  const old = new Set(before);
  return before.map((item, index) => {
    const kept = placeAfter.get(item);
    if (kept !== undefined) return current[kept] ?? item;
    const replaced = sameLength && !old.has(after[index] as T) ? current[index] : undefined;
    return replaced === undefined ? item : back(replaced, item);
  });
}
