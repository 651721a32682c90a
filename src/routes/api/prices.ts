import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { type CustomPrice, type PriceBackfill, perMillionText, priceOn } from '../../domain/money/custom-price.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { checkPricedModel, pricePast, readPrice } from '../../models/custom-prices.ts';
import { validated } from '../../platform/input/validated.ts';
import { idParam } from '../http/answer.tsx';
import { parseJson } from '../http/json-body.ts';
import { money } from './money-json.ts';

/** Prices that a person sets, over the API. */
export function apiPriceRoutes(deps: AppDeps) {
  const { store, models } = deps;
  return new Hono()
    .get('/prices', async (c) => {
      const [prices, unpriced] = await Promise.all([store.prices.list(), store.prices.unpriced()]);
      return c.json({ prices: prices.map((price) => priceJson(price, models)), unpriced });
    })
    .put('/prices', async (c) => {
      const { cached_input, from = '', ...typed } = validated(priceBody, await parseJson(c));
      checkPricedModel(deps, typed);
      const read = readPrice({ ...typed, cached_input: cached_input ?? '', from }, models.today);
      if ('errors' in read) throw new ValidationError(read.errors);
      if (!read.ok) throw new ValidationError([{ path: 'input', message: read.message }]);
      const known = models.customPrices(typed.connection, typed.model).findLast((price) => isSame(price, read.value));
      const held = priceOn(models.customPrices(typed.connection, typed.model), read.value.from);
      // Repeated, it changes nothing.
      const price = known !== undefined && held?.id === known.id ? known : await models.setPrice(read.value);
      return c.json(priceJson(price, models));
    })
    .delete('/prices/:id', async (c) => {
      orNotFound((await models.withdrawPrice(idParam(c))) ? true : null, 'price');
      return c.body(null, 204);
    })
    .post('/prices/past', async (c) => {
      const { confirm, ...subject } = validated(pastBody, await parseJson(c));
      checkPricedModel(deps, subject);
      return c.json(pastJson(await pricePast(deps, subject, () => confirm === true)));
    });
}

/** Text is taken as it is typed; a number is what JavaScript writes for it. */
const perMillion = z.union([z.string().max(100), z.number().transform(String)]);

const priceBody = z.strictObject({
  connection: z.string(),
  model: z.string(),
  input: perMillion,
  cached_input: perMillion.nullable().optional(),
  output: perMillion,
  from: z.string().max(100).optional(),
});

const pastBody = z.strictObject({ connection: z.string(), model: z.string(), confirm: z.boolean().optional() });

function isSame(a: CustomPrice, b: Omit<CustomPrice, 'id' | 'setAt'>): boolean {
  return a.from === b.from && a.input === b.input && a.cachedInput === b.cachedInput && a.output === b.output;
}

/** Prices as exact decimals, in US dollars per million tokens. */
function priceJson(price: CustomPrice, models: AppDeps['models']) {
  const { id, connection, model, from, input, cachedInput, output, setAt } = price;
  return {
    id,
    connection,
    model,
    from,
    input: perMillionText(input),
    cached_input: cachedInput === null ? null : perMillionText(cachedInput),
    output: perMillionText(output),
    holds: priceOn(models.customPrices(connection, model), models.today)?.id === id,
    set_at: setAt.toISOString(),
  };
}

function pastJson({ requests, picodollars, unknown }: PriceBackfill) {
  return { priced: requests, cost: money(picodollars), still_unpriced: unknown };
}
