import type { Kysely } from 'kysely';

/** To find where an answer in a conversation came from, and to tell answers that came with a file. */
export async function addWorkbench({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createIndex('completions_by_message_list')
    .on('completions')
    .columns(['message_list_id', 'id'])
    .execute();
  for (const table of ['runs', 'completions']) {
    await schema
      .alterTable(table)
      .addColumn('imported', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  }
}
