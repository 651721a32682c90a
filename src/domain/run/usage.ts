/**
 * What one request used, in tokens. Each count may be unknown (`null`). `input` includes `cachedInput` and `cacheWrite`, and
 * `output` includes `reasoning`, however the API reports them.
 */
export interface Usage {
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  /** Input written to the service's cache, which some charge more for; absent: none, or not known. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** `reported` by the API, or `estimated` by our own count. */
  readonly source: 'reported' | 'estimated';
}

/** More tokens than any one request uses: a larger count is not believed. */
export const MAX_TOKENS = 1_000_000_000;

/** Whether a request can have used so many tokens. */
export function isPossibleCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= MAX_TOKENS;
}

/** Whether every count that is known is one that a request can have. */
export function isPossibleUsage(usage: Usage): boolean {
  const { inputTokens, cachedInputTokens, cacheWriteTokens = null, outputTokens, reasoningTokens } = usage;
  return [inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens].every(
    (count) => count === null || isPossibleCount(count),
  );
}
