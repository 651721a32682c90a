/** What OpenAI's API sends for a token outside the listed top 20: a mark, not a probability. */
const NOT_LISTED = -9999;

export interface Uncertainty {
  /** Mean negative log-likelihood per token, in nats. */
  readonly nll: number;
  /** e^nll: how many equally likely tokens would be as uncertain. */
  readonly perplexity: number;
  /** Tokens it is the mean of. */
  readonly tokens: number;
  /** Tokens left out because the API did not list their probability. */
  readonly leftOut: number;
}

/** How unsure the model was per token, from the logprobs (nats) of the tokens it chose; `null` when none is usable. */
export function uncertainty(logprobs: readonly number[]): Uncertainty | null {
  const usable = logprobs.filter(isListed);
  if (usable.length === 0) return null;
  const nll = Math.max(0, -usable.reduce((sum, logprob) => sum + logprob, 0) / usable.length);
  return { nll, perplexity: Math.exp(nll), tokens: usable.length, leftOut: logprobs.length - usable.length };
}

export interface EntropyBounds {
  /** The entropy if everything not listed were one token, in nats. */
  readonly atLeast: number;
  /** The entropy if everything not listed were spread evenly over the vocabulary; `null` when its size is unknown. */
  readonly atMost: number | null;
}

/**
 * Bounds of the entropy of one token's distribution from its top logprobs: at least -sum p ln p - r ln r, at most
 * -sum p ln p - r ln(r / (V - k)), with r the probability not listed. `null` without usable logprobs.
 */
export function tokenEntropy(topLogprobs: readonly number[], vocabularySize: number | null): EntropyBounds | null {
  const listed = topLogprobs.filter(isListed);
  if (listed.length === 0) return null;
  const known = listed.reduce((sum, logprob) => sum - Math.exp(logprob) * logprob, 0);
  const rest = Math.max(0, 1 - listed.reduce((sum, logprob) => sum + Math.exp(logprob), 0));
  const unlisted = vocabularySize === null ? 0 : vocabularySize - listed.length;
  if (rest === 0) return { atLeast: known, atMost: known };
  return {
    atLeast: known - rest * Math.log(rest),
    atMost: unlisted > 0 ? known - rest * Math.log(rest / unlisted) : null,
  };
}

/**
 * The listed tokens' probabilities at another temperature, q ~ p^(served / wanted), summing to 1 over the listed tokens only; in
 * the order given, 0 for a token without a usable logprob. `served` is the temperature already in the logprobs: 1 when the
 * server reports raw ones. At `wanted` 0 the most likely token takes all (ties share). `null` when nothing can be said: no usable
 * logprob, or logprobs tempered at 0.
 */
export function whatIfTemperature(
  topLogprobs: readonly number[],
  { wanted, served = 1 }: { readonly wanted: number; readonly served?: number },
): readonly number[] | null {
  const best = Math.max(...topLogprobs.filter(isListed));
  if (!Number.isFinite(best) || served <= 0 || wanted < 0) return null;
  const weights = topLogprobs.map((logprob) => {
    if (!isListed(logprob)) return 0;
    if (wanted === 0) return logprob === best ? 1 : 0;
    return Math.exp(((logprob - best) * served) / wanted);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Chance that two samples pick the same token, sum q^2. */
export function sameTokenChance(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, q) => sum + q * q, 0);
}

/** Logprobs by token of the first token of one answer. */
type TopLogprobs = ReadonlyMap<string, number>;

/** What two answers to one prompt say of a server's logprobs. */
export interface LogprobComparison {
  /** `raw`: before temperature is applied; `tempered`: after it. */
  readonly scale: 'raw' | 'tempered' | 'unknown';
  /** Tokens listed in both. */
  readonly tokens: number;
  /** The largest difference of one token's logprob, in nats; `null` without a common token. */
  readonly largestGap: number | null;
}

/**
 * Whether a server reports logprobs before temperature is applied, from the first token's top logprobs of one uncertain prompt asked
 * at temperatures 0.5 and 1: `raw` when the tokens listed in both differ by at most 0.05 nats; `tempered` when at 0.5 the distances to
 * the likeliest token are nearer to twice those at 1, as temperature makes them, than to those at 1. Else `unknown`, as it is when fewer
 * than two tokens are listed in both: a single, nearly certain token looks the same either way.
 */
export function compareLogprobs(atHalf: TopLogprobs, atOne: TopLogprobs): LogprobComparison {
  const common = [...atHalf].flatMap(([token, half]) => {
    const one = atOne.get(token);
    return one !== undefined && isListed(half) && isListed(one) ? [{ half, one }] : [];
  });
  const largestGap = common.length === 0 ? null : Math.max(...common.map(({ half, one }) => Math.abs(half - one)));
  const known = { tokens: common.length, largestGap };
  if (common.length < 2 || largestGap === null) return { scale: 'unknown', ...known };
  if (largestGap <= SAME_WITHIN) return { scale: 'raw', ...known };
  const best = common.reduce((likeliest, pair) => (pair.one > likeliest.one ? pair : likeliest));
  const misfit = (factor: number) =>
    Math.max(...common.map(({ half, one }) => Math.abs(half - best.half - factor * (one - best.one))));
  return { scale: misfit(2) < misfit(1) ? 'tempered' : 'unknown', ...known };
}

const SAME_WITHIN = 0.05;

/** Whether a logprob is one, rather than the mark for a token outside the listed ones. */
export function isListed(logprob: number): boolean {
  return Number.isFinite(logprob) && logprob > NOT_LISTED;
}
