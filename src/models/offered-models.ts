import type { ConnectionModels, ServedModel } from '../domain/models/connection.ts';
import { partSnapshots } from '../domain/models/model-snapshots.ts';
import type { NamedGroup, NamedModel, OfferedGroup, OfferedModel } from '../domain/models/offered-model.ts';
import type { FavouriteModels } from './favourite-models.ts';
import type { ModelCatalog } from './model-catalog.ts';

/** All models on all connections by their names, in the order of the connections: enough to search them, however many there are. */
export function namedModels(
  favourites: Pick<FavouriteModels, 'has'>,
  groups: readonly ConnectionModels[],
): readonly NamedGroup[] {
  return groups.map(({ connection, models, others = [], problem }) => {
    const snapshots = new Set(partSnapshots(models).snapshots.map(({ id }) => id));
    const named = (model: ServedModel): NamedModel => ({
      ...model,
      favourite: favourites.has({ connection: model.connection, model: model.id }),
      snapshot: snapshots.has(model.id),
    });
    return { connection, models: models.map(named), others: others.map(named), problem };
  });
}

/** The same with what is known of each. */
export function offeredModels(catalog: ModelCatalog, groups: readonly NamedGroup[]): readonly OfferedGroup[] {
  return groups.map((group) => ({
    ...group,
    models: group.models.map((model) => offeredModel(catalog, model)),
    others: group.others.map((model) => offeredModel(catalog, model)),
  }));
}

function offeredModel(catalog: ModelCatalog, model: NamedModel): OfferedModel {
  const { connection, id, listed } = model;
  const free = catalog.isFree(connection);
  return {
    ...model,
    kind: listed?.kind ?? 'chat',
    context: catalog.context(connection, id),
    outputLimit: catalog.outputLimit(connection, id)?.tokens ?? null,
    prices: free ? null : catalog.prices(connection, id),
    free,
    parameters: listed?.parameters ?? null,
    temperature: catalog.capability({ connection, model: id }, 'temperature', { temperature: 0.5 }),
  };
}
