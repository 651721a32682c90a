import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { wordsOfMessages } from '../search/search-index.ts';
import { indexedWords } from '../search/search-words.ts';

const ROWS_PER_BATCH = 2_000;

/**
 * What a history of a million completions needs: full-text search, an index that holds all figures one may filter and
 * add up by, and a count of the changes of each day's sums.
 */
export async function prepareHistory(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('completions').addColumn('forgotten_at', 'integer').execute();
  await createIndexes(db);
  await countChangesOfDays(db);
  await createSearch(db);
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  for (const column of ['experiment_id', 'version_id']) {
    await db.schema.createIndex(`completions_by_${column}`).on('completions').columns([column, 'id']).execute();
  }
  await sql`create index completions_rated on completions (rating, id) where rating is not null`.execute(db);
  await sql`create index completions_pinned on completions (id) where pinned = 1`.execute(db);
  // Begins with the id, so that a new row is put at its end, and a page is found by reading it backwards.
  await sql`create index completions_figures on completions (id, cost_pico, duration_ms, message_list_id, model,
    connection, notebook_id, experiment_id, version_id, temperature, status, rating, pinned, imported, run_id, created_at,
    input_tokens, output_tokens, unpriced, cost_source)`.execute(db);
}

/** By triggers, so that whoever writes the sums need not think of it. */
async function countChangesOfDays(db: Kysely<unknown>): Promise<void> {
  await sql`create table daily_cost_changes (day text primary key, changes integer not null) without rowid`.execute(db);
  await sql`insert into daily_cost_changes (day, changes) select distinct day, 1 from daily_costs`.execute(db);
  for (const [event, row] of [
    ['insert', 'new'],
    ['update', 'new'],
    ['delete', 'old'],
  ]) {
    await sql`create trigger ${sql.raw(`daily_costs_${event}`)} after ${sql.raw(event ?? '')} on daily_costs begin
      insert into daily_cost_changes (day, changes) values (${sql.raw(row ?? '')}.day, 1)
        on conflict (day) do update set changes = changes + 1;
      end`.execute(db);
  }
}

/** The index keeps no copy of the texts; an answer's entry has its completion's id, a prompt's its message list's. */
async function createSearch(db: Kysely<unknown>): Promise<void> {
  for (const table of ['answer_search', 'prompt_search']) {
    await sql`create virtual table ${sql.raw(table)} using fts5(words, content='', contentless_delete=1,
      tokenize='ascii', detail='none')`.execute(db);
  }
  const typed = db as Kysely<Schema>;
  await fill(typed, 'answer_search', async (after) => {
    const rows = await typed
      .selectFrom('completions')
      .select(['id', 'text'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(ROWS_PER_BATCH)
      .execute();
    return rows.map(({ id, text }) => ({ id, words: indexedWords(text) }));
  });
  await fill(typed, 'prompt_search', async (after) => {
    const rows = await typed
      .selectFrom('message_lists')
      .select(['id', 'messages'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(ROWS_PER_BATCH)
      .execute();
    return rows.map(({ id, messages }) => ({ id, words: wordsOfMessages(JSON.parse(messages)) }));
  });
}

async function fill(
  db: Kysely<Schema>,
  table: 'answer_search' | 'prompt_search',
  next: (after: number) => Promise<readonly { readonly id: number; readonly words: string }[]>,
): Promise<void> {
  for (let rows = await next(0); rows.length > 0; rows = await next(rows.at(-1)?.id ?? 0)) {
    for (const { id, words } of rows) {
      if (words !== '') await db.insertInto(table).values({ rowid: id, words }).execute();
    }
  }
}
