/**
 * A repeatable stream of numbers in [0, 1) for a whole-number seed (mulberry32, Tommy Ettinger, public domain). Seeds
 * beyond 32 bits are folded, so that large ones differ too.
 */
export function randomFrom(seed: number): () => number {
  let state = (seed | 0) ^ Math.floor(seed / 2 ** 32);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
