/** Standard normal quantile for a two-sided 95% interval. */
export const Z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Estimate extends Interval {
  readonly value: number;
}

/** `successes` of `n` trials. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

/** Wilson's 95% interval of a proportion, clamped to [0, 1]; `null` without trials. Source: Wilson 1927; Newcombe 1998a. */
export function wilson({ successes, n }: Proportion): Interval | null {
  return n > 0 ? wilsonOfShare(successes / n, n) : null;
}

/** Wilson's interval for a share in [0, 1] and a number of trials > 0 that need not be whole (an effective sample size). */
export function wilsonOfShare(share: number, n: number): Interval {
  const weight = (Z95 * Z95) / n;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / n + weight / (4 * n))) / (1 + weight);
  // At the ends the limit is exact; rounding would otherwise leave 1e-17 or 0.9999999999999999.
  return {
    low: share === 0 ? 0 : Math.max(0, centre - half),
    high: share === 1 ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Difference `a - b` of two independent proportions with Newcombe's hybrid 95% interval (his method 10); `null` when either side
 * has no trials. Source: Newcombe 1998b.
 */
export function newcombeDifference(a: Proportion, b: Proportion): Estimate | null {
  const ofA = wilson(a);
  const ofB = wilson(b);
  if (ofA === null || ofB === null) return null;
  return hybridDifference({ value: a.successes / a.n, ...ofA }, { value: b.successes / b.n, ...ofB });
}

/** Difference of two independent estimates, its interval combined from theirs. Source: Newcombe 1998b. */
export function hybridDifference(a: Estimate, b: Estimate): Estimate {
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/** One-sided 95% upper bound of a rate after `n` trials without a single failure: 1 - 0.05^(1/n); `null` without trials. */
export function zeroFailuresBound(n: number): number | null {
  return n > 0 ? 1 - 0.05 ** (1 / n) : null;
}

/** Outcomes that changed between two settings on the same cases. */
export interface Flips {
  /** Cases passed before and failed after. */
  readonly lost: number;
  /** Cases failed before and passed after. */
  readonly gained: number;
}

/**
 * Change of the pass rate over `cases` cases asked twice, (gained - lost) / cases, with Bonett and Price's adjusted Wald 95%
 * interval, clamped to [-1, 1]; the interval is centred on the adjusted difference, not on `value`. `null` without cases.
 * Source: Bonett and Price 2012.
 */
export function bonettPrice({ lost, gained }: Flips, cases: number): Estimate | null {
  if (cases <= 0) return null;
  const shareGained = (gained + 1) / (cases + 2);
  const shareLost = (lost + 1) / (cases + 2);
  const adjusted = shareGained - shareLost;
  const half = Z95 * Math.sqrt((shareGained + shareLost - adjusted * adjusted) / (cases + 2));
  return {
    value: (gained - lost) / cases,
    low: Math.max(-1, adjusted - half),
    high: Math.min(1, adjusted + half),
  };
}
