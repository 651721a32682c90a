/**
 * Copying by position. A shot's answer may repeat words of its query ("My name is Ann." -> "Ann"). Where the new query
 * runs parallel to the shot's, the words in the same place are put in their stead; where it does not, words of the
 * same shape (a capital inside a sentence, a number) in the same order.
 */
import { isContentWord, wordOf } from './words/tokenizer.ts';

interface FilledAnswer {
  readonly tokens: readonly string[];
  /** Slots that got words of the new query, and slots that found none and keep the shot's own. */
  readonly filled: number;
  readonly missed: number;
  /** How far the two queries run parallel: shared tokens over their mean length, 0 to 1. */
  readonly parallel: number;
}

/** Texts longer than this, in tokens, are not aligned. */
const MAX_ALIGNED = 160;

export function fillSlots(shot: { query: readonly string[]; answer: readonly string[] }, query: readonly string[]) {
  const plain: FilledAnswer = { tokens: shot.answer, filled: 0, missed: 0, parallel: 0 };
  if (Math.max(shot.query.length, query.length, shot.answer.length) > MAX_ALIGNED) return plain;
  const partner = align(shot.query.map(wordOf), query.map(wordOf));
  return { ...fill(shot, query, partner), parallel: parallelShare(partner, query.length) };
}

/** How far two texts run parallel, 0 to 1: words shared in order, over their mean length in tokens. */
export function parallelism(a: readonly string[], b: readonly string[]): number {
  if (Math.max(a.length, b.length) > MAX_ALIGNED) return 0;
  return (2 * sharedInOrder(a, b)) / (a.length + b.length || 1);
}

function parallelShare(partner: Partner, queryLength: number): number {
  const anchors = partner.filter((at) => at !== null).length;
  return (2 * anchors) / (partner.length + queryLength || 1);
}

/** Words that questions and answers share without one being copied from the other. */
const NEVER_COPIED = new Set(
  'what how who why which when where do does did can could should would are am not no yes you your me my we us they them he she his her have has had there here if then than'.split(
    ' ',
  ),
);

type Partner = readonly (number | null)[];

function fill(
  shot: { query: readonly string[]; answer: readonly string[] },
  query: readonly string[],
  partner: Partner,
) {
  const tokens: string[] = [];
  let filled = 0;
  let missed = 0;
  for (let at = 0; at < shot.answer.length; ) {
    const slot = slotAt(shot, at, partner);
    if (slot === null) {
      tokens.push(shot.answer[at] ?? '');
      at += 1;
      continue;
    }
    const original = shot.answer.slice(at, at + slot.length);
    const copied = parallelWords(slot, query, partner) ?? alikeWord(slot.from, shot.query, query);
    if (copied === null) missed += 1;
    else filled += 1;
    tokens.push(...(copied === null ? original : inTheStyleOf(original[0] ?? '', copied, shot.query[slot.from] ?? '')));
    at += slot.length;
  }
  return { tokens, filled, missed };
}

/** Words of the shot's query, unmatched in the new one, that its answer repeats. */
interface Slot {
  readonly from: number;
  readonly length: number;
}

function slotAt(
  shot: { query: readonly string[]; answer: readonly string[] },
  at: number,
  partner: Partner,
): Slot | null {
  const word = wordOf(shot.answer[at] ?? '');
  if (!isContentWord(word) || NEVER_COPIED.has(word)) return null;
  let best: Slot | null = null;
  for (let from = 0; from < shot.query.length; from++) {
    let length = 0;
    while (
      at + length < shot.answer.length &&
      partner[from + length] === null &&
      wordOf(shot.answer[at + length] ?? '') === wordOf(shot.query[from + length] ?? '')
    ) {
      length += 1;
    }
    if (length > (best?.length ?? 0)) best = { from, length };
  }
  return best;
}

/** The words between the same two neighbours; null when nothing stands there. */
function parallelWords(slot: Slot, query: readonly string[], partner: Partner): readonly string[] | null {
  let start = slot.from;
  while (start > 0 && partner[start - 1] === null) start -= 1;
  let end = slot.from + slot.length;
  while (end < partner.length && partner[end] === null) end += 1;
  const first = start === 0 ? 0 : (partner[start - 1] ?? 0) + 1;
  const last = end === partner.length ? query.length : (partner[end] ?? 0);
  if (last <= first) return null;
  if (last - first !== end - start) return start === slot.from ? query.slice(first, last) : null;
  return query.slice(first + slot.from - start, first + slot.from - start + slot.length);
}

/** The word of the same shape and the same rank among such words; null when the shape says nothing. */
function alikeWord(from: number, shotQuery: readonly string[], query: readonly string[]): readonly string[] | null {
  const shape = shapeAt(shotQuery, from);
  if (shape === 'plain') return null;
  const rank = shotQuery.slice(0, from).filter((_, i) => shapeAt(shotQuery, i) === shape).length;
  const alike = query.filter((_, i) => shapeAt(query, i) === shape);
  const word = alike[rank];
  return word === undefined ? null : [word];
}

function shapeAt(tokens: readonly string[], at: number): 'name' | 'number' | 'plain' {
  const token = (tokens[at] ?? '').trim();
  if (/^\p{N}/u.test(token)) return 'number';
  const opensSentence = at === 0 || /^[.!?\n]$/u.test((tokens[at - 1] ?? '').trim() || '\n');
  return /^\p{Lu}\p{L}/u.test(token) && !opensSentence ? 'name' : 'plain';
}

/** Copied words take the spacing of the words they replace, and a capital or small letter the answer had put there. */
function inTheStyleOf(original: string, copied: readonly string[], source: string): string[] {
  const [head = '', ...rest] = copied;
  const space = /^\s/u.test(original) ? ' ' : '';
  const recased = original.trim() === source.trim() ? head.trim() : sameCase(original.trim(), head.trim());
  return [space + recased, ...rest];
}

function sameCase(model: string, word: string): string {
  const first = word.slice(0, 1);
  return (/^\p{Lu}/u.test(model) ? first.toUpperCase() : first.toLowerCase()) + word.slice(1);
}

/** For each word of `a`, its place in `b` along a longest common subsequence, or null. */
function align(a: readonly string[], b: readonly string[]): (number | null)[] {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  const cell = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
    }
  }
  const partner: (number | null)[] = a.map(() => null);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) partner[i++] = j++;
    else if (cell(i + 1, j) >= cell(i, j + 1)) i += 1;
    else j += 1;
  }
  return partner;
}

/** Length of the longest common subsequence. */
function sharedInOrder(a: readonly string[], b: readonly string[]): number {
  const row = new Uint16Array(b.length + 1);
  for (const word of a) {
    let diagonal = 0;
    for (let j = 0; j < b.length; j++) {
      const above = row[j + 1] ?? 0;
      row[j + 1] = word === b[j] ? diagonal + 1 : Math.max(above, row[j] ?? 0);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
