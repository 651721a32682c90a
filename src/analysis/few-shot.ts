import { type Estimate, type Proportion, wilson } from './intervals.ts';

/**
 * What one correct answer costs: cost per case / accuracy, its limits from Wilson's interval of the accuracy; in the unit of
 * `costPerCase`. `null` when no case was correct, or none was asked.
 */
export function costPerCorrect(costPerCase: number, correct: Proportion): Estimate | null {
  const accuracy = wilson(correct);
  if (accuracy === null || correct.successes === 0) return null;
  return {
    value: (costPerCase * correct.n) / correct.successes,
    low: costPerCase / accuracy.high,
    high: costPerCase / accuracy.low,
  };
}
