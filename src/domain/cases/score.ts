/** Share of cases that pass, with its 95% interval; `null` where nothing could be judged. */
export interface PassRate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Cases that could be judged, but for leaked ones; without cases, answers. */
  readonly cases: number;
}

/** In US dollars; `null` where no answer was right, or its cost is not known or free. */
export interface CostPerCorrect {
  readonly usd: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What checks say of a column. */
export interface ColumnScore {
  readonly passRate: PassRate;
  /** Share of answers that are none of the labels, in [0, 1]; `null` without a label check. */
  readonly offList: number | null;
  readonly costPerCorrect: CostPerCorrect;
}

/** How the cases of a baseline came out in another column. */
export interface Flips {
  /** Failed in the baseline and pass here. */
  readonly fixed: number;
  /** Passed in the baseline and fail here. */
  readonly broken: number;
  readonly same: number;
  /**
   * Two-sided: McNemar's exact test where each case was asked once, the sign-flip test of the cases' means where it was asked
   * several times; `null` without a case that could be judged on both sides.
   */
  readonly p: number | null;
  /** So few cases changed that no outcome could reach p = 0.05. */
  readonly tooFew: boolean;
}
