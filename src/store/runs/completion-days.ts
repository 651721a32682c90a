import type { StoreDatabase } from '../schema.ts';

/**
 * Keeps between which ids the completions of a day lie: a filter by time then needs no index of its own. Only completions of the run
 * with ids above `after` were added on that day.
 */
export async function noteDay(
  db: StoreDatabase,
  { runId, after, day }: { readonly runId: number; readonly after: number; readonly day: string },
): Promise<void> {
  const { first, last } = await db
    .selectFrom('completions')
    .select((eb) => [eb.fn.min('id').as('first'), eb.fn.max('id').as('last')])
    .where('run_id', '=', runId)
    .where('id', '>', after)
    .executeTakeFirstOrThrow();
  if (first === null || last === null) return;
  await db
    .insertInto('completion_days')
    .values({ day, first_completion_id: first, last_completion_id: last })
    .onConflict((conflict) => conflict.column('day').doUpdateSet({ last_completion_id: last }))
    .execute();
}
