/** Names that differ in at most this many letters are taken for a slip of the other. */
const MAX_SLIPS = 2;

/**
 * The known name that an unknown one was probably meant to be; `null` when it is known, or close to none. Case and the
 * difference between `_`, `-` and nothing do not count.
 */
export function closeName(name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return null;
  const plain = bare(name);
  const slips = known.map((candidate) => ({ candidate, distance: editDistance(plain, bare(candidate)) }));
  const best = slips.toSorted((a, b) => a.distance - b.distance)[0];
  if (best === undefined) return null;
  const allowed = Math.min(MAX_SLIPS, Math.floor(bare(best.candidate).length / 4));
  return best.distance <= allowed ? best.candidate : null;
}

function bare(name: string): string {
  return name.toUpperCase().replace(/[_-]/g, '');
}

/** Letters to insert, delete, replace or swap with the next to get from one text to the other (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : replaced;
      next[j] = Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
