import { isPossibleUsage, type Usage } from '../run/usage.ts';

/** Integer pico-dollars, 10^-12 USD: the smallest unit that holds every published price per token exactly. */
export type Picodollars = bigint;

/** Dated unit prices of a model, in pico-dollars per token (1 USD per million tokens = 1,000,000). */
export interface UnitPrices {
  readonly input: Picodollars;
  /** `null`: cached input costs the same as input. */
  readonly cachedInput: Picodollars | null;
  /** Of input written to the cache; absent: as any input. */
  readonly cacheWrite?: Picodollars;
  readonly output: Picodollars;
  /** The model the price was found under, for people to check. */
  readonly model: string;
  /** The day the price was looked up for, `YYYY-MM-DD`; of one's own price, the day from which it holds. */
  readonly date: string;
  /** Set by a person, rather than taken from the published list. */
  readonly own?: true;
  /** Taken from the service's own list of models. */
  readonly fromService?: true;
}

export interface Cost {
  readonly picodollars: Picodollars;
  /**
   * `reported` by the endpoint, `computed` from reported usage, `estimated` from our own count, `free` (built in),
   * `set_later`: it had no price when it was asked, and a person gave it one afterwards.
   */
  readonly source: 'reported' | 'computed' | 'estimated' | 'free' | 'set_later';
}

/** No one request costs so much: a reported cost of it or more is not believed. */
export const MAX_COST: Picodollars = 1_000_000_000_000_000n;

/** No price and no counts that are believed should come to so much; a computed cost of it or more is taken for unknown. */
export const MAX_COMPUTED_COST: Picodollars = 1_000_000_000_000_000_000n;

/** Whether a service can truly say that a request has cost this. */
export function isPossibleCost(picodollars: Picodollars): boolean {
  return picodollars >= 0n && picodollars < MAX_COST;
}

export const FREE: Cost = { picodollars: 0n, source: 'free' };

/** Tokens of one request, or of many together. */
export interface TokenSums {
  readonly input: number;
  /** Part of `input`, as is `cacheWrite`. */
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/**
 * (input - cached - written) x input price + cached x cached price + written x cache-write price + output x output price. Parts
 * that come to more than the whole are cut to it.
 */
export function costOfTokens(tokens: TokenSums, prices: UnitPrices): Picodollars {
  const cached = Math.min(tokens.cachedInput, tokens.input);
  const written = Math.min(tokens.cacheWrite, tokens.input - cached);
  return (
    BigInt(tokens.input - cached - written) * prices.input +
    BigInt(cached) * (prices.cachedInput ?? prices.input) +
    BigInt(written) * (prices.cacheWrite ?? prices.input) +
    BigInt(tokens.output) * prices.output
  );
}

/**
 * Cost of one request; `null` (unpriced) when the price or a count that matters is unknown, never 0 for unknown; also where the
 * counts or the sum are more than any request can come to.
 */
export function costOf(usage: Usage | null, prices: UnitPrices | null): Cost | null {
  if (usage === null || prices === null || usage.inputTokens === null || usage.outputTokens === null) return null;
  if (!isPossibleUsage(usage)) return null;
  const { inputTokens: input, outputTokens: output, cachedInputTokens, cacheWriteTokens = 0 } = usage;
  const tokens = { input, cachedInput: cachedInputTokens ?? 0, cacheWrite: cacheWriteTokens, output };
  const picodollars = costOfTokens(tokens, prices);
  if (picodollars >= MAX_COMPUTED_COST) return null;
  return { picodollars, source: usage.source === 'reported' ? 'computed' : 'estimated' };
}

/** The dearest that a token of input can be: each may be written to the cache. */
export function dearestInput({ input, cacheWrite = input }: Pick<UnitPrices, 'input' | 'cacheWrite'>): Picodollars {
  return cacheWrite > input ? cacheWrite : input;
}

/** USD per million tokens, as prices are published, to pico-dollars per token. */
export function perMillion(usd: number): Picodollars {
  return BigInt(Math.round(usd * 1e6));
}

/** Pico-dollars as a plain decimal number of USD; exact up to 2^53 pico-dollars (about $9,007). */
export function toUsd(picodollars: Picodollars): number {
  return Number(picodollars) / 1e12;
}

/** US dollars, as an endpoint reports them, to pico-dollars. */
export function fromUsd(usd: number): Picodollars {
  return BigInt(Math.round(usd * 1e12));
}
