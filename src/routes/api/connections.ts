import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { offerTest, type TestOffer, testConnection } from '../../connections/connection-test.ts';
import type { ConnectionDetails } from '../../connections/connections.ts';
import { toUsd } from '../../domain/money/cost.ts';
import { validated } from '../../platform/input/validated.ts';
import { parseJson } from '../http/json-body.ts';
import { type EstimateJson, requireConfirmation } from './confirmation.ts';

/** The services that are asked, over the API. What is secret of them goes in and never comes out. */
export function apiConnectionRoutes(deps: AppDeps) {
  const { connections } = deps;
  return new Hono()
    .get('/connections', (c) => c.json({ connections: connections.list().map(connectionJson) }))
    .get('/connections/:id', (c) => c.json(connectionJson(connections.details(c.req.param('id')))))
    .post('/connections', async (c) => {
      const added = await connections.add(validated(body, await parseJson(c)));
      c.header('Location', `/api/v1/connections/${added.connection.id}`);
      return c.json(connectionJson(added), 201);
    })
    .put('/connections/:id', async (c) =>
      c.json(connectionJson(await connections.change(c.req.param('id'), validated(body, await parseJson(c))))),
    )
    .delete('/connections/:id', async (c) => {
      await connections.remove(c.req.param('id'));
      return c.body(null, 204);
    })
    .post('/connections/:id/tests', async (c) => {
      const id = c.req.param('id');
      const { confirm = false, model = null } = validated(testBody, await parseJson(c, {}));
      const offer = await offerTest(deps, id, model);
      if (offer.costs) requireConfirmation(confirm, estimateJson(offer));
      const { tests } = await testConnection(deps, id, offer, new Date());
      return c.json({ model: offer.model, tests });
    });
}

const text = z.string().max(5_000);
const fields = z.record(text, text);

const body = z.strictObject({
  name: text.optional(),
  preset: text.optional(),
  base_url: text.optional(),
  key: text.nullable().optional(),
  key_env: text.nullable().optional(),
  key_header: text.nullable().optional(),
  headers: fields.optional(),
  query: fields.optional(),
  plain_http: z.boolean().optional(),
  list_prices: z.boolean().optional(),
});

const testBody = z.strictObject({ confirm: z.boolean().optional(), model: text.optional() });

function estimateJson({ requests, estimate }: TestOffer): EstimateJson {
  const most = estimate?.maxCostPicodollars ?? null;
  return { requests, input_tokens: estimate?.inputTokens ?? 0, max_cost_usd: most === null ? null : toUsd(most) };
}

/** What can be sent back as it is: a hint in the place of a value leaves the value as it was. */
function connectionJson({ connection, added, headers, query }: ConnectionDetails) {
  return {
    id: connection.id,
    name: connection.label,
    kind: connection.kind,
    preset: added?.preset ?? null,
    base_url: connection.baseUrl,
    key_hint: connection.keyHint,
    key_env: added?.keyEnv ?? null,
    key_header: added?.keyHeader ?? null,
    headers,
    query,
    plain_http: added?.plainHttp ?? false,
    list_prices: connection.listPrices ?? false,
    free: connection.free,
    tested: added?.tested ?? null,
  };
}
