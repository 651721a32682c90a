import type { CreateTableBuilder, Kysely } from 'kysely';

/** Everything the first Tempera keeps. Never edited afterwards: a change of the tables is a new migration. */
export async function createFirstTables(db: Kysely<unknown>): Promise<void> {
  await createNotebooks(db);
  await createVersions(db);
  await createRuns(db);
  await createCompletions(db);
  await createEarlierAttempts(db);
  await createRollUps(db);
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
}

async function createNotebooks({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('notebooks')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .addColumn('deleted_at', 'integer')
    .execute();
  await schema.createIndex('notebooks_by_change').on('notebooks').columns(['updated_at']).execute();
  await schema
    .createTable('cells')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('notebook_id', 'integer', (c) => c.notNull().references('notebooks.id'))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('text', 'text')
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .addColumn('deleted_at', 'integer')
    .execute();
  await schema.createIndex('cells_in_order').on('cells').columns(['notebook_id', 'position']).execute();
  await schema
    .createTable('experiments')
    .addColumn('id', 'integer', (c) => c.primaryKey().references('cells.id'))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('draft', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .execute();
}

async function createVersions({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('prompts')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('content', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('versions')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('experiment_id', 'integer', (c) => c.notNull().references('experiments.id'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('prompt_hash', 'text', (c) => c.notNull().references('prompts.hash'))
    .addColumn('name', 'text')
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addUniqueConstraint('one_version_per_prompt', ['experiment_id', 'prompt_hash'])
    .addUniqueConstraint('one_version_per_number', ['experiment_id', 'number'])
    .execute();
  await schema
    .createTable('message_lists')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('hash', 'text', (c) => c.notNull().unique())
    .addColumn('messages', 'text', (c) => c.notNull())
    .execute();
}

async function createRuns({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('runs')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('notebook_id', 'integer', (c) => c.notNull().references('notebooks.id'))
    .addColumn('experiment_id', 'integer', (c) => c.notNull().references('experiments.id'))
    .addColumn('version_id', 'integer', (c) => c.notNull().references('versions.id'))
    .addColumn('message_list_id', 'integer', (c) => c.notNull().references('message_lists.id'))
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('columns_axis', 'text', (c) => c.notNull())
    .addColumn('planned', 'integer', (c) => c.notNull())
    .addColumn('estimate_input_tokens', 'integer', (c) => c.notNull())
    .addColumn('estimate_method', 'text', (c) => c.notNull())
    .addColumn('max_cost_pico', 'bigint')
    .addColumn('idempotency_key', 'text', (c) => c.unique())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('ended_at', 'integer')
    .execute();
  await schema.createIndex('runs_of_experiment').on('runs').columns(['experiment_id', 'id']).execute();
  await schema.createIndex('runs_of_notebook').on('runs').columns(['notebook_id', 'id']).execute();
}

/** The long texts stand last, so that reading the short columns never walks through them. */
async function createCompletions({ schema }: Kysely<unknown>): Promise<void> {
  const table = schema
    .createTable('completions')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('run_id', 'integer', (c) => c.notNull().references('runs.id'))
    .addColumn('ordinal', 'integer', (c) => c.notNull())
    .addColumn('notebook_id', 'integer', (c) => c.notNull().references('notebooks.id'))
    .addColumn('experiment_id', 'integer', (c) => c.notNull().references('experiments.id'))
    .addColumn('version_id', 'integer', (c) => c.notNull().references('versions.id'))
    .addColumn('message_list_id', 'integer', (c) => c.notNull().references('message_lists.id'))
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('temperature', 'real')
    .addColumn('variant', 'text')
    .addColumn('settings', 'text', (c) => c.notNull())
    .addColumn('column_index', 'integer', (c) => c.notNull())
    .addColumn('row_index', 'integer', (c) => c.notNull())
    .addColumn('sample', 'integer', (c) => c.notNull())
    .addColumn('case_name', 'text')
    .addColumn('text_mended', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('rating', 'integer')
    .addColumn('pinned', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'integer', (c) => c.notNull());
  await addAttemptColumns(table).addColumn('note', 'text').execute();
  await schema.createIndex('completions_of_run').unique().on('completions').columns(['run_id', 'ordinal']).execute();
  for (const column of ['model', 'connection', 'notebook_id', 'temperature', 'status']) {
    await schema.createIndex(`completions_by_${column}`).on('completions').columns([column, 'id']).execute();
  }
  await schema
    .createTable('completion_raw')
    .addColumn('completion_id', 'integer', (c) => c.primaryKey().references('completions.id').onDelete('cascade'))
    .addColumn('request', 'text')
    .addColumn('response', 'text')
    .addColumn('logprobs', 'text')
    .execute();
}

async function createEarlierAttempts({ schema }: Kysely<unknown>): Promise<void> {
  const table = schema
    .createTable('earlier_attempts')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('completion_id', 'integer', (c) => c.notNull().references('completions.id').onDelete('cascade'));
  await addAttemptColumns(table).execute();
  await schema
    .createIndex('earlier_attempts_of_completion')
    .on('earlier_attempts')
    .columns(['completion_id', 'id'])
    .execute();
}

function addAttemptColumns<Table extends string>(table: CreateTableBuilder<Table>) {
  return table
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('finish_reason', 'text')
    .addColumn('input_tokens', 'integer')
    .addColumn('cached_input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('reasoning_tokens', 'integer')
    .addColumn('usage_source', 'text')
    .addColumn('price_input_pico', 'bigint')
    .addColumn('price_cached_input_pico', 'bigint')
    .addColumn('price_output_pico', 'bigint')
    .addColumn('price_model', 'text')
    .addColumn('price_date', 'text')
    .addColumn('cost_pico', 'bigint')
    .addColumn('cost_source', 'text')
    .addColumn('unpriced', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('ttft_ms', 'real')
    .addColumn('duration_ms', 'real')
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('error_kind', 'text')
    .addColumn('error_message', 'text')
    .addColumn('error_status', 'integer')
    .addColumn('error_param', 'text')
    .addColumn('started_at', 'integer')
    .addColumn('ended_at', 'integer')
    .addColumn('text', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('reasoning', 'text');
}

async function createRollUps({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('completion_days')
    .addColumn('day', 'text', (c) => c.primaryKey())
    .addColumn('first_completion_id', 'integer', (c) => c.notNull())
    .addColumn('last_completion_id', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('daily_costs')
    .addColumn('day', 'text', (c) => c.notNull())
    .addColumn('connection', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('notebook_id', 'integer', (c) => c.notNull().references('notebooks.id'))
    .addColumn('experiment_id', 'integer', (c) => c.notNull().references('experiments.id'))
    .addColumn('version_id', 'integer', (c) => c.notNull().references('versions.id'))
    .addColumn('temperature_key', 'real', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('completions', 'integer', (c) => c.notNull())
    .addColumn('input_tokens', 'bigint', (c) => c.notNull())
    .addColumn('cached_input_tokens', 'bigint', (c) => c.notNull())
    .addColumn('output_tokens', 'bigint', (c) => c.notNull())
    .addColumn('reasoning_tokens', 'bigint', (c) => c.notNull())
    .addColumn('cost_pico', 'bigint', (c) => c.notNull())
    .addColumn('unpriced', 'integer', (c) => c.notNull())
    .addColumn('free', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('daily_costs_key', [
      'day',
      'connection',
      'model',
      'notebook_id',
      'experiment_id',
      'version_id',
      'temperature_key',
      'status',
    ])
    .execute();
  await schema.createIndex('daily_costs_of_notebook').on('daily_costs').columns(['notebook_id']).execute();
}
