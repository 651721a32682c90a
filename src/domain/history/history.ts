import type { Picodollars } from '../money/cost.ts';
import type { Completion, CompletionStatus, Rating } from '../run/completion.ts';

export interface CompletionFilter {
  readonly model?: string;
  readonly connection?: string;
  /** `null`: only those sent without a temperature. */
  readonly temperature?: number | null;
  readonly notebook?: number;
  readonly experiment?: number;
  /** The id of a version, not its number. */
  readonly version?: number;
  readonly run?: number;
  readonly status?: CompletionStatus;
  readonly rating?: Rating;
  /** Whether it passed all checks of its run. */
  readonly passed?: boolean;
  /** Whether somebody pinned it. */
  readonly pinned?: boolean;
  /** Whether somebody wrote a note on it. */
  readonly noted?: boolean;
  /** Inclusive start and exclusive end of the time it was asked. */
  readonly from?: Date;
  readonly to?: Date;
  /** Bounds, inclusive; what has no known cost matches neither. */
  readonly minCost?: Picodollars;
  readonly maxCost?: Picodollars;
  /** Milliseconds from sending to the end, inclusive. */
  readonly minDuration?: number;
  readonly maxDuration?: number;
  /** Words to find in answers and prompts. */
  readonly q?: string;
}

export interface HistoryRow extends Completion {
  readonly notebook: { readonly id: number; readonly title: string };
  readonly experiment: { readonly id: number; readonly title: string };
  readonly version: number;
  /** The right answer of its case, as text; `null` where none is known. */
  readonly expected: string | null;
}

/** A run with sums over those of its requests that a filter leaves. */
export interface HistoryRun {
  readonly id: number;
  readonly createdAt: Date;
  readonly notebook: { readonly id: number; readonly title: string };
  readonly experiment: { readonly id: number; readonly title: string };
  readonly version: number;
  /** The beginning of the message that was answered, on one line. */
  readonly firstWords: string;
  readonly models: readonly string[];
  readonly temperatures: readonly (number | null)[];
  /** How many requests the whole run is made of. */
  readonly planned: number;
  readonly matching: number;
  /** How many of them passed their checks, of how many that were judged. */
  readonly passed: number;
  readonly judged: number;
  /** Those that ended as they should. */
  readonly answered: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costPicodollars: bigint;
  readonly unpriced: number;
  readonly free: number;
}

export interface HistoryRowPage {
  /** Fewer than were asked for where their answers are very long. */
  readonly rows: readonly HistoryRow[];
  /** The id that ends this page; `null` on the last. */
  readonly next: number | null;
}

export interface HistoryRunPage {
  readonly runs: readonly HistoryRun[];
  /** The id of a completion that ends this page; `null` on the last. */
  readonly next: number | null;
}

export interface HistoryTotals {
  readonly completions: number;
  readonly inputTokens: number;
  /** Those of the input that were cached. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costPicodollars: bigint;
  /** Ended completions with usage but no known price, or no known usage. */
  readonly unpriced: number;
  /** Completions on the built-in model. */
  readonly free: number;
}

export const NO_TOTALS: HistoryTotals = {
  completions: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costPicodollars: 0n,
  unpriced: 0,
  free: 0,
};

export function addTotals(a: HistoryTotals, b: HistoryTotals): HistoryTotals {
  return {
    completions: a.completions + b.completions,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costPicodollars: a.costPicodollars + b.costPicodollars,
    unpriced: a.unpriced + b.unpriced,
    free: a.free + b.free,
  };
}

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** What spending can be told apart by. */
export const SPEND_GROUPS = ['model', 'connection', 'notebook', 'experiment', 'version', 'temperature'] as const;
export type SpendGroup = (typeof SPEND_GROUPS)[number];

export const COST_GROUPS = [...PERIODS, ...SPEND_GROUPS] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** An id for a notebook, an experiment or a version; a day (the first of its week or month) for a period. */
export type GroupValue = string | number | null;

export interface CostGroupRow extends HistoryTotals {
  /** The values of the groups asked for, in their order; labels for ids. */
  readonly key: Readonly<Partial<Record<CostGroup, GroupValue>>>;
  /** The same, with ids. */
  readonly values: Readonly<Partial<Record<CostGroup, GroupValue>>>;
}

/** What can be filtered by. */
export interface HistoryFacets {
  readonly models: readonly string[];
  readonly temperatures: readonly (number | null)[];
  readonly connections: readonly string[];
  readonly notebooks: readonly { readonly id: number; readonly title: string }[];
}
