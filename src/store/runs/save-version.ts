import type { Prompt } from '../../domain/prompt/prompt.ts';
import { type HashedPrompt, hashedPrompt } from '../hash.ts';
import type { StoreDatabase } from '../schema.ts';

interface NewVersion {
  readonly experimentId: number;
  readonly prompt: Prompt;
  readonly createdAt: Date;
  /** For one that has none yet. */
  readonly name?: string;
}

/** The id of an experiment's version with this prompt, which is kept once. */
export async function saveVersion(
  db: StoreDatabase,
  { experimentId, prompt, createdAt, name }: NewVersion,
): Promise<number> {
  const prompt_hash = await savePrompt(db, hashedPrompt(prompt));
  const versions = db.selectFrom('versions').where('experiment_id', '=', experimentId);
  const equal = await versions.select(['id', 'name']).where('prompt_hash', '=', prompt_hash).executeTakeFirst();
  if (equal !== undefined) {
    if (equal.name === null && name !== undefined)
      await db.updateTable('versions').set({ name }).where('id', '=', equal.id).execute();
    return equal.id;
  }
  const { last } = await versions.select((eb) => eb.fn.max('number').as('last')).executeTakeFirstOrThrow();
  const version = { experiment_id: experimentId, number: (last ?? 0) + 1, prompt_hash, name: name ?? null };
  const { id } = await db
    .insertInto('versions')
    .values({ ...version, created_at: createdAt.getTime() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Keeps a prompt under its hash, once. */
export async function savePrompt(db: StoreDatabase, prompt: HashedPrompt): Promise<string> {
  await db
    .insertInto('prompts')
    .values(prompt)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
  return prompt.hash;
}
