import { diffArrays } from 'diff';
import type { DiffPart, WordDiff } from '../../domain/answers/baseline-diff.ts';

export interface TextPair {
  readonly from: string;
  readonly to: string;
}

/** Longer texts are not worth a try: even equal ones take long to be cut into words. */
const MAX_CHARACTERS = 1_000_000;

/**
 * The way from one text to the other: a shortest series of words, spaces and punctuation put in and taken out (Myers 1986). The work
 * grows with length times differences; past `withinMs` the answer is rough.
 */
export function wordDiff({ from, to }: TextPair, withinMs: number): WordDiff {
  if (from === to) return { parts: partsOf([{ kind: 'same', text: to }]), rough: false };
  if (from.length + to.length > MAX_CHARACTERS) return roughDiff({ from, to });
  const changes = diffArrays(wordsOf(from), wordsOf(to), { timeout: withinMs });
  if (changes === undefined) return roughDiff({ from, to });
  const parts = changes.map(({ added, removed, value }): DiffPart => {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    return { kind, text: value.join('') };
  });
  return { parts: joined(parts), rough: false };
}

/** What both texts begin and end with, in whole words, and between them all of the one for all of the other. */
export function roughDiff({ from, to }: TextPair): WordDiff {
  const shortest = Math.min(from.length, to.length);
  let start = 0;
  while (start < shortest && from[start] === to[start]) start++;
  while (!(isBoundary(from, start) && isBoundary(to, start))) start--;
  let end = 0;
  while (end < shortest - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  while (!(isBoundary(from, from.length - end) && isBoundary(to, to.length - end))) end--;
  return {
    parts: partsOf([
      { kind: 'same', text: to.slice(0, start) },
      { kind: 'removed', text: from.slice(start, from.length - end) },
      { kind: 'added', text: to.slice(start, to.length - end) },
      { kind: 'same', text: to.slice(to.length - end) },
    ]),
    rough: true,
  };
}

/** Scripts that write no spaces between words go letter by letter. */
const UNSPACED = String.raw`\u0E00-\u0EFF\u3040-\u30FF\u3400-\u9FFF`;
const WORD = new RegExp(String.raw`[${UNSPACED}]|(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}_])+|\s+|.`, 'gsu');

function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** Whether a text can be cut here without cutting a word. */
function isBoundary(text: string, at: number): boolean {
  return at === 0 || at === text.length || isSpace(text[at - 1]) !== isSpace(text[at]);
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && character.trim() === '';
}

/** Changes with only spaces between them, as one: a sentence put for another one reads better than word by word in turns. */
function joined(parts: readonly DiffPart[]): readonly DiffPart[] {
  const result: DiffPart[] = [];
  let removed = '';
  let added = '';
  const flush = () => {
    result.push(
      ...partsOf([
        { kind: 'removed', text: removed },
        { kind: 'added', text: added },
      ]),
    );
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

function partsOf(parts: readonly DiffPart[]): readonly DiffPart[] {
  return parts.filter(({ text }) => text !== '');
}
