import type { Connection, ConnectionModels, ServedModel } from '../domain/connection.ts';
import { partSnapshots } from '../domain/model-snapshots.ts';
import type { OfferedGroup, OfferedModel } from '../domain/offered-model.ts';
import type { FavouriteModels } from './favourite-models.ts';
import type { ModelCatalog } from './model-catalog.ts';

interface Deps {
  readonly models: ModelCatalog;
  readonly favourites: Pick<FavouriteModels, 'has'>;
}

/** One catalogue of all models on all connections, in the order of the connections. */
export function offeredModels(deps: Deps, groups: readonly ConnectionModels[]): readonly OfferedGroup[] {
  return groups.map(({ connection, models, others = [], problem }) => {
    const snapshots = new Set(partSnapshots(models).snapshots.map(({ id }) => id));
    const offered = (model: ServedModel) => offeredModel(deps, connection, model, snapshots.has(model.id));
    return { connection, models: models.map(offered), others: others.map(offered), problem };
  });
}

function offeredModel(
  { models, favourites }: Deps,
  { id: connection, free }: Connection,
  { id, listed }: ServedModel,
  snapshot: boolean,
): OfferedModel {
  return {
    connection,
    id,
    kind: listed?.kind ?? 'chat',
    context: models.context(connection, id),
    outputLimit: models.outputLimit(connection, id)?.tokens ?? null,
    prices: free ? null : models.prices(connection, id),
    free,
    parameters: listed?.parameters ?? null,
    temperature: models.capability({ connection, model: id }, 'temperature', { temperature: 0.5 }),
    favourite: favourites.has({ connection, model: id }),
    snapshot,
  };
}
