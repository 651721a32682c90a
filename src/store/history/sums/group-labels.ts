import type { GroupValue, SpendGroup } from '../../../domain/history/history.ts';
import type { StoreDatabase } from '../../schema.ts';
import { oneOf } from '../../sqlite/sqlite-only.ts';

export interface GroupLabel {
  readonly label: string;
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
      return new Map(rows.map(({ id, title }) => [id, { label: title, experiment: null }]));
    }
    case 'experiment': {
      const rows = await db.selectFrom('experiments').select(['id', 'title']).where('id', 'in', ids).execute();
      return new Map(rows.map(({ id, title }) => [id, { label: title, experiment: id }]));
    }
    case 'version': {
      const rows = await db
        .selectFrom('versions')
        .innerJoin('experiments', 'experiments.id', 'versions.experiment_id')
        .select(['versions.id', 'versions.number', 'versions.experiment_id', 'experiments.title'])
        .where('versions.id', 'in', ids)
        .execute();
      return new Map(
        rows.map(({ id, number, title, experiment_id }) => [
          id,
          { label: `${title} v${number}`, experiment: experiment_id },
        ]),
      );
    }
    default:
      return new Map();
  }
}
