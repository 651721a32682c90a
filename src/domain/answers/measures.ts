import type { Equality } from './answer-groups.ts';
import type { SweepTests } from './answer-test.ts';

/** The measures of a run's cells; what is undefined or unknown is `null`, never 0. */
export interface RunMeasures {
  readonly run: number;
  readonly equality: Equality;
  /** The cells in the order of the columns, and within a column of its rows. */
  readonly cells: readonly CellMeasures[];
  /** Whether the answers depend on the setting of the columns; `null` under two columns, and while the run goes on. */
  readonly tests: SweepTests | null;
}

export interface CellMeasures {
  readonly column: number;
  readonly row: number;
  /** Samples: answers, whole or cut. */
  readonly n: number;
  /** Requests that gave no answer. */
  readonly failed: number;
  /** The chance that two samples give the same answer, with its 95% interval. */
  readonly agreement: { readonly value: number | null; readonly low: number | null; readonly high: number | null };
  readonly distinct: number | null;
  /** Samples that gave the most frequent answer, and whether another answer came as often. */
  readonly most: { readonly samples: number; readonly tied: boolean } | null;
  /** How alike the wordings are; `null` too where answers are so short that it says nothing. */
  readonly similarity: number | null;
  /** Output tokens. */
  readonly length: (Quartiles & { readonly known: number; readonly truncated: number | null }) | null;
  /** Over `tokens` tokens; `leftOut` had no probability. */
  readonly uncertainty: {
    readonly nll: number;
    readonly perplexity: number;
    readonly tokens: number;
    readonly leftOut: number;
  } | null;
  readonly ttftMs: number | null;
  readonly cost: CellCost;
  /** Equal answers folded, the most frequent first, for the chart: `text` is no longer than a label. */
  readonly answers: readonly { readonly key: string; readonly text: string; readonly count: number }[];
}

export interface Quartiles {
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
}

/** What a cell's answers cost, in pico-dollars. */
export interface CellCost {
  /** `free`: answers of the built-in model, priced as on `reference` to show what they would cost. */
  readonly kind: 'paid' | 'free' | 'unknown';
  readonly reference: string | null;
  readonly total: bigint | null;
  /** Samples whose cost is unknown and so not in the total. */
  readonly unpriced: number;
  /** Cost of one answer in US dollars. */
  readonly each: Quartiles;
}
