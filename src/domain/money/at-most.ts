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

/** A rough count takes four characters for a token; at worst each is one. */
const ROUGH_FACTOR = 4;

/** The most input tokens that a count can stand for: a count without the model's own tokeniser is no bound. */
export function worstInput(inputTokens: number, method: string): number {
  return method === 'rough' ? inputTokens * ROUGH_FACTOR : inputTokens;
}

/** The most one request can use and cost: nothing read from a cache, and an answer as long as allowed, thinking included. */
export function atMostOfRequest({ inputTokens, maxOutputTokens, prices }: WorstCase): AtMost {
  if (maxOutputTokens === null) return { tokens: null, picodollars: null };
  const tokens = inputTokens + maxOutputTokens;
  if (prices === null) return { tokens, picodollars: null };
  return { tokens, picodollars: BigInt(inputTokens) * dearestInput(prices) + BigInt(maxOutputTokens) * prices.output };
}
