import type { CompletionFilter, GroupValue, SpendGroup } from '../../../domain/history/history.ts';
import type { StoreDatabase } from '../../schema.ts';
import { oneOf } from '../../sqlite/sqlite-only.ts';

export interface GroupLabel {
  readonly label: string;
  /** The title of the notebook it stands in; `null` for a notebook. */
  readonly notebook: string | null;
  /** For a version, its experiment. */
  readonly experiment: number | null;
}

/** Titles for the ids of notebooks, experiments and versions; other values need none and have none here. */
export async function groupLabels(
  db: StoreDatabase,
  group: SpendGroup,
  values: readonly GroupValue[],
): Promise<ReadonlyMap<GroupValue, GroupLabel>> {
  const ids = oneOf(values.filter((value) => typeof value === 'number'));
  switch (group) {
    case 'notebook': {
      const rows = await db.selectFrom('notebooks').select(['id', 'title']).where('id', 'in', ids).execute();
      return new Map(rows.map(({ id, title }) => [id, { label: title, notebook: null, experiment: null }]));
    }
    case 'experiment': {
      const rows = await db
        .selectFrom('experiments')
        .innerJoin('cells', 'cells.id', 'experiments.id')
        .innerJoin('notebooks', 'notebooks.id', 'cells.notebook_id')
        .select(['experiments.id', 'experiments.title', 'notebooks.title as notebook'])
        .where('experiments.id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, title, notebook }) => [id, { label: title, notebook, experiment: id }]));
    }
    case 'version': {
      const rows = await db
        .selectFrom('versions')
        .innerJoin('experiments', 'experiments.id', 'versions.experiment_id')
        .innerJoin('cells', 'cells.id', 'experiments.id')
        .innerJoin('notebooks', 'notebooks.id', 'cells.notebook_id')
        .select(['versions.id', 'versions.number', 'versions.experiment_id', 'experiments.title'])
        .select('notebooks.title as notebook')
        .where('versions.id', 'in', ids)
        .execute();
      return new Map(
        rows.map(({ id, number, title, notebook, experiment_id }) => [
          id,
          { label: `${title} v${number}`, notebook, experiment: experiment_id },
        ]),
      );
    }
    default:
      return new Map();
  }
}

/** The same, where a title is that of several: with the notebook's title, and where that does not tell them apart, the id. */
export function toldApart(labels: ReadonlyMap<GroupValue, GroupLabel>): ReadonlyMap<GroupValue, GroupLabel> {
  const withNotebook = lengthened(labels, ({ label, notebook }) =>
    notebook === null ? label : `${label} · ${notebook}`,
  );
  return lengthened(withNotebook, ({ label }, id) => `${label} (${id})`);
}

function lengthened(
  labels: ReadonlyMap<GroupValue, GroupLabel>,
  longer: (label: GroupLabel, id: GroupValue) => string,
): ReadonlyMap<GroupValue, GroupLabel> {
  const times = new Map<string, number>();
  for (const { label } of labels.values()) times.set(label, (times.get(label) ?? 0) + 1);
  return new Map(
    [...labels].map(([id, one]) => [id, (times.get(one.label) ?? 0) > 1 ? { ...one, label: longer(one, id) } : one]),
  );
}

/** The titles of what a filter names; `null` where it names none, or one that is no more. */
export async function titlesOf(db: StoreDatabase, { notebook, experiment, version }: CompletionFilter) {
  const title = async (group: SpendGroup, id: number | undefined) =>
    id === undefined ? null : ((await groupLabels(db, group, [id])).get(id)?.label ?? null);
  return {
    notebook: await title('notebook', notebook),
    experiment: await title('experiment', experiment),
    version: await title('version', version),
  };
}
