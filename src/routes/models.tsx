import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ModelsPage } from '../../views/models/models-page.tsx';
import type { SetPriceProps } from '../../views/models/set-price.tsx';
import type { AppDeps } from '../app-deps.ts';
import { type ConnectionModels, modelKey } from '../domain/connection.ts';
import type { Probe, ProbeKind } from '../domain/probe.ts';
import { latestProbe } from '../probes/probes.ts';
import { goTo, page, pageContext } from './http/answer.tsx';
import { askedPrice } from './price-props.ts';

/** Connections and their models. */
export function modelRoutes(deps: AppDeps) {
  return new Hono()
    .get('/models', async (c) => modelsPage(c, deps, await askedPrice(deps, c.req.query())))
    .post('/models/refreshes', async (c) => {
      await deps.provider.models({ fresh: true });
      return goTo(c, '/models');
    });
}

/** The page of models, with the price of one of them when it is asked for. */
export async function modelsPage(
  c: Context,
  deps: AppDeps,
  price: SetPriceProps | null,
  status: ContentfulStatusCode = 200,
) {
  const { provider, models, store } = deps;
  const groups = await provider.models();
  const [probes, scales, errors, unpriced] = await Promise.all([
    probesOf(deps, 'temperature', groups),
    probesOf(deps, 'logprobs', groups),
    store.estimates.errors(),
    store.prices.unpriced(),
  ]);
  const errorsOf = new Map(errors.map((error) => [modelKey(error.connection, error.model), error]));
  const factsOf = (connection: string, model: string) => ({
    prices: models.prices(connection, model),
    temperature: models.capability({ connection, model }, 'temperature', { temperature: 0.5 }),
    probe: probes.get(modelKey(connection, model)) ?? null,
    scale: scales.get(modelKey(connection, model)) ?? null,
    errors: errorsOf.get(modelKey(connection, model)) ?? null,
  });
  const props = { groups, factsOf, price, unpriced, context: pageContext(deps) };
  return page(c, <ModelsPage {...props} />, status);
}

async function probesOf<Kind extends ProbeKind>(
  deps: AppDeps,
  kind: Kind,
  groups: readonly ConnectionModels[],
): Promise<ReadonlyMap<string, Probe<Kind>>> {
  const models = groups.flatMap((group) => group.models);
  const probes = await Promise.all(
    models.map(({ connection, id }) => latestProbe(deps, kind, { connection, model: id })),
  );
  return new Map(
    probes.flatMap((probe) => (probe === null ? [] : [[modelKey(probe.connection, probe.model), probe] as const])),
  );
}
