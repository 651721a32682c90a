import type { Completion, CompletionStatus, Rating } from './completion.ts';

export interface CompletionFilter {
  readonly model?: string;
  readonly connection?: string;
  /** `null`: only those sent without a temperature. */
  readonly temperature?: number | null;
  readonly notebook?: number;
  readonly run?: number;
  readonly status?: CompletionStatus;
  readonly rating?: Rating;
  /** Whether somebody pinned it. */
  readonly pinned?: boolean;
  /** Whether somebody wrote a note on it. */
  readonly noted?: boolean;
  /** Inclusive start and exclusive end of the time it was asked. */
  readonly from?: Date;
  readonly to?: Date;
  /** Words to find in answers and prompts. */
  readonly q?: string;
}

export interface HistoryRow extends Completion {
  readonly notebook: { readonly id: number; readonly title: string };
  readonly experiment: { readonly id: number; readonly title: string };
  readonly version: number;
}

export interface HistoryTotals {
  readonly completions: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costPicodollars: bigint;
  /** Ended completions with usage but no known price, or no known usage. */
  readonly unpriced: number;
  /** Completions on the built-in model. */
  readonly free: number;
}

export const COST_GROUPS = ['day', 'model', 'connection', 'notebook', 'experiment', 'version', 'temperature'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

export interface CostGroupRow extends HistoryTotals {
  /** The values of the groups asked for, in their order; labels for ids. */
  readonly key: Readonly<Partial<Record<CostGroup, string | number | null>>>;
}
