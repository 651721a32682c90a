import type { Kysely } from 'kysely';

/** What a person wrote beside a test input. */
export async function addCaseNotes({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('cases').addColumn('note', 'text').execute();
}
