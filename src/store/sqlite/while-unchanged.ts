import { CompiledQuery } from 'kysely';
import type { StoreDatabase } from '../schema.ts';

const VERSION = CompiledQuery.raw('pragma data_version');

/**
 * Reads something of a data file, and anew only once another connection has written to the file. SQLite tells of what others
 * wrote alone, so `db` must be a connection that never writes.
 */
export function whileUnchanged<Value>(db: StoreDatabase, read: () => Promise<Value>): () => Promise<Value> {
  let known: { readonly version: unknown; readonly value: Value } | null = null;
  return async () => {
    // Asked before: what is written while this is read is read the next time.
    const version = await versionOf(db);
    if (known !== null && known.version === version) return known.value;
    const value = await read();
    known = { version, value };
    return value;
  };
}

/** A number that changes with every commit of another connection. */
async function versionOf(db: StoreDatabase): Promise<unknown> {
  const { rows } = await db.executeQuery<{ readonly data_version: number }>(VERSION);
  return rows[0]?.data_version;
}
