import type { Kysely } from 'kysely';

/** Services that people add. A removed one keeps its row, so that its id is never given again. Keys are not in this file. */
export async function addConnections({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('connections')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('preset', 'text', (c) => c.notNull())
    .addColumn('base_url', 'text', (c) => c.notNull())
    .addColumn('key_env', 'text')
    .addColumn('key_header', 'text')
    .addColumn('plain_http', 'integer', (c) => c.notNull())
    .addColumn('list_prices', 'integer', (c) => c.notNull())
    .addColumn('tested', 'text')
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('removed_at', 'integer')
    .execute();
}
