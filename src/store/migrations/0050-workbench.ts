import type { Kysely } from 'kysely';

/** Drafts that something else took the place of, where an answer stands in a conversation, and answers from files. */
export async function addWorkbench({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('replaced_drafts')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('experiment_id', 'integer', (c) => c.notNull().references('experiments.id'))
    .addColumn('draft', 'text', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createIndex('replaced_drafts_of_experiment')
    .on('replaced_drafts')
    .columns(['experiment_id', 'id'])
    .execute();
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
