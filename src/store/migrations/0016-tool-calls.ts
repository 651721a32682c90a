import type { Kysely } from 'kysely';

/** The functions that answers ask to be called. */
export async function addToolCalls({ schema }: Kysely<unknown>): Promise<void> {
  for (const table of ['completions', 'earlier_attempts']) {
    await schema.alterTable(table).addColumn('tool_calls', 'text').execute();
  }
}
