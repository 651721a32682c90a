import type { Kysely } from 'kysely';

/** What services tell beyond tokens in and out: input written to a cache and its price, and what is to be said of an answer. */
export async function addServiceFacts({ schema }: Kysely<unknown>): Promise<void> {
  for (const table of ['completions', 'earlier_attempts']) {
    await schema.alterTable(table).addColumn('cache_write_tokens', 'integer').execute();
    await schema.alterTable(table).addColumn('price_cache_write_pico', 'bigint').execute();
    await schema.alterTable(table).addColumn('remarks', 'text').execute();
  }
  await schema.alterTable('prices').addColumn('cache_write_pico', 'bigint').execute();
}
