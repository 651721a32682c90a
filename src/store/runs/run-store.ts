import type { Case } from '../../domain/cases/case.ts';
import type { Check, Checked } from '../../domain/cases/check.ts';
import type { CompletionEstimate } from '../../domain/money/completion-estimate.ts';
import type { Message } from '../../domain/prompt/message.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import type { PlannedCompletion } from '../../domain/run/plan.ts';
import type { Run, RunEstimate, RunRequest, RunWithPrompt } from '../../domain/run/run.ts';

export interface NewRun {
  readonly experimentId: number;
  readonly prompt: Prompt;
  readonly messages: readonly Message[];
  /** The messages of the variants, by name; those that are not in it carry `messages`. */
  readonly variantMessages?: ReadonlyMap<string | null, readonly Message[]>;
  /** What each point of the grid is asked with, and the messages of a variant (`null`: as written) for the case at a place. */
  readonly cases?: readonly Case[];
  readonly caseMessages?: (variant: string | null, place: number) => readonly Message[];
  readonly request: RunRequest;
  readonly planned: readonly PlannedCompletion[];
  readonly estimate: RunEstimate;
  readonly idempotencyKey: string | null;
  /** A hash of what it was started with; `null` where nobody compares. */
  readonly requestHash: string | null;
  readonly createdAt: Date;
}

/** More samples of each point of a run. */
export interface RunGrowth {
  readonly more: number;
  /** The most the whole run can cost from now on. */
  readonly maxCostPicodollars: bigint | null;
  readonly likelyCostPicodollars?: bigint | null;
  readonly at: Date;
}

/** The checks of a run with what they say of its completions, by id. */
export interface KeptChecks {
  readonly checks: readonly Check[];
  readonly results: ReadonlyMap<number, Checked>;
  /** The run in which a judge is asked; `null`: none. */
  readonly judgedBy: number | null;
}

/** A run's input as it was counted, and what follows from it. */
export interface RunCount {
  /** With the tokens of each variant. */
  readonly request: Pick<RunRequest, 'variants'>;
  readonly estimate: RunEstimate;
  readonly estimates: readonly CompletionEstimate[];
}

/** What tells a run from the others of its experiment. */
export interface EarlierRun {
  readonly id: number;
  readonly version: number;
  readonly createdAt: Date;
}

export interface RunStore {
  /**
   * Saves the version (or finds the equal one), the message list, the run and all its completions as `queued`, in one
   * transaction. A repeated idempotency key starts nothing: `repeated` is true and the earlier run is answered.
   */
  create(run: NewRun): Promise<{ readonly run: RunWithPrompt; readonly repeated: boolean }>;
  /** The run that was started under an idempotency key. */
  startedUnder(idempotencyKey: string): Promise<{ readonly run: RunWithPrompt; readonly hash: string | null } | null>;
  /** Adds samples to each point, as `queued`; the run is running again. What it has stays as it is. */
  grow(id: number, growth: RunGrowth): Promise<RunWithPrompt | null>;
  get(id: number): Promise<RunWithPrompt | null>;
  /** Replaces what was estimated roughly before a run began; `estimates` are those of its points, in the order of the plan. */
  recount(id: number, counted: RunCount): Promise<void>;
  /** Replaces the checks of an ended run, and what they say of its completions. */
  recheck(id: number, kept: KeptChecks): Promise<RunWithPrompt | null>;
  /** Replaces what checks say of some completions of a run. */
  keepResults(id: number, results: ReadonlyMap<number, Checked>): Promise<void>;
  /** The runs of the same experiment right before and after a run; `null` where there is none. */
  neighbours(
    run: Pick<Run, 'id' | 'experimentId'>,
  ): Promise<{ readonly earlier: number | null; readonly later: number | null }>;
  /** The runs of the same experiment before a run, newest first. */
  earlier(run: Pick<Run, 'id' | 'experimentId'>, limit: number): Promise<readonly EarlierRun[]>;
  latestOf(experimentId: number): Promise<RunWithPrompt | null>;
  /** The messages of each variant of a run, with cases those of the first one; `null` stands for the prompt as written. */
  messagesByVariant(id: number): Promise<ReadonlyMap<string | null, readonly Message[]>>;
  /** The messages that a completion's request carries. */
  messagesOf(completionId: number): Promise<readonly Message[]>;
  /** The numbers of an experiment's versions, newest first. */
  versionNumbers(experimentId: number): Promise<readonly number[]>;
  /** The prompts of some of an experiment's versions, by number. */
  versionPrompts(experimentId: number, numbers: readonly number[]): Promise<ReadonlyMap<number, Prompt>>;
  /** Newest first; `before` is the id that ended the page before. */
  list(page: {
    readonly before: number | null;
    readonly limit: number;
    readonly notebook: number | null;
  }): Promise<readonly Run[]>;
  /** The model most lately asked from a page, as `connection/model`. */
  lastModel(): Promise<string | null>;
}
