import { Hono } from 'hono';
import { ModelChoices, type ModelChoicesProps } from '../../../views/sweep/model-choices.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { ConnectionModels } from '../../domain/models/connection.ts';
import { type NamedGroup, searchModels } from '../../domain/models/offered-model.ts';
import { orNotFound } from '../../errors.ts';
import { namedModels, offeredModels } from '../../models/offered-models.ts';
import { fragment, idParam } from '../http/answer.tsx';

const MAX_SEARCH = 200;
const MAX_PICKED = 100;
/** So many of each connection are shown at once; what is looked for is found by typing. */
const MAX_SHOWN = 60;

/** The list from which an experiment's models are picked, searched as one types. */
export function modelChoiceRoutes(deps: AppDeps) {
  const { store, provider, models, favourites } = deps;
  return new Hono().get('/experiments/:id/model-choices', async (c) => {
    const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
    const text = (c.req.query('q') ?? '').trim().slice(0, MAX_SEARCH);
    const served = await provider.models({ fresh: c.req.query('refresh') === 'true' });
    const found = searchModels(namedModels(favourites, served), { text });
    const groups = offeredModels(models, found.map(firstOf)).map((group, index) => ({
      ...group,
      more: (found[index]?.models.length ?? 0) - group.models.length,
    }));
    const picked = new Set((c.req.queries('picked') ?? []).slice(0, MAX_PICKED));
    const props = { experiment: cell.id, groups, picked, unlisted: unlistedOf(served, text) };
    return fragment(c, <ModelChoices {...props} />);
  });
}

/** What is shown of a connection: only of that all that is known is looked up. */
function firstOf(group: NamedGroup): NamedGroup {
  return { ...group, models: group.models.slice(0, MAX_SHOWN), others: [] };
}

/** What was typed, where it can be the id of a model on connections that do not list it; `groq: x` names the connection. */
function unlistedOf(served: readonly ConnectionModels[], text: string): ModelChoicesProps['unlisted'] {
  const [, name = null, rest = text] = /^([^:]+):\s+(.*)$/.exec(text) ?? [];
  if (!/^[^\s,;]+$/.test(rest)) return null;
  const wanted = name?.trim().toLowerCase() ?? null;
  const connections = served
    .filter(({ connection }) => connection.kind !== 'built_in')
    .filter(({ connection: { id, label } }) => wanted === null || id === wanted || label.toLowerCase() === wanted)
    .filter(({ models }) => models.every(({ id }) => id !== rest))
    .map(({ connection }) => connection);
  return connections.length === 0 ? null : { model: rest, connections };
}
