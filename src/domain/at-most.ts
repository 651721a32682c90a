import { dearestInput, type Picodollars, type UnitPrices } from './cost.ts';

/** The worst that one request can come to. */
export interface AtMost {
  /** Input and output together; `null` when no limit to the answer is known. */
  readonly tokens: number | null;
  /** `null` when there is no price, or no limit to the answer. */
  readonly picodollars: Picodollars | null;
}

/** What it takes to say how bad one request can get. */
export interface WorstCase {
  readonly inputTokens: number;
  /** Max tokens as sent, else the model's own output limit; `null`: neither is known. */
  readonly maxOutputTokens: number | null;
  readonly prices: Pick<UnitPrices, 'input' | 'cacheWrite' | 'output'> | null;
}

/** The most one request can use and cost: nothing read from a cache, and an answer as long as allowed, thinking included. */
export function atMostOfRequest({ inputTokens, maxOutputTokens, prices }: WorstCase): AtMost {
  if (maxOutputTokens === null) return { tokens: null, picodollars: null };
  const tokens = inputTokens + maxOutputTokens;
  if (prices === null) return { tokens, picodollars: null };
  return { tokens, picodollars: BigInt(inputTokens) * dearestInput(prices) + BigInt(maxOutputTokens) * prices.output };
}
