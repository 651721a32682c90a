import { diffArrays, diffWordsWithSpace } from 'diff';
import type { MessageDifference } from './domain/comparison.ts';
import type { DiffPart, WordDiff } from './domain/difference.ts';
import type { Message } from './domain/message.ts';

/**
 * Word diffs within limits. The work grows with length times differences, so each diff may hold the main thread for a moment only, and
 * a page full of them has a budget; past it only what texts begin and end with alike is told apart from the rest.
 */
const ONE_DIFF_MS = 30;
const MOST_CHARACTERS = 50_000;
const BUDGET_MS = 2_000;

/** The way from one text to the other, words and spaces apart. */
export function wordDiff(from: string, to: string): WordDiff {
  if (from === to) return { parts: same(to), rough: false };
  if (from.length + to.length > MOST_CHARACTERS) return roughDiff(from, to);
  const changes = diffWordsWithSpace(from, to, { timeout: ONE_DIFF_MS });
  if (changes === undefined) return roughDiff(from, to);
  return { parts: joined(changes.map((change) => ({ kind: kindOf(change), text: change.value }))), rough: false };
}

/** The way from one text to each of the others, by text, in their order; other work goes on between two diffs. */
export async function wordDiffs(from: string, texts: readonly string[]): Promise<ReadonlyMap<string, WordDiff>> {
  const end = performance.now() + BUDGET_MS;
  const diffs = new Map<string, WordDiff>();
  for (const text of new Set(texts)) {
    diffs.set(text, performance.now() < end ? wordDiff(from, text) : roughDiff(from, text));
    await otherWork();
  }
  return diffs;
}

/** What both texts begin and end with, in whole words, and between them all of the one for all of the other. */
function roughDiff(from: string, to: string): WordDiff {
  const before = wordsAndSpaces(from);
  const after = wordsAndSpaces(to);
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const middle = (words: readonly string[]) => words.slice(start, words.length - end).join('');
  const parts: readonly DiffPart[] = [
    { kind: 'same', text: after.slice(0, start).join('') },
    { kind: 'removed', text: middle(before) },
    { kind: 'added', text: middle(after) },
    { kind: 'same', text: after.slice(after.length - end).join('') },
  ];
  return { parts: parts.filter(({ text }) => text !== ''), rough: true };
}

function wordsAndSpaces(text: string): readonly string[] {
  return text.match(/\s+|\S+/gu) ?? [];
}

function same(text: string): readonly DiffPart[] {
  return text === '' ? [] : [{ kind: 'same', text }];
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
  if (before !== undefined && before.role === after?.role) {
    return [{ role: before.role, kind: 'changed', parts: wordDiff(before.content, after.content).parts }];
  }
  return [
    ...(before === undefined ? [] : [whole(before, 'removed')]),
    ...(after === undefined ? [] : [whole(after, 'added')]),
  ];
}

function whole({ role, content }: Message, kind: 'same' | 'added' | 'removed'): MessageDifference {
  return { role, kind, parts: [{ kind, text: content }] };
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
