/** Quantile `p` in [0, 1] by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996); `null` without values. */
export function quantile(values: readonly number[], p: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

export interface LengthSpread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly p90: number;
  /** Sample standard deviation (n - 1); `null` under 2 values. */
  readonly sd: number | null;
}

/** Median, quartiles, 90th percentile and spread of output lengths in tokens; `null` without lengths. */
export function lengthSpread(tokens: readonly number[]): LengthSpread | null {
  const [middle, q1, q3, p90] = [0.5, 0.25, 0.75, 0.9].map((p) => quantile(tokens, p) ?? undefined);
  if (middle === undefined || q1 === undefined || q3 === undefined || p90 === undefined) return null;
  return { median: middle, q1, q3, p90, sd: standardDeviation(tokens) };
}

/** Sample standard deviation, with n - 1; `null` under 2 values. */
export function standardDeviation(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
}

/** Share of answers cut off at the token limit (finish_reason `length`) among those whose finish reason is known; `null` if none is. */
export function truncatedShare(finishReasons: readonly (string | null)[]): number | null {
  const known = finishReasons.filter((reason) => reason !== null);
  return known.length === 0 ? null : known.filter((reason) => reason === 'length').length / known.length;
}
