/** The items in another order. */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Numbers in [0, 1) from a seed (mulberry32): what is drawn can be drawn again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of the items, drawn with a seed, in the order in which they stood. */
export function seededSubset<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const drawn = new Set(shuffled([...items.keys()], seeded(seed)).slice(0, count));
  return items.filter((_, place) => drawn.has(place));
}
