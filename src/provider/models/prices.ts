import { createRequire } from 'node:module';
import type * as GenaiPrices from '@pydantic/genai-prices';
import type { Connection } from '../../domain/models/connection.ts';
import { type Picodollars, perMillion, type UnitPrices } from '../../domain/money/cost.ts';
import { chatModels } from '../chat/chat-models.ts';
import { correctionOf } from './price-corrections.ts';

type PriceLibrary = typeof GenaiPrices;

/** Models that people know, cheapest first, to say what a free request would have cost. */
const REFERENCE_MODELS = ['gpt-5-mini', 'gpt-4o-mini', 'gpt-5-nano'];
/** Whose prices hold at a gateway of which a person says that list prices hold there. */
const GATEWAY_PROVIDER = 'openai';
const DATED = /-\d{4}-\d{2}-\d{2}$/;
const OPEN_WEIGHTS = /^gpt-oss/;
/** What follows a model's name in the name of a version of it. */
const VERSION = /^($|[-@:](\d[\d.-]*|latest|preview\b.*|exp\b.*|beta|free)$)/;
/** What Google puts before a model's name: the kind of thing in its list, itself where it serves others' models too. */
const VENDOR_PREFIX = /^(models|google)\//;
/** Below this many input tokens no model's price depends on their number. */
const MIN_TIER = 100_000;
const MAX_REMEMBERED = 2_000;

let library: PriceLibrary | null = null;
const remembered = new Map<string, UnitPrices | null>();
const offered = new Map<ListedVendor, readonly string[]>();

/**
 * Unit prices of a model on a connection at a time; `null` when unknown, as on servers of one's own, and for the built-in
 * model, which has none. Some models cost more for long prompts: `inputTokens` finds the right tier, and without it the
 * first one counts. The table comes with the @pydantic/genai-prices package; nothing is fetched.
 */
export function pricesOf(question: {
  readonly connection: Pick<Connection, 'kind' | 'baseUrl' | 'listPrices'>;
  readonly model: string;
  readonly at: Date;
  readonly inputTokens?: number | null;
}): UnitPrices | null {
  const { connection, model, at, inputTokens = null } = question;
  if (!hasListPrices(connection) || connection.baseUrl === null) return null;
  // To the minute, since some providers are cheaper at night; by the exact size only where it can matter.
  const size = inputTokens !== null && inputTokens >= MIN_TIER ? inputTokens : 0;
  const key = JSON.stringify([connection.baseUrl, model, at.toISOString().slice(0, 16), size]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const prices = lookUp({ providerId: providerAt(connection.baseUrl), model, at, inputTokens: size });
  remembered.set(key, prices);
  return prices;
}

/**
 * Whether list prices can hold: at a service that publishes some, and where a person says so. A server of one's own has none, whatever
 * its models are called.
 */
function hasListPrices({ kind, baseUrl, listPrices = false }: Pick<Connection, 'kind' | 'baseUrl' | 'listPrices'>) {
  if (listPrices) return true;
  return (kind === 'environment' || kind === 'added') && baseUrl !== null && providerAt(baseUrl) !== null;
}

/** The prices of a cheap and well-known model of OpenAI, for "would cost $x on gpt-5-mini"; `null` when none is known. */
export function referencePrices(at: Date): UnitPrices | null {
  const baseUrl = 'https://api.openai.com/v1';
  for (const model of REFERENCE_MODELS) {
    const prices = pricesOf({ connection: { kind: 'environment', baseUrl }, model, at });
    if (prices !== null) return prices;
  }
  return null;
}

/** Vendors whose published prices are offered to compare with, by their ids in the list. */
export const LISTED_VENDORS = [
  ['openai', 'OpenAI'],
  ['anthropic', 'Anthropic'],
  ['google', 'Google'],
] as const;
export type ListedVendor = (typeof LISTED_VENDORS)[number][0];

/** Names that stand for something else than one model that chats: fine-tunes, and other vendors' models sold along. */
const NOT_OFFERED: Readonly<Record<ListedVendor, RegExp>> = {
  openai: /^ft|:|-$|^gpt-3\.5-0301$|search-preview/,
  anthropic: /:|-$/,
  google: /^(?!gem)|image/,
};

/** The models of a vendor that have a published price per token of text, as they are listed today. */
export function listedModels(vendor: ListedVendor, at: Date): readonly UnitPrices[] {
  return offeredModels(vendor)
    .map((id) => listedPrices(vendor, id, at))
    .filter((found) => found !== null);
}

/** By the table, which never changes while a server runs; in alphabetical order. */
function offeredModels(vendor: ListedVendor): readonly string[] {
  const known = offered.get(vendor);
  if (known !== undefined) return known;
  const models = prices().findProvider({ providerId: vendor })?.models ?? [];
  const named = models.filter(({ id, deprecated }) => deprecated !== true && !NOT_OFFERED[vendor].test(id));
  const found = chatModels(named.map(({ id }) => id));
  offered.set(vendor, found);
  return found;
}

/** The published prices of a vendor's model; `null` when none are. */
export function listedPrices(vendor: ListedVendor, model: string, at: Date): UnitPrices | null {
  const key = JSON.stringify([vendor, model, at.toISOString().slice(0, 16)]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = lookUp({ providerId: vendor, model, at, inputTokens: 0 });
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** How many tokens a model takes in all, by the table; `null` where it does not say. */
export function contextOf({
  connection,
  model,
}: {
  readonly connection: Pick<Connection, 'baseUrl' | 'listPrices'>;
  readonly model: string;
}): number | null {
  const { baseUrl, listPrices = false } = connection;
  const providerId = baseUrl === null ? null : (providerAt(baseUrl) ?? (listPrices ? GATEWAY_PROVIDER : null));
  if (providerId === null) return null;
  const name = ownName(providerId, model);
  const found = prices().calcPrice({ input_tokens: 1 }, name, { providerId });
  return found === null || !isSameModel(name, found.model.id) ? null : (found.model.context_window ?? null);
}

function lookUp(query: {
  /** Whose prices hold; `null`: not known. */
  readonly providerId: string | null;
  readonly model: string;
  readonly at: Date;
  readonly inputTokens: number;
}): UnitPrices | null {
  const { providerId, at, inputTokens } = query;
  const asked = ownName(providerId, query.model);
  const { model, prices: corrected } = correctionOf({ provider: providerId, model: asked, at, inputTokens });
  if (corrected !== null) return corrected;
  // Open weights that anybody serves: what OpenAI's name says nothing about.
  if (providerId === null && OPEN_WEIGHTS.test(model)) return null;
  const found = prices().calcPrice({ input_tokens: 1, output_tokens: 1 }, model, {
    providerId: providerId ?? GATEWAY_PROVIDER,
    timestamp: at,
  });
  if (found === null || !isSameModel(model, found.model.id)) return null;
  // The library also takes names that only resemble a model's; on an endpoint it does not know, that would be a guess.
  if (providerId === null && model !== found.model.id && model.replace(DATED, '') !== found.model.id) return null;
  const price = (name: string) => perToken(found.model_price[name], inputTokens);
  const [input, output, cacheWrite] = [price('input_mtok'), price('output_mtok'), price('cache_write_mtok')];
  if (input === null || output === null) return null;
  return {
    input,
    cachedInput: price('cache_read_mtok'),
    ...(cacheWrite === null ? {} : { cacheWrite }),
    output,
    model: found.model.id,
    date: at.toISOString().slice(0, 10),
  };
}

/** A model's name without what Google puts before it. */
function ownName(providerId: string | null, model: string): string {
  return providerId === 'google' ? model.replace(VENDOR_PREFIX, '') : model;
}

/** Whether a name is a model's own or that of one of its versions; the library takes any that begins with it. */
function isSameModel(name: string, id: string): boolean {
  return !name.startsWith(id) || VERSION.test(name.slice(id.length));
}

/** Whose prices hold at an address; `null` when that is not known. */
function providerAt(providerApiUrl: string): string | null {
  const provider = prices().findProvider({ providerApiUrl: `${providerApiUrl}/` });
  if (provider === undefined) return null;
  // The library finds patterns anywhere, also at the start of a longer host or in the path of somebody else's.
  const host = new RegExp(`^(?:${provider.api_pattern})[a-z]*(?=[/:]|$)`);
  return host.test(providerApiUrl) ? provider.id : null;
}

function perToken(price: number | GenaiPrices.TieredPrices | undefined, inputTokens: number): Picodollars | null {
  if (price === undefined) return null;
  if (typeof price === 'number') return perMillion(price);
  const tier = price.tiers.findLast(({ start }) => inputTokens > start);
  return perMillion(tier?.price ?? price.base);
}

/** Loaded at the first question: it takes tens of milliseconds, which a start should not wait for. */
function prices(): PriceLibrary {
  library ??= createRequire(import.meta.url)('@pydantic/genai-prices') as PriceLibrary;
  return library;
}
