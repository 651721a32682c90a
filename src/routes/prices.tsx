import { type Context, Hono } from 'hono';
import { usd } from '../../views/format.ts';
import type { AppDeps } from '../app-deps.ts';
import { ConfirmationRequired, orNotFound } from '../errors.ts';
import { checkPricedModel, pricePast, readPrice } from '../models/custom-prices.ts';
import type { ModelOnConnection } from '../store/costs/price-store.ts';
import { idParam } from './http/answer.tsx';
import { formOf } from './http/form.ts';
import { modelsPage } from './models.tsx';
import { type PriceDone, setPriceProps } from './price-props.ts';

const PRICE_FIELDS = ['connection', 'model', 'input', 'cached_input', 'output', 'from'] as const;

/** Prices that a person sets, as pages send them. */
export function priceRoutes(deps: AppDeps) {
  const { models } = deps;
  return new Hono()
    .post('/prices', async (c) => {
      const typed = await readFields(c, PRICE_FIELDS);
      checkPricedModel(deps, typed);
      const read = readPrice(typed, models.today);
      if ('errors' in read)
        return modelsPage(c, deps, await setPriceProps(deps, typed, { typed, errors: read.errors }), 422);
      if (read.ok) await models.setPrice(read.value);
      return c.redirect(pricePath(typed, 'set'), 303);
    })
    .post('/prices/:id/withdrawal', async (c) => {
      const subject = await readFields(c, ['connection', 'model']);
      orNotFound((await models.withdrawPrice(idParam(c))) ? true : null, 'price');
      return c.redirect(pricePath(subject, 'withdrawn'), 303);
    })
    .post('/prices/past', async (c) => {
      const form = await readFields(c, ['connection', 'model', 'requests', 'picodollars']);
      try {
        const { requests, picodollars } = await pricePast(
          deps,
          form,
          (offer) => String(offer.requests) === form.requests && String(offer.picodollars) === form.picodollars,
        );
        const done = `${requests} past requests were priced, ${usd(picodollars)} in all. They are marked as “price set later”.`;
        return modelsPage(c, deps, await setPriceProps(deps, form, { done }));
      } catch (error) {
        if (!(error instanceof ConfirmationRequired)) throw error;
        const done = 'Meanwhile it came to something else: look at it once more.';
        return modelsPage(c, deps, await setPriceProps(deps, form, { done }), 409);
      }
    });
}

async function readFields<Name extends string>(c: Context, names: readonly Name[]): Promise<Record<Name, string>> {
  const form = Object.fromEntries(await formOf(c));
  return Object.fromEntries(
    names.map((name) => [name, typeof form[name] === 'string' ? form[name].slice(0, 500) : '']),
  ) as Record<Name, string>;
}

function pricePath({ connection, model }: ModelOnConnection, done: PriceDone): string {
  return `/models?${new URLSearchParams({ connection, model, done })}#set-price`;
}
