import { type Kysely, sql } from 'kysely';

/**
 * What is looked for every day in a history of any size, or among all rows at once: answers that still have their text, and
 * the few with a note.
 */
export async function indexRemembered(db: Kysely<unknown>): Promise<void> {
  await sql`create index completions_remembered on completions (id) where forgotten_at is null and pinned = 0`.execute(
    db,
  );
  await sql`create index completions_noted on completions (id) where note is not null`.execute(db);
}
