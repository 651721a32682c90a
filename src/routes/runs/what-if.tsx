import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { FoundOptions } from '../../../views/costs/model-choice.tsx';
import type { WhatIfProps } from '../../../views/costs/what-if.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { modelKey } from '../../domain/models/connection.ts';
import { commonChoices, foundChoices, type PricedModelGroup, type Repricing } from '../../domain/money/what-if.ts';
import { ValidationError } from '../../errors.ts';
import { pricedModel, pricedModels, WELL_KNOWN_MODELS } from '../../models/price-list.ts';
import { fragment } from '../http/answer.tsx';

/** A page does not wait longer for what an endpoint serves; price lists are offered in any case. */
const SOON_MS = 50;
const MAX_SEARCH = 100;

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

/** What it takes to offer it, after what was `asked`. */
export async function whatIfProps(
  deps: Pick<AppDeps, 'models' | 'provider' | 'favourites'>,
  query: Readonly<Record<string, string>>,
  asked: readonly string[],
): Promise<Pick<WhatIfProps, 'choices' | 'chosen'>> {
  return { choices: choicesAmong(deps, await offered(deps), asked), chosen: readRepricing(deps, query) };
}

/** The handful that is offered before anybody searches: favourites and well-known models, and what is like those asked. */
export function choicesAmong(
  { favourites }: Pick<AppDeps, 'favourites'>,
  groups: readonly PricedModelGroup[],
  asked: readonly string[],
) {
  const marked = favourites.all.map(({ connection, model }) => modelKey(connection, model));
  return commonChoices(groups, { named: new Set([...marked, ...WELL_KNOWN_MODELS]), asked });
}

/** Finds any model with a known price, for a choice that shows only some. */
export function pricedModelRoutes(deps: AppDeps) {
  return new Hono().get('/priced-models', async (c) => {
    const search = (c.req.query('q') ?? '').trim().slice(0, MAX_SEARCH);
    const groups = await offered(deps);
    const found = search === '' ? choicesAmong(deps, groups, []).groups : foundChoices(groups, search);
    return fragment(c, <FoundOptions groups={found} />);
  });
}

async function offered({
  models,
  provider,
}: Pick<AppDeps, 'models' | 'provider'>): Promise<readonly PricedModelGroup[]> {
  const listed = await Promise.race([provider.models(), delay(SOON_MS, [], { ref: false })]);
  return pricedModels(models, listed, models.priceTime);
}
