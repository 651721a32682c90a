import type { Kysely } from 'kysely';

/** What it takes to undo edits of a draft, and to tell two pages apart that save it, after a restart too. */
export async function addDraftTrails({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('experiments').addColumn('draft_page', 'text').execute();
  await schema.alterTable('experiments').addColumn('draft_floor', 'integer').execute();
  await schema.alterTable('experiments').addColumn('tracked_revision', 'integer').execute();
  await schema
    .createTable('draft_edits')
    .addColumn('experiment_id', 'integer', (c) => c.notNull().references('experiments.id').onDelete('cascade'))
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('undone', 'integer', (c) => c.notNull())
    .addColumn('edit', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('draft_edits_key', ['experiment_id', 'place'])
    .execute();
}
