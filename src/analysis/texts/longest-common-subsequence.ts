/**
 * Longest common subsequences of many pairs of word lists, thirty positions at a time (Hyyrö 2004): roughly ten
 * times faster than the plain table, so that 200 samples of 500 words (19,900 pairs) take half a second.
 *
 * Each list gets one row of bits per distinct word, marking where the word stands. Comparing a list with another walks the
 * other's words once and updates one bit vector; in the end each cleared bit is one word of the subsequence.
 */

/** 30 bits per limb keep the sum of two limbs within a 32-bit integer, where JavaScript arithmetic is fastest. */
const LIMB_BITS = 30;
const LIMB_MASK = 2 ** LIMB_BITS - 1;

/** A function giving the length of the longest common subsequence of lists `i` and `j`. */
export function longestCommonSubsequences(lists: readonly (readonly string[])[]): (i: number, j: number) => number {
  const ids = new Map<string, number>();
  const numbered = lists.map((list) => Int32Array.from(list, (word) => idOf(word, ids)));
  let current: { readonly list: number; readonly positions: Positions } | null = null;
  return (i, j) => {
    const a = numbered[i];
    const b = numbered[j];
    if (a === undefined || b === undefined) throw new RangeError(`No list ${i} or ${j} among ${lists.length}`);
    // Pairs come row by row, so one list's positions serve a whole row.
    if (current?.list !== i) current = { list: i, positions: positionsOf(a, ids.size) };
    return commonLength(current.positions, b);
  };
}

/** Where each word of a list stands, as bits: `rows[word]` is the offset of its limbs in `bits`, or -1. */
interface Positions {
  readonly length: number;
  readonly limbs: number;
  readonly rows: Int32Array;
  readonly bits: Int32Array;
}

function idOf(word: string, ids: Map<string, number>): number {
  const known = ids.get(word);
  if (known !== undefined) return known;
  ids.set(word, ids.size);
  return ids.size - 1;
}

function positionsOf(list: Int32Array, vocabulary: number): Positions {
  const limbs = Math.ceil(list.length / LIMB_BITS);
  const rows = new Int32Array(vocabulary).fill(-1);
  const bits = new Int32Array(new Set(list).size * limbs);
  let free = 0;
  for (const [position, word] of list.entries()) {
    if ((rows[word] ?? -1) < 0) {
      rows[word] = free;
      free += limbs;
    }
    const limb = (rows[word] ?? 0) + Math.floor(position / LIMB_BITS);
    bits[limb] = (bits[limb] ?? 0) | (1 << (position % LIMB_BITS));
  }
  return { length: list.length, limbs, rows, bits };
}

function commonLength({ length, limbs, rows, bits }: Positions, other: Int32Array): number {
  const vector = new Int32Array(limbs).fill(LIMB_MASK);
  for (const word of other) {
    const row = rows[word] ?? -1;
    if (row < 0) continue;
    let carry = 0;
    for (let limb = 0; limb < limbs; limb++) {
      const old = vector[limb] ?? 0;
      const matches = old & (bits[row + limb] ?? 0);
      const sum = old + matches + carry;
      carry = sum >>> LIMB_BITS;
      vector[limb] = (sum & LIMB_MASK) | (old & ~matches);
    }
  }
  return clearedBits(vector, length);
}

function clearedBits(vector: Int32Array, length: number): number {
  let cleared = 0;
  for (let position = 0; position < length; position++) {
    const limb = vector[Math.floor(position / LIMB_BITS)] ?? 0;
    if ((limb & (1 << (position % LIMB_BITS))) === 0) cleared++;
  }
  return cleared;
}
