import { type Kysely, sql } from 'kysely';

/**
 * What is looked for in a history of any size without reading all of it: answers that still have their text, the few with
 * a note, and what each notebook cost.
 */
export async function indexRemembered(db: Kysely<unknown>): Promise<void> {
  await sql`create index completions_remembered on completions (id) where forgotten_at is null and pinned = 0`.execute(
    db,
  );
  await sql`create index completions_noted on completions (id) where note is not null`.execute(db);
  await sql`drop index daily_costs_of_notebook`.execute(db);
  await sql`create index daily_costs_of_notebook on daily_costs (notebook_id, cost_pico, unpriced)`.execute(db);
}
