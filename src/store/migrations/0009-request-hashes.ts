import type { Kysely } from 'kysely';

/** What a run was started with, as a hash, so that a repeated key with another request is noticed. */
export async function addRequestHashes({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('runs').addColumn('idempotency_hash', 'text').execute();
}
