import type { Estimate } from './statistics/intervals.ts';

/** What one correct answer costs, in the unit of the cost per case; `high` is `null` where accuracy may be 0. */
export interface CostOfCorrect {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

/**
 * What one correct answer costs: cost per case / accuracy, its limits from those of the accuracy (Wilson's, or by case); in the unit
 * of `costPerCase`. `null` when no case was correct.
 */
export function costPerCorrect(costPerCase: number, accuracy: Estimate): CostOfCorrect | null {
  if (accuracy.value <= 0) return null;
  return {
    value: costPerCase / accuracy.value,
    low: costPerCase / accuracy.high,
    high: accuracy.low <= 0 ? null : costPerCase / accuracy.low,
  };
}
