import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { toUsd, type UnitPrices } from '../../domain/cost.ts';
import type { MeanError } from '../../domain/estimate.ts';

/** Connections and the models they serve, over the API. */
export function apiModelRoutes({ provider, models, store }: AppDeps) {
  return new Hono().get('/models', async (c) => {
    const [groups, errors] = await Promise.all([provider.models(), store.estimates.errors()]);
    return c.json({
      connections: groups.map(({ connection, problem }) => ({
        id: connection.id,
        label: connection.label,
        base_url: connection.baseUrl,
        free: connection.free,
        problem,
      })),
      models: groups.flatMap((group) =>
        group.models.map(({ id, connection }) => ({
          id,
          connection,
          free: group.connection.free,
          prices: pricesJson(models.prices(connection, id)),
          temperature: models.capability({ connection, model: id }, 'temperature', { temperature: 0.5 }),
        })),
      ),
      estimates: errors.map(({ connection, model, inputTokens, cost }) => ({
        connection,
        model,
        input_tokens: errorJson(inputTokens),
        likely_cost: errorJson(cost),
      })),
    });
  });
}

/** USD per million tokens, as prices are published; `null` when none is known. */
function pricesJson(prices: UnitPrices | null) {
  if (prices === null) return null;
  const perMillion = (perToken: bigint) => toUsd(perToken * 1_000_000n);
  return {
    input: perMillion(prices.input),
    cached_input: prices.cachedInput === null ? null : perMillion(prices.cachedInput),
    output: perMillion(prices.output),
    date: prices.date,
    own: prices.own ?? false,
  };
}

function errorJson({ n, signed, absolute }: MeanError) {
  return { n, mean_error_percent: signed, mean_distance_percent: absolute };
}
