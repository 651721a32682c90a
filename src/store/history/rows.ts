import type { HistoryRow } from '../../domain/history/history.ts';
import { COMPLETION_COLUMNS, COMPLETION_EXACT_COLUMNS, toCompletion } from '../runs/completion-rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';

/** Completions by their ids, in that order, with where they come from. Ids that are no more are left out. */
export async function historyRows(db: StoreDatabase, ids: readonly number[]): Promise<readonly HistoryRow[]> {
  if (ids.length === 0) return [];
  const rows = await selectHistoryRows(db, ids).execute();
  const found = new Map(
    rows.map((row) => [
      row.id,
      {
        ...toCompletion(row),
        notebook: { id: row.notebook_id, title: row.notebook_title },
        experiment: { id: row.experiment_id, title: row.experiment_title },
        version: row.number,
        expected: row.expected,
      },
    ]),
  );
  return ids.map((id) => found.get(id)).filter((row) => row !== undefined);
}

function selectHistoryRows(db: StoreDatabase, ids: readonly number[]) {
  return db
    .selectFrom('completions')
    .innerJoin('notebooks', 'notebooks.id', 'completions.notebook_id')
    .innerJoin('experiments', 'experiments.id', 'completions.experiment_id')
    .innerJoin('versions', 'versions.id', 'completions.version_id')
    .innerJoin('runs', 'runs.id', 'completions.run_id')
    .leftJoin('cases', (join) =>
      join.onRef('cases.case_set_id', '=', 'runs.case_set_id').onRef('cases.place', '=', 'completions.case_index'),
    )
    .select(COMPLETION_COLUMNS)
    .select(COMPLETION_EXACT_COLUMNS)
    .select(['completions.notebook_id', 'completions.experiment_id', 'completions.version_id'])
    .select(['notebooks.title as notebook_title', 'experiments.title as experiment_title', 'versions.number'])
    .select('cases.expected')
    .where('completions.id', 'in', oneOf(ids));
}
