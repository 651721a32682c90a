import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import type { Schema, StoreDatabase } from '../schema.ts';
import { SqliteDialect } from '../sqlite/sqlite-dialect.ts';

/** SQLite waits this long by itself, with the event loop blocked; longer waits are made of pauses. */
const BUSY_TIMEOUT_MS = 100;

/** A read-only connection to a file that is open already; `close` waits for what is under way. */
export function openReader(path: string): { readonly reader: StoreDatabase; close(): Promise<void> } {
  const handle = new BetterSqlite3(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  // The pages of the whole index of figures, so that a second look at it need not fetch them again.
  handle.pragma('cache_size = -65536');
  handle.pragma('temp_store = MEMORY');
  const reader = new Kysely<Schema>({ dialect: new SqliteDialect(handle) });
  return {
    reader,
    close: async () => {
      await reader.destroy();
      handle.close();
    },
  };
}
