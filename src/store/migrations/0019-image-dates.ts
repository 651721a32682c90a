import type { Kysely } from 'kysely';

/** Old images are found without their bytes being read. */
export async function addImageDates({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('images_created').on('images').columns(['created_at', 'hash']).execute();
}
