import type { Kysely } from 'kysely';

/** Case sets, each kept once, and what checks say of answers. */
export async function addCases({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('case_sets')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('hash', 'text', (c) => c.notNull().unique())
    .addColumn('cases', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('cases')
    .addColumn('case_set_id', 'integer', (c) => c.notNull().references('case_sets.id'))
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('name', 'text')
    .addColumn('input', 'text', (c) => c.notNull())
    .addColumn('expected', 'text')
    .addPrimaryKeyConstraint('cases_place', ['case_set_id', 'place'])
    .execute();
  await schema
    .alterTable('runs')
    .addColumn('case_set_id', 'integer', (c) => c.references('case_sets.id'))
    .execute();
  await schema.alterTable('completions').addColumn('case_index', 'integer').execute();
  await schema.alterTable('completions').addColumn('passed', 'integer').execute();
  await schema.alterTable('completions').addColumn('checks', 'text').execute();
}
