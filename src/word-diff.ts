import { diffArrays, diffWordsWithSpace } from 'diff';
import type { MessageDifference } from './domain/comparison.ts';
import type { DiffPart } from './domain/difference.ts';
import type { Message } from './domain/message.ts';

/**
 * Word diffs within limits. The work grows with length times differences, so each diff may hold the main thread for a moment only, and
 * a page full of them has a budget; past it a text is shown as it is, unmarked.
 */
const ONE_DIFF_MS = 25;
const MOST_CHARACTERS = 50_000;
const BUDGET_MS = 1_000;

/** The way from one text to the other, words and spaces apart; `null` when it would take too long. */
export function wordDiff(from: string, to: string): readonly DiffPart[] | null {
  if (from === to) return to === '' ? [] : [{ kind: 'same', text: to }];
  if (from.length + to.length > MOST_CHARACTERS) return null;
  const changes = diffWordsWithSpace(from, to, { timeout: ONE_DIFF_MS });
  return changes === undefined ? null : joined(changes.map((change) => ({ kind: kindOf(change), text: change.value })));
}

/** Changes with only spaces between them, as one: a sentence put for another one reads better than word by word in turns. */
function joined(parts: readonly DiffPart[]): readonly DiffPart[] {
  const result: DiffPart[] = [];
  let removed = '';
  let added = '';
  const flush = () => {
    if (removed !== '') result.push({ kind: 'removed', text: removed });
    if (added !== '') result.push({ kind: 'added', text: added });
    removed = '';
    added = '';
  };
  for (const [position, part] of parts.entries()) {
    const isGap = part.kind === 'same' && part.text.trim() === '' && removed !== '' && added !== '';
    if (part.kind === 'removed') removed += part.text;
    else if (part.kind === 'added') added += part.text;
    else if (isGap && position < parts.length - 1) {
      removed += part.text;
      added += part.text;
    } else {
      flush();
      result.push(part);
    }
  }
  flush();
  return result;
}

/** The way from one text to each of the others, by text; other work goes on between two diffs. */
export async function wordDiffs(
  from: string,
  texts: readonly string[],
): Promise<ReadonlyMap<string, readonly DiffPart[] | null>> {
  const end = performance.now() + BUDGET_MS;
  const diffs = new Map<string, readonly DiffPart[] | null>();
  for (const text of new Set(texts)) {
    diffs.set(text, performance.now() < end ? wordDiff(from, text) : null);
    await otherWork();
  }
  return diffs;
}

/** Two message lists held against each other: messages that are in one only, and those whose words changed. */
export function messageDiff(from: readonly Message[], to: readonly Message[]): readonly MessageDifference[] {
  const changes = diffArrays([...from], [...to], { comparator: isSame });
  return changes.flatMap(({ added, removed, value }, position) => {
    if (removed)
      return withReplacements(value, changes[position + 1]?.added ? (changes[position + 1]?.value ?? []) : []);
    // What replaced removed messages was shown with them.
    if (added && changes[position - 1]?.removed) return [];
    return value.map((message) => whole(message, added ? 'added' : 'same'));
  });
}

/** Removed messages with those that took their place, in pairs of one role while there are both. */
function withReplacements(removed: readonly Message[], added: readonly Message[]): readonly MessageDifference[] {
  const length = Math.max(removed.length, added.length);
  return Array.from({ length }, (_, position) => changed(removed[position], added[position])).flat();
}

function changed(before: Message | undefined, after: Message | undefined): readonly MessageDifference[] {
  const parts = before && after && before.role === after.role ? wordDiff(before.content, after.content) : null;
  if (parts !== null && after !== undefined) return [{ role: after.role, kind: 'changed', parts }];
  return [
    ...(before === undefined ? [] : [whole(before, 'removed')]),
    ...(after === undefined ? [] : [whole(after, 'added')]),
  ];
}

function whole({ role, content }: Message, kind: 'same' | 'added' | 'removed'): MessageDifference {
  return { role, kind, parts: [{ kind, text: content }] };
}

function isSame(a: Message, b: Message): boolean {
  return a.role === b.role && a.content === b.content && a.name === b.name;
}

function kindOf({ added, removed }: { readonly added: boolean; readonly removed: boolean }): DiffPart['kind'] {
  if (added) return 'added';
  return removed ? 'removed' : 'same';
}

function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
