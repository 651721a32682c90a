import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import type { OfferedModel } from '../../domain/models/offered-model.ts';
import { toUsd, type UnitPrices } from '../../domain/money/cost.ts';
import type { MeanError } from '../../domain/money/estimate.ts';
import { checkMarkedModel } from '../../models/favourite-models.ts';
import { namedModels, offeredModels } from '../../models/offered-models.ts';
import { validated } from '../../platform/input/validated.ts';
import { parseJson } from '../http/json-body.ts';

/** Connections and the models they serve, over the API. */
export function apiModelRoutes(deps: AppDeps) {
  const { provider, favourites, store } = deps;
  return new Hono()
    .get('/models', async (c) => {
      const fresh = c.req.query('refresh') === 'true';
      const [served, errors] = await Promise.all([provider.models({ fresh }), store.estimates.errors()]);
      const groups = offeredModels(deps.models, namedModels(favourites, served));
      return c.json({
        connections: groups.map(({ connection, problem }) => ({
          id: connection.id,
          label: connection.label,
          base_url: connection.baseUrl,
          free: connection.free,
          problem,
        })),
        models: groups.flatMap((group) => group.models.map(modelJson)),
        other_models: groups.flatMap((group) => group.others.map(modelJson)),
        estimates: errors.map(({ connection, model, inputTokens, cost }) => ({
          connection,
          model,
          input_tokens: errorJson(inputTokens),
          likely_cost: errorJson(cost),
        })),
      });
    })
    .get('/favourites', (c) => c.json({ favourites: favourites.all }))
    .put('/favourites', async (c) => {
      const subject = validated(favouriteBody, await parseJson(c));
      checkMarkedModel(provider, subject);
      await favourites.mark(subject, true);
      return c.json({ favourites: favourites.all });
    })
    .delete('/favourites', async (c) => {
      await favourites.mark(validated(favouriteBody, await parseJson(c)), false);
      return c.body(null, 204);
    });
}

const favouriteBody = z.strictObject({ connection: z.string(), model: z.string() });

function modelJson({ id, connection, kind, context, outputLimit, prices, ...about }: OfferedModel) {
  const { free, parameters, temperature, favourite, snapshot } = about;
  return {
    id,
    connection,
    kind,
    free,
    context,
    output_limit: outputLimit,
    prices: pricesJson(prices),
    parameters,
    temperature,
    favourite,
    snapshot,
  };
}

/** USD per million tokens, as prices are published; `null` when none is known. */
function pricesJson(prices: UnitPrices | null) {
  if (prices === null) return null;
  const perMillion = (perToken: bigint) => toUsd(perToken * 1_000_000n);
  return {
    input: perMillion(prices.input),
    cached_input: prices.cachedInput === null ? null : perMillion(prices.cachedInput),
    cache_write: prices.cacheWrite === undefined ? null : perMillion(prices.cacheWrite),
    output: perMillion(prices.output),
    date: prices.date,
    own: prices.own ?? false,
    source: prices.own ? 'own' : prices.fromService ? 'service' : 'list',
  };
}

function errorJson({ n, signed, absolute }: MeanError) {
  return { n, mean_error_percent: signed, mean_distance_percent: absolute };
}
