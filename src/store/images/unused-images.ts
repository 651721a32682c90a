import type { Database } from 'better-sqlite3';

/** Where messages are kept, each as JSON that names images by their hash. */
const PLACES = [
  ['experiments', 'draft'],
  ['draft_edits', 'edit'],
  ['prompts', 'content'],
  ['message_lists', 'messages'],
  ['runs', 'request'],
] as const;
const HASH = /[0-9a-f]{64}/g;

/**
 * The hashes of images that were kept before this moment, in milliseconds, and that nothing names: no draft and no step that could be undone, no
 * version, no run. Reads everything that was ever asked, so it is for a thread of its own.
 */
export function unusedImages(database: Database, before: number): readonly string[] {
  const old = database.prepare('select hash from images where created_at < ?').pluck().all(before) as string[];
  const unused = new Set(old);
  for (const [table, column] of PLACES) {
    if (unused.size === 0) break;
    const texts = database.prepare(`select ${column} from ${table} where ${column} like '%"hash"%'`).pluck();
    for (const text of texts.iterate()) {
      for (const [hash] of String(text).matchAll(HASH)) unused.delete(hash);
    }
  }
  return [...unused];
}
