import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { FavouriteButton } from '../../views/models/favourite-button.tsx';
import { ModelsPage } from '../../views/models/models-page.tsx';
import type { SetPriceProps } from '../../views/models/set-price.tsx';
import type { AppDeps } from '../app-deps.ts';
import { modelKey } from '../domain/models/connection.ts';
import { type NamedGroup, searchModels } from '../domain/models/offered-model.ts';
import type { Probe, ProbeKind } from '../domain/run/probe.ts';
import { checkMarkedModel } from '../models/favourite-models.ts';
import { namedModels, offeredModels } from '../models/offered-models.ts';
import { latestProbe } from '../probes/probes.ts';
import { fragment, goTo, isFragmentRequest, page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';
import { askedPrice } from './price-props.ts';

/** Connections and their models. */
export function modelRoutes(deps: AppDeps) {
  return new Hono()
    .get('/models', async (c) => modelsPage(c, deps, await askedPrice(deps, c.req.query())))
    .post('/models/refreshes', async (c) => {
      await deps.provider.models({ fresh: true });
      return goTo(c, '/models');
    })
    .post('/models/favourites', async (c) => {
      const form = await formOf(c);
      const text = (name: string) => String(form.get(name) ?? '');
      const subject = { connection: text('connection'), model: text('model') };
      checkMarkedModel(deps.provider, subject);
      const favourite = text('favourite') === 'true';
      await deps.favourites.mark(subject, favourite);
      if (!isFragmentRequest(c)) return goTo(c, '/models');
      return fragment(c, <FavouriteButton connection={subject.connection} id={subject.model} favourite={favourite} />);
    });
}

const MAX_SEARCH = 200;
/** So many of each connection are on one page; what is looked for is found by searching. */
const MAX_SHOWN = 150;

/** The page of models, with the price of one of them when it is asked for. */
export async function modelsPage(
  c: Context,
  deps: AppDeps,
  price: SetPriceProps | null,
  status: ContentfulStatusCode = 200,
) {
  const { provider, store } = deps;
  const search = (c.req.query('q') ?? '').trim().slice(0, MAX_SEARCH);
  const served = await provider.models();
  const found = searchModels(namedModels(deps.favourites, served), { text: search, snapshots: true });
  const groups = found.map((group) => ({ ...group, models: group.models.slice(0, MAX_SHOWN) }));
  const [probes, scales, errors, unpriced] = await Promise.all([
    probesOf(deps, 'temperature', groups),
    probesOf(deps, 'logprobs', groups),
    store.estimates.errors(),
    store.prices.unpriced(),
  ]);
  const errorsOf = new Map(errors.map((error) => [modelKey(error.connection, error.model), error]));
  const props = {
    groups: offeredModels(deps.models, groups).map((group, index) => ({
      ...group,
      more: (found[index]?.models.length ?? 0) - group.models.length,
    })),
    probesOf: (connection: string, model: string) => ({
      probe: probes.get(modelKey(connection, model)) ?? null,
      scale: scales.get(modelKey(connection, model)) ?? null,
    }),
    errorsOf: (connection: string, model: string) => errorsOf.get(modelKey(connection, model)) ?? null,
    search,
    price,
    unpriced: unpriced.map((one) => ({ ...one, label: deps.connections.nameOf(one.connection) })),
    context: pageContext(deps),
  };
  return page(c, <ModelsPage {...props} />, status);
}

async function probesOf<Kind extends ProbeKind>(
  deps: AppDeps,
  kind: Kind,
  groups: readonly Pick<NamedGroup, 'models'>[],
): Promise<ReadonlyMap<string, Probe<Kind>>> {
  const models = groups.flatMap((group) => group.models);
  const probes = await Promise.all(
    models.map(({ connection, id }) => latestProbe(deps, kind, { connection, model: id })),
  );
  return new Map(
    probes.flatMap((probe) => (probe === null ? [] : [[modelKey(probe.connection, probe.model), probe] as const])),
  );
}
