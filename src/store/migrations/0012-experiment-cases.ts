import type { Kysely } from 'kysely';

/** The cases and checks that an experiment holds now; runs keep those they saw. */
export async function addExperimentCases({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('experiment_cases')
    .addColumn('experiment_id', 'integer', (c) => c.primaryKey().references('experiments.id'))
    .addColumn('case_set_id', 'integer', (c) => c.references('case_sets.id'))
    .addColumn('checks', 'text', (c) => c.notNull())
    .execute();
}
