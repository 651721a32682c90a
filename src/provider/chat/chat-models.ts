import { lazily } from '../../domain/lazily.ts';
import { kindByName } from '../models/model-kinds.ts';

/** A comparison without one looks for it each time. */
const collator = lazily(() => new Intl.Collator('en', { numeric: true }));

/** In the order in which people look for a name: alphabetical, numbers by their size. */
export function byName(a: string, b: string): number {
  return collator().compare(a, b);
}

/** Those of a vendor's models that answer chat requests, judged by their names; in alphabetical order. */
export function chatModels(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].filter((id) => kindByName(id) === 'chat').sort(byName);
}
