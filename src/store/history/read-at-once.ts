import { sql } from 'kysely';
import type { StoreDatabase } from '../schema.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';

/** What was made of the first of some completions, and of how many. */
export interface MadePart<T> {
  readonly made: T;
  readonly read: number;
}

/** An answer may have eight million characters: many of them are no one text, and fill the memory twice. */
const MAX_BYTES_AT_ONCE = 64 * 2 ** 20;

/** What is made of the first of these completions, as many as can be held at once; at least one. */
export async function madeAtOnce<T>(
  db: StoreDatabase,
  ids: readonly number[],
  make: (part: readonly number[]) => Promise<T>,
): Promise<MadePart<T>> {
  const part = await readAtOnce(db, ids);
  return { made: await make(part), read: part.length };
}

/** How much a completion holds is told without reading it. */
async function readAtOnce(db: StoreDatabase, ids: readonly number[]): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('completions')
    .select(['id', sql<number>`octet_length(text) + coalesce(octet_length(reasoning), 0)`.as('bytes')])
    .where('id', 'in', oneOf(ids))
    .execute();
  const bytesOf = new Map(rows.map(({ id, bytes }) => [id, bytes]));
  let bytes = 0;
  const end = ids.findIndex((id, place) => {
    bytes += bytesOf.get(id) ?? 0;
    return place > 0 && bytes > MAX_BYTES_AT_ONCE;
  });
  return end < 0 ? ids : ids.slice(0, end);
}
