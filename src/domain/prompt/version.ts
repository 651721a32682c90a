import type { HistoryTotals } from '../history/history.ts';
import type { Prompt } from './prompt.ts';

/** A prompt as it was run: it never changes, and is numbered within its experiment. */
export interface Version {
  readonly number: number;
  /** What a person called it. */
  readonly name: string | null;
  readonly prompt: Prompt;
  /** When it was first run. */
  readonly createdAt: Date;
}

/** A version with what its runs used and cost; answers that came with a notebook file count here. */
export interface VersionWithTotals extends Version {
  readonly runs: number;
  /** The newest of them; `null` without any. */
  readonly newestRun: number | null;
  readonly totals: HistoryTotals;
}

/** What the newest checked run of a version says: the passes (1) and failures (0) of each case. */
export interface VersionPasses {
  /** The number of the version. */
  readonly version: number;
  readonly run: number;
  readonly cases: readonly (readonly number[])[];
}
