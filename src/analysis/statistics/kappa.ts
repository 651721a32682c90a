/**
 * Cohen's kappa of two raters over the same items, each pair holding the two labels of one item: agreement beyond what their label
 * frequencies alone would give, 1 for perfect, 0 for chance. `null` without items, or when both always give the same one label
 * (chance alone would be perfect). Source: Cohen 1960.
 */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): number | null {
  const n = pairs.length;
  if (n === 0) return null;
  const observed = pairs.filter(([a, b]) => a === b).length / n;
  const first = countLabels(pairs.map(([a]) => a));
  const second = countLabels(pairs.map(([, b]) => b));
  const chance = [...first].reduce((sum, [label, count]) => sum + count * (second.get(label) ?? 0), 0) / (n * n);
  return chance === 1 ? null : (observed - chance) / (1 - chance);
}

function countLabels(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
