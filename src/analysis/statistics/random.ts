/** A source of numbers in [0, 1). */
export type Random = () => number;

/** Repeatable random numbers from a 32-bit seed (mulberry32), so that a sampled p-value is the same each time it is shown. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
