import type { Usage } from './usage.ts';

/** Integer pico-dollars, 10^-12 USD: the smallest unit that holds every published price per token exactly. */
export type Picodollars = bigint;

/** Dated unit prices of a model, in pico-dollars per token (1 USD per million tokens = 1,000,000). */
export interface UnitPrices {
  readonly input: Picodollars;
  /** `null`: cached input costs the same as input. */
  readonly cachedInput: Picodollars | null;
  readonly output: Picodollars;
  /** The model the price was found under, for people to check. */
  readonly model: string;
  /** The day the price was looked up for, `YYYY-MM-DD`; of one's own price, the day from which it holds. */
  readonly date: string;
  /** Set by a person, rather than taken from the published list. */
  readonly own?: true;
}

export interface Cost {
  readonly picodollars: Picodollars;
  /**
   * `reported` by the endpoint, `computed` from reported usage, `estimated` from our own count, `free` (built in),
   * `set_later`: it had no price when it was asked, and a person gave it one afterwards.
   */
  readonly source: 'reported' | 'computed' | 'estimated' | 'free' | 'set_later';
}

export const FREE: Cost = { picodollars: 0n, source: 'free' };

/**
 * Cost of one request: (input - cached) x input price + cached x cached price + output x output price.
 * `null` (unpriced) when the price or a count that matters is unknown; never 0 for unknown.
 */
export function costOf(usage: Usage | null, prices: UnitPrices | null): Cost | null {
  if (usage === null || prices === null || usage.inputTokens === null || usage.outputTokens === null) return null;
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
  const picodollars =
    BigInt(usage.inputTokens - cached) * prices.input +
    BigInt(cached) * (prices.cachedInput ?? prices.input) +
    BigInt(usage.outputTokens) * prices.output;
  return { picodollars, source: usage.source === 'reported' ? 'computed' : 'estimated' };
}

/** The most `requests` requests can cost: no cache, every answer as long as allowed. `null` without a price or a limit. */
export function mostCost(plan: {
  readonly inputTokens: number;
  readonly maxOutputTokens: number | null;
  readonly requests: number;
  readonly prices: UnitPrices | null;
}): Picodollars | null {
  const { inputTokens, maxOutputTokens, requests, prices } = plan;
  if (prices === null || maxOutputTokens === null) return null;
  return BigInt(requests) * (BigInt(inputTokens) * prices.input + BigInt(maxOutputTokens) * prices.output);
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
