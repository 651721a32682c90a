import type { AppDeps } from '../../../app-deps.ts';
import { eachOnce } from '../../../domain/models/model-list.ts';
import type { AskedModel } from '../../../domain/run/run.ts';
import { ValidationError } from '../../../errors.ts';
import type { RunBody } from './run-body-schema.ts';
import type { ColumnOfBody } from './run-settings-schema.ts';

type Deps = Pick<AppDeps, 'models' | 'provider'>;

/**
 * The models that a body asks, each on its connection: a pair as it says, a name on each of the connections that are named, or else on
 * the one that serves it.
 * @throws ValidationError at `model` or `connection`
 */
export async function lookUpModels(deps: Deps, { model, connection }: RunBody): Promise<readonly AskedModel[]> {
  for (const id of connection ?? []) checkConnection(deps, id, 'connection');
  if (model === undefined) return defaultModels(deps, connection ?? null);
  const found = await Promise.all(
    model.map((asked): Promise<readonly AskedModel[]> => {
      if (typeof asked !== 'string') return Promise.all([onConnection(deps, asked, 'model')]);
      if (connection === undefined) return whereServed(deps, asked);
      return Promise.all(connection.map((id) => onConnection(deps, { connection: id, model: asked }, 'connection')));
    }),
  );
  return eachOnce(found.flat());
}

/**
 * What the added columns of a body change of the model and where it is asked, in their order.
 * @throws ValidationError at `added_columns.0.model` and so on
 */
export async function lookUpAddedModels(
  deps: Deps,
  { added_columns: columns = [] }: RunBody,
): Promise<readonly Partial<AskedModel>[]> {
  return Promise.all(columns.map((column, index) => addedModel(deps, column, `added_columns.${index}`)));
}

async function addedModel(deps: Deps, { model, connection }: ColumnOfBody, path: string): Promise<Partial<AskedModel>> {
  if (typeof model === 'object') return onConnection(deps, model, `${path}.model`);
  if (connection !== undefined) checkConnection(deps, connection, `${path}.connection`);
  if (model === undefined) return connection === undefined ? {} : { connection };
  if (connection !== undefined) return onConnection(deps, { connection, model }, `${path}.connection`);
  const [served = null] = await whereServed(deps, model, `${path}.model`);
  return served ?? {};
}

/** A model on the connection that is named beside it, which its name may begin with. */
async function onConnection(deps: Deps, { connection, model }: AskedModel, path: string): Promise<AskedModel> {
  checkConnection(deps, connection, path);
  return (await deps.models.find(model, connection)) ?? { connection, model };
}

async function whereServed({ models }: Deps, model: string, path = 'model'): Promise<readonly AskedModel[]> {
  const chosen = await models.find(model, null);
  if (chosen !== null) return [chosen];
  throw wrong(
    path,
    `No connection has the model “${model}”: add a connection, set OPENAI_API_KEY (or OPENAI_BASE_URL), or ask “practice”.`,
  );
}

/** The default model; on each connection that is named, that one or the first it lists. */
async function defaultModels({ models, provider }: Deps, connections: readonly string[] | null) {
  const chosen = models.chosen(await models.defaultModel());
  if (connections === null) {
    if (chosen !== null) return [chosen];
    throw wrong('model', 'model is missing, and no connection offers one.');
  }
  const groups = await provider.models();
  return connections.map((connection) => {
    if (chosen?.connection === connection) return chosen;
    const [first] = groups.find((group) => group.connection.id === connection)?.models ?? [];
    if (first !== undefined) return { connection, model: first.id };
    throw wrong('model', `model is missing, and ${connection} lists none.`);
  });
}

function checkConnection({ provider }: Deps, id: string, path: string): void {
  if (provider.connection(id) !== null) return;
  const known = provider.connections().map((connection) => connection.id);
  throw wrong(path, `There is no connection “${id}”; there are ${known.join(', ')}.`);
}

function wrong(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
