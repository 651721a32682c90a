import { type Kysely, sql } from 'kysely';

/** Finds answers that passed, or failed, their checks. */
export async function addPassedIndex(db: Kysely<unknown>): Promise<void> {
  await sql`create index completions_passed on completions (passed, id) where passed is not null`.execute(db);
}
