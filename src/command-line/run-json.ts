/** What a command reads of a run as the API gives it; docs/api.md describes all of it. */
export interface RunJson {
  readonly id: number;
  readonly status: string;
  readonly planned: number;
  readonly request: Readonly<Record<string, unknown>>;
  readonly completions: readonly CompletionJson[];
  readonly summary: readonly ColumnJson[];
  readonly totals: { readonly cost: { readonly usd: number; readonly unpriced: number } };
  readonly warnings?: readonly string[];
}

export interface CompletionJson {
  readonly id: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly column: number;
  readonly sample: number;
  readonly case: number | null;
  readonly case_name: string | null;
  readonly status: string;
  readonly text: string;
  readonly passed: boolean | null;
  readonly cost: { readonly usd: number; readonly source: string } | null;
  readonly error: { readonly kind: string; readonly message: string } | null;
}

/** A column of the summary; its value stands under its setting's name. */
export type ColumnJson = Readonly<Record<string, unknown>> & {
  readonly n: number;
  readonly failed: number;
  readonly agreement: { readonly value: number | null };
  readonly distinct: number | null;
  readonly pass_rate: Interval | null;
  readonly ttft_ms: number | null;
};

interface Interval {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const GOING_ON: readonly string[] = ['queued', 'streaming'];

/** Whether a completion is over, one way or another. */
export function hasEnded({ status }: Pick<CompletionJson, 'status'>): boolean {
  return !GOING_ON.includes(status);
}

/** Completions that were sent and came to nothing, or to half of an answer. */
export function failedOf({ completions }: Pick<RunJson, 'completions'>): readonly CompletionJson[] {
  return completions.filter(({ status }) => status === 'failed' || status === 'incomplete');
}

/** How many requests there are, and of which run. */
export function progressOf(run: RunJson) {
  return {
    ended: run.completions.filter(hasEnded).length,
    planned: run.planned,
    failed: failedOf(run).length,
    usd: run.totals.cost.usd,
    unpriced: run.totals.cost.unpriced,
  };
}
