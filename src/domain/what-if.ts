import { type Completion, ENDED } from './completion.ts';
import { costOfTokens, type Picodollars, type UnitPrices } from './cost.ts';

/** A price that what was asked could have had. */
export interface Repricing {
  /** How the choice is written in an address: a listed model; `null`: the models that were asked. */
  readonly key: string | null;
  /** `null`: what it did cost counts. */
  readonly prices: UnitPrices | null;
  /** At batch prices, which are half. */
  readonly batch: boolean;
}

/** What sums of requests say of their tokens and cost. */
export interface PricedTokens {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Absent where it is not summed up: then what was written to a cache counts as any input. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
  readonly costPicodollars: Picodollars;
}

/**
 * What the same tokens would have cost, as many of them cached as were; half of a pico-dollar counts as a whole one. Never
 * stored: it is not what anything cost.
 */
export function wouldHaveCost(tokens: PricedTokens, { prices, batch }: Omit<Repricing, 'key'>): Picodollars {
  const full = prices === null ? tokens.costPicodollars : priced(tokens, prices);
  return batch ? (full + 1n) / 2n : full;
}

function priced(tokens: PricedTokens, prices: UnitPrices): Picodollars {
  const { inputTokens: input, cachedInputTokens: cachedInput, cacheWriteTokens: cacheWrite = 0 } = tokens;
  return costOfTokens({ input, cachedInput, cacheWrite, output: tokens.outputTokens }, prices);
}

/** The sums of a run's requests, and how many are left out because their tokens are not known. */
export function pricedTokensOf(completions: readonly Completion[]): PricedTokens & { readonly unknown: number } {
  const ended = completions.filter(({ status, attempts }) => ENDED.has(status) && attempts > 0);
  const known = ended.filter(
    ({ usage }) => usage !== null && usage.inputTokens !== null && usage.outputTokens !== null,
  );
  const sum = (of: (completion: Completion) => number | null | undefined) =>
    known.reduce((total, completion) => total + (of(completion) ?? 0), 0);
  return {
    inputTokens: sum(({ usage }) => usage?.inputTokens),
    cachedInputTokens: sum(({ usage }) => Math.min(usage?.cachedInputTokens ?? 0, usage?.inputTokens ?? 0)),
    cacheWriteTokens: sum(({ usage }) => usage?.cacheWriteTokens),
    outputTokens: sum(({ usage }) => usage?.outputTokens),
    costPicodollars: ended.reduce((total, { cost }) => total + (cost?.picodollars ?? 0n), 0n),
    unknown: ended.length - known.length,
  };
}

/** A model with a known price, as it can be chosen. */
export interface PricedModel {
  /** `connection/model`, or `list:provider/model` for one that is only known from the list of prices. */
  readonly key: string;
  readonly label: string;
  readonly prices: UnitPrices;
}

export interface PricedModelGroup {
  readonly label: string;
  readonly models: readonly PricedModel[];
}
