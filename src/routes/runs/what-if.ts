import { setTimeout as delay } from 'node:timers/promises';
import type { WhatIfProps } from '../../../views/costs/what-if.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { PricedModelGroup, Repricing } from '../../domain/what-if.ts';
import { ValidationError } from '../../errors.ts';
import { pricedModel, pricedModels } from '../../models/price-list.ts';

/** A page does not wait longer for what an endpoint serves; price lists are offered in any case. */
const SOON_MS = 50;

/**
 * What a query string asks to price anew; `null` when it does not.
 * @throws ValidationError naming the field
 */
export function readRepricing(
  { models }: Pick<AppDeps, 'models'>,
  query: Readonly<Record<string, string>>,
): Repricing | null {
  const { would_model: key = '', batch = '' } = query;
  if (!['', '1', 'true', '0', 'false'].includes(batch)) {
    throw new ValidationError([{ path: 'batch', message: 'batch must be true or false.' }]);
  }
  const isBatch = batch === '1' || batch === 'true';
  if (key === '') return isBatch ? { key: null, prices: null, batch: true } : null;
  const found = pricedModel(models, key, models.priceTime);
  if (found === null) {
    const message = `would_model: no price is known for “${key.slice(0, 100)}”; name a model as GET /models lists it, as in openai/gpt-5-mini.`;
    throw new ValidationError([{ path: 'would_model', message }]);
  }
  return { key, prices: found.prices, batch: isBatch };
}

/** What it takes to offer it. */
export async function whatIfProps(
  deps: Pick<AppDeps, 'models' | 'provider'>,
  query: Readonly<Record<string, string>>,
): Promise<Pick<WhatIfProps, 'groups' | 'chosen'>> {
  return { groups: await offered(deps), chosen: readRepricing(deps, query) };
}

async function offered({
  models,
  provider,
}: Pick<AppDeps, 'models' | 'provider'>): Promise<readonly PricedModelGroup[]> {
  const listed = await Promise.race([provider.models(), delay(SOON_MS, [], { ref: false })]);
  return pricedModels(models, listed, models.priceTime);
}
