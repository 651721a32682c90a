/** The seed of a random test: `FUZZ_SEED` to try one again, else another one each time. Print it. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

/** How many of something a random test tries: so many, unless an environment variable asks for fewer. */
export function countOf(variable: string, usual: number): number {
  return Number(process.env[variable] ?? usual);
}

/** Random choices that a seed repeats. */
export interface Random {
  /** From 0 up to, but not including, `end`. */
  below(end: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in so many times. */
  oneIn(times: number): boolean;
}

/** The generator mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    pick: <T>(from: readonly T[]) => from[below(from.length)] as T,
    oneIn: (times) => below(times) === 0,
  };
}
