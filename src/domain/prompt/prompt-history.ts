import type { Message } from './message.ts';
import type { Example, Prompt, Variables } from './prompt.ts';
import { withTemplates } from './prompt-variables.ts';

/**
 * A structural edit, as what it takes to go back over it. It is plain data: it may be kept and read back, and what an edit
 * left alone is no part of it.
 */
export interface PromptEdit {
  /** `null`: the rows were left alone. */
  readonly examples: ListEdit<Example> | null;
  readonly messages: ListEdit<Message> | null;
  /** What else it changed, as it was before. */
  readonly parts: {
    readonly system?: string | null;
    readonly encoding?: Prompt['encoding'];
    readonly template?: string | null;
    readonly variables?: Variables;
    readonly templates?: boolean;
  };
}

interface ListEdit<T> {
  /** How many items there were afterwards. */
  readonly length: number;
  /** The items of before, in order. */
  readonly before: readonly ItemBefore<T>[];
}

type ItemBefore<T> =
  /** So many that the edit kept, from this place on afterwards. */
  | { readonly from: number; readonly count: number }
  /** One that it changed in place, and what it left there. */
  | { readonly was: T; readonly left: T }
  /** One that it took away. */
  | { readonly was: T };

/**
 * What an edit did, `null` when nothing. An edit leaves what it does not touch as the same object, and replaces in place
 * what it changes.
 */
export function editBetween(before: Prompt, after: Prompt): PromptEdit | null {
  const edit: PromptEdit = {
    examples: listEdit(before.examples, after.examples),
    messages: listEdit(before.messages, after.messages),
    parts: {
      ...(before.system === after.system ? {} : { system: before.system }),
      ...(before.encoding === after.encoding ? {} : { encoding: before.encoding }),
      ...(before.template === after.template ? {} : { template: before.template }),
      ...(before.templates === after.templates ? {} : { templates: before.templates ?? true }),
      ...(before.variables === after.variables ? {} : { variables: before.variables ?? {} }),
    },
  };
  const isNothing = edit.examples === null && edit.messages === null && Object.keys(edit.parts).length === 0;
  return isNothing ? null : edit;
}

/** Whether an edit changed the template and nothing else: such edits are typed, letter by letter. */
export function isOfTemplate({ examples, messages, parts }: PromptEdit): boolean {
  return examples === null && messages === null && Object.keys(parts).join() === 'template';
}

/**
 * The prompt without an edit, keeping what was typed since: rows and messages that the edit left alone are as they are
 * now; those it took away come back; those it brought go. `null` when the prompt has another shape than the edit left.
 */
export function withoutEdit(
  current: Prompt,
  { examples, messages, parts: { templates, ...parts } }: PromptEdit,
): Prompt | null {
  if (!fits(current.examples, examples) || !fits(current.messages, messages)) return null;
  const before: Prompt = {
    ...current,
    ...parts,
    examples:
      examples === null
        ? current.examples
        : restored(current.examples, examples, (now, { enabled, tags }) => ({ ...now, enabled, tags })),
    messages:
      messages === null
        ? current.messages
        : restored(current.messages, messages, (now, { role }) => ({ ...now, role })),
  };
  return templates === undefined ? before : withTemplates(before, templates);
}

function fits<T>(current: readonly T[], edit: ListEdit<T> | null): boolean {
  return edit === null || edit.length === current.length;
}

function listEdit<T extends object>(before: readonly T[], after: readonly T[]): ListEdit<T> | null {
  if (before.length === after.length && before.every((item, index) => item === after[index])) return null;
  const placeAfter = new Map(after.map((item, index) => [item, index]));
  const old = new Set(before);
  const items: ItemBefore<T>[] = [];
  before.forEach((was, index) => {
    const from = placeAfter.get(was);
    const left = before.length === after.length ? after[index] : undefined;
    const last = items.at(-1);
    if (from === undefined) items.push(left === undefined || old.has(left) ? { was } : { was, left });
    else if (last !== undefined && 'from' in last && last.from + last.count === from) {
      items[items.length - 1] = { from: last.from, count: last.count + 1 };
    } else items.push({ from, count: 1 });
  });
  return { length: after.length, before: items };
}

function restored<T extends object>(
  current: readonly T[],
  { before }: ListEdit<T>,
  back: (now: T, before: T) => T,
): readonly T[] {
  const items: T[] = [];
  for (const item of before) {
    if ('from' in item) items.push(...current.slice(item.from, item.from + item.count));
    else items.push(itemBack(item, current[items.length], back));
  }
  return items;
}

/** What nobody typed in since comes back whole, as when another version took the prompt's place. */
function itemBack<T>(
  item: { readonly was: T; readonly left?: T },
  now: T | undefined,
  back: (now: T, before: T) => T,
): T {
  if (item.left === undefined || now === undefined || JSON.stringify(now) === JSON.stringify(item.left))
    return item.was;
  return back(now, item.was);
}
