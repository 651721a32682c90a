import type { Picodollars } from '../money/cost.ts';
import type { Axis, Settings } from '../run/sweep.ts';

/** A permutation test of "the answers are the same everywhere". */
export interface AnswerTest {
  /** Of a pair D = A_a + A_b - 2 A_ab; of all columns W, the mean similarity of pairs within columns. */
  readonly statistic: number;
  readonly p: number;
  readonly method: 'exact' | 'sampled';
  /** Rows and cases in which samples were compared; those with too few samples are left out. */
  readonly strata: number;
  readonly leftOut: number;
}

/** What answers were compared by. */
export interface KernelUsed {
  /** Equality of answers, or the ROUGE-L similarity of texts. */
  readonly kernel: 'equal' | 'rouge_l';
  /** By how many of its first words a text counts; `null` where answers are compared whole. */
  readonly words: number | null;
}

/** A difference with its approximate 95% interval; what is undefined is `null`. */
export interface DifferenceEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two columns of a run against each other. */
export interface TestedPair {
  readonly first: number;
  readonly second: number;
  /** `null` where no row or case has two samples on both sides. */
  readonly test: (AnswerTest & { readonly adjusted: number }) | null;
  /** Agreement of the first minus agreement of the second. */
  readonly agreementDifference: DifferenceEstimate;
}

/** What the answers of a run say of its columns: do they depend on the setting? */
export interface SweepTests {
  readonly axis: Axis;
  readonly columns: readonly { readonly value: Settings[Axis]; readonly n: number }[];
  /** Some columns differ in more than the one setting. */
  readonly mixed?: true;
  /** Rows and cases in which samples are compared. */
  readonly strata: number;
  /** `null` when the tests took too long. */
  readonly used: KernelUsed | null;
  /** All columns at once; `null` when nothing can be compared. */
  readonly sweep: AnswerTest | null;
  /** Adjusted by Holm over all pairs; empty where there are too many of them. */
  readonly pairs: readonly TestedPair[];
  readonly more: MoreSamples | null;
}

/** What it would take to see more. */
export interface MoreSamples {
  /** Samples a column that there would be in each row and case. */
  readonly samples: number;
  readonly requests: number;
  /** At the mean cost of the answers so far; `null` where that is unknown. */
  readonly costPicodollars: Picodollars | null;
  readonly free: boolean;
}

/** At most this is p where a test says that answers differ. */
export const SIGNIFICANT = 0.05;

/** Whether a test says that answers differ. */
export function isDifferent(p: number): boolean {
  return p <= SIGNIFICANT;
}

/** A number of samples on each side in words: "5 samples a side", "5 and 8 samples". */
export function sidesText(first: number, second: number): string {
  if (first !== second) return `${first} and ${second} samples`;
  return `${first} ${first === 1 ? 'sample' : 'samples'} a side`;
}

/** The outcome of a test of two sides, in words. */
export function pairVerdict(p: number, first: number, second: number): string {
  return isDifferent(p) ? 'the answers differ' : `cannot tell from ${sidesText(first, second)}`;
}
