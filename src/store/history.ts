import type { CompletionFilter, HistoryRow } from '../domain/history.ts';
import { COMPLETION_COLUMNS, COMPLETION_EXACT_COLUMNS, toCompletion } from './completion-rows.ts';
import { costsByGroup } from './costs-by-group.ts';
import { temperatureOf } from './daily-costs.ts';
import { completionsMatch } from './history-filter.ts';
import { historyTotals } from './history-totals.ts';
import type { OpenDatabase } from './open-database.ts';
import type { StoreDatabase } from './schema.ts';
import type { HistoryStore } from './store.ts';

/** What was ever asked, and what it cost; reads through the connection of its own. */
export function historyStore({ reader }: OpenDatabase): HistoryStore {
  return {
    page: (filter, page) => historyPage(reader, filter, page),
    totals: (filter) => historyTotals(reader, filter),
    costs: (groups, filter) => costsByGroup(reader, groups, filter),
    facets: () => facets(reader),
  };
}

/** The page is found first, by an index and the id alone; only its rows are joined with their titles. */
async function historyPage(
  db: StoreDatabase,
  filter: CompletionFilter,
  { before, limit }: Parameters<HistoryStore['page']>[1],
): Promise<readonly HistoryRow[]> {
  const page = db
    .selectFrom('completions')
    .select(COMPLETION_COLUMNS)
    .select(COMPLETION_EXACT_COLUMNS)
    .select(['notebook_id', 'experiment_id', 'version_id'])
    .where(completionsMatch(filter))
    .$if(before !== null, (query) => query.where('completions.id', '<', before))
    .orderBy('completions.id', 'desc')
    .limit(limit);
  const rows = await db
    .selectFrom(page.as('page'))
    .innerJoin('notebooks', 'notebooks.id', 'page.notebook_id')
    .innerJoin('experiments', 'experiments.id', 'page.experiment_id')
    .innerJoin('versions', 'versions.id', 'page.version_id')
    .selectAll('page')
    .select(['notebooks.title as notebook_title', 'experiments.title as experiment_title', 'versions.number'])
    .orderBy('page.id', 'desc')
    .execute();
  return rows.map((row) => ({
    ...toCompletion(row),
    notebook: { id: row.notebook_id, title: row.notebook_title },
    experiment: { id: row.experiment_id, title: row.experiment_title },
    version: row.number,
  }));
}

/** From the roll-ups, so an answer that is still the first of its model does not show yet. */
async function facets(db: StoreDatabase): ReturnType<HistoryStore['facets']> {
  const used = db.selectFrom('daily_costs').distinct();
  const models = await used.select('model').orderBy('model').execute();
  const temperatures = await used.select('temperature_key').orderBy('temperature_key').execute();
  const connections = await used.select('connection').orderBy('connection').execute();
  return {
    models: models.map(({ model }) => model),
    temperatures: temperatures.map(({ temperature_key }) => temperatureOf(temperature_key)),
    connections: connections.map(({ connection }) => connection),
  };
}
