import { type Kysely, sql } from 'kysely';

/** What was spent, in the sums that caps are held against. What is in the file already counts as known then. */
export async function addSpending(db: Kysely<unknown>): Promise<void> {
  await sql`create table spending (
    day text not null, connection text not null, notebook_id integer not null,
    requests integer not null, tokens integer not null, cost_pico integer not null, assumed_pico integer not null,
    unpriced integer not null,
    primary key (day, connection, notebook_id)) without rowid`.execute(db);
  await sql`insert into spending (day, connection, notebook_id, requests, tokens, cost_pico, assumed_pico, unpriced)
    select day, connection, notebook_id, sum(case when status = 'held' then 0 else completions end),
      sum(input_tokens + output_tokens), sum(cost_pico), 0, sum(unpriced)
    from daily_costs group by day, connection, notebook_id`.execute(db);
  for (const column of ['spent_requests', 'spent_tokens', 'spent_pico', 'assumed_pico']) {
    await db.schema
      .alterTable('runs')
      .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  }
  await sql`update runs set spent_requests = sums.requests, spent_tokens = sums.tokens, spent_pico = sums.cost
    from (select run_id, sum(attempts) as requests, sum(coalesce(cost_pico, 0)) as cost,
        sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)) as tokens
      from completions where imported = 0 group by run_id) as sums
    where sums.run_id = runs.id`.execute(db);
}
