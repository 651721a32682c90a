import { RUN_COLUMNS, RUN_EXACT_COLUMNS } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';

/** Runs with their versions. */
export function selectRuns(db: StoreDatabase) {
  return db
    .selectFrom('runs')
    .innerJoin('versions', 'versions.id', 'runs.version_id')
    .select(RUN_COLUMNS)
    .select(RUN_EXACT_COLUMNS);
}

/** Runs with their versions and prompts. */
export function selectRunsWithPrompt(db: StoreDatabase) {
  return selectRuns(db)
    .innerJoin('prompts', 'prompts.hash', 'versions.prompt_hash')
    .select('prompts.content as prompt');
}
