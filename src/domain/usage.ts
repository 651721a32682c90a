/**
 * What one request used, in tokens. Each count may be unknown (`null`). `input` includes `cachedInput`, and `output`
 * includes `reasoning`, as the API reports them.
 */
export interface Usage {
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** `reported` by the API, or `estimated` by our own count. */
  readonly source: 'reported' | 'estimated';
}
