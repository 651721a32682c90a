import { type Kysely, sql } from 'kysely';

/** What was known of a cost before, prices that a person sets, and how far estimates were off. */
export async function addCosts(db: Kysely<unknown>): Promise<void> {
  await addColumns(db);
  await createTables(db);
  await createIndexes(db);
  // One that was being sent when the server stopped was sent once at least.
  await sql`update completions set attempts = 1
    where status = 'interrupted' and attempts = 0 and started_at is not null`.execute(db);
}

async function addColumns({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('runs').addColumn('likely_cost_pico', 'bigint').execute();
  for (const table of ['completions', 'earlier_attempts']) {
    await schema.alterTable(table).addColumn('price_source', 'text').execute();
  }
  await schema.alterTable('completions').addColumn('estimate_input_tokens', 'integer').execute();
  await schema.alterTable('completions').addColumn('likely_cost_pico', 'bigint').execute();
  await schema.alterTable('completions').addColumn('max_cost_pico', 'bigint').execute();
}

async function createTables({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('prices')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('valid_from', 'text', (c) => c.notNull())
    .addColumn('input_pico', 'bigint', (c) => c.notNull())
    .addColumn('cached_input_pico', 'bigint')
    .addColumn('output_pico', 'bigint', (c) => c.notNull())
    .addColumn('set_at', 'integer', (c) => c.notNull())
    .addColumn('withdrawn_at', 'integer')
    .execute();
  await schema
    .createTable('estimate_errors')
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('inputs', 'integer', (c) => c.notNull())
    .addColumn('input_error_ppm', 'bigint', (c) => c.notNull())
    .addColumn('input_distance_ppm', 'bigint', (c) => c.notNull())
    .addColumn('costs', 'integer', (c) => c.notNull())
    .addColumn('cost_error_ppm', 'bigint', (c) => c.notNull())
    .addColumn('cost_distance_ppm', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('estimate_errors_key', ['connection', 'model'])
    .execute();
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  // As before, with the cached tokens: what something would have cost elsewhere depends on them.
  await sql`drop index completions_figures`.execute(db);
  await sql`create index completions_figures on completions (id, cost_pico, duration_ms, message_list_id, model,
    connection, notebook_id, experiment_id, version_id, temperature, status, rating, pinned, imported, run_id, created_at,
    input_tokens, cached_input_tokens, output_tokens, unpriced, cost_source)`.execute(db);
  await sql`create index completions_unpriced on completions (connection, model, id) where unpriced = 1`.execute(db);
  await sql`create index earlier_attempts_unpriced on earlier_attempts (id) where unpriced = 1`.execute(db);
}
