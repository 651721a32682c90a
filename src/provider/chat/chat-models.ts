import { kindByName } from '../models/model-kinds.ts';

let collator: Intl.Collator | null = null;

/** In the order in which people look for a name: alphabetical, numbers by their size. */
export function byName(a: string, b: string): number {
  // Made at the first question, and once: a comparison without one looks for it each time.
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
}

/** Those of a vendor's models that answer chat requests, judged by their names; in alphabetical order. */
export function chatModels(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].filter((id) => kindByName(id) === 'chat').sort(byName);
}
