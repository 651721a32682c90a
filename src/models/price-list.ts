import { type ConnectionModels, modelKey, parseModelKey } from '../domain/models/connection.ts';
import type { PricedModel, PricedModelGroup } from '../domain/money/what-if.ts';
import { LISTED_VENDORS, listedModels, listedPrices } from '../provider/models/prices.ts';
import type { ModelCatalog } from './model-catalog.ts';

const LISTED = 'list:';

/** What people compare with first: models of three vendors, cheap ones first. */
export const WELL_KNOWN_MODELS = [
  'list:openai/gpt-5-mini',
  'list:openai/gpt-4o-mini',
  'list:openai/gpt-5',
  'list:anthropic/claude-haiku-4-5',
  'list:google/gemini-2.5-flash',
  'list:openai/gpt-4.1',
] as const;

/** Every model with a known price: those that connections serve, and those of well-known vendors' price lists. */
export function pricedModels(
  models: ModelCatalog,
  groups: readonly ConnectionModels[],
  at: Date,
): readonly PricedModelGroup[] {
  const served = groups.map(({ connection, models: own }) => ({
    label: connection.label,
    models: own.flatMap(({ id }): PricedModel[] => {
      const prices = connection.free ? null : models.prices(connection.id, id);
      return prices === null ? [] : [{ key: modelKey(connection.id, id), label: id, prices }];
    }),
  }));
  const listed = LISTED_VENDORS.map(([vendor, name]) => ({
    label: `Price list of ${name}`,
    models: listedModels(vendor, at).map((prices) => ({
      key: `${LISTED}${modelKey(vendor, prices.model)}`,
      label: prices.model,
      prices,
    })),
  }));
  return [...served, ...listed].filter((group) => group.models.length > 0);
}

/** The model that a key names, also a bare name from OpenAI's price list; `null` when it has no known price. */
export function pricedModel(models: ModelCatalog, key: string, at: Date): PricedModel | null {
  const isListed = key.startsWith(LISTED);
  const parsed = parseModelKey(isListed ? key.slice(LISTED.length) : key);
  if (!isListed && parsed !== null && !models.isFree(parsed.connection)) {
    const prices = models.prices(parsed.connection, parsed.model);
    if (prices !== null) return { key, label: parsed.model, prices };
  }
  const [vendor, name] = isListed ? [parsed?.connection, parsed?.model ?? ''] : ['openai', key];
  const known = LISTED_VENDORS.find(([id]) => id === vendor)?.[0];
  const prices = known === undefined ? null : listedPrices(known, name, at);
  // The list also takes names that only resemble one of its own.
  return prices === null || prices.model !== name ? null : { key, label: name, prices };
}
