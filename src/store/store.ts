import type { Charge, Spent } from '../domain/caps.ts';
import type { Annotations, Completion, CompletionOutcome, CompletionRaw, TokenLogprob } from '../domain/completion.ts';
import type { BackfilledPrices, CustomPrice, NewPrice, PriceBackfill, UnpricedModel } from '../domain/custom-price.ts';
import type { DataFileFacts } from '../domain/data-file.ts';
import type { EstimateErrors, LoggedOutput } from '../domain/estimate.ts';
import type {
  CompletionFilter,
  CostGroup,
  CostGroupRow,
  HistoryFacets,
  HistoryRow,
  HistoryTotals,
  SpendGroup,
} from '../domain/history.ts';
import type { Message } from '../domain/message.ts';
import type { Cell, Draft, ExperimentCell, Notebook, NotebookSummary } from '../domain/notebook.ts';
import type { NotebookContent } from '../domain/notebook-content.ts';
import type { PlannedCompletion } from '../domain/plan.ts';
import type { Prompt } from '../domain/prompt.ts';
import type { PromptEdit } from '../domain/prompt-history.ts';
import type { Run, RunEstimate, RunRequest, RunStatus, RunWithPrompt } from '../domain/run.ts';
import type { SpendQuestion, SpendReport } from '../domain/spend.ts';
import type { Version, VersionWithTotals } from '../domain/version.ts';
import type { NotebookPiece } from './contents/notebook-pieces.ts';

/**
 * Everything that is kept, one noun at a time. All methods reject with a `StoreError` when the data file cannot be read
 * or written, and return `null` for ids that do not exist (or are deleted).
 */
export interface Store {
  readonly notebooks: NotebookStore;
  readonly notebookContents: NotebookContentStore;
  readonly cells: CellStore;
  readonly drafts: DraftStore;
  readonly runs: RunStore;
  readonly versions: VersionStore;
  readonly completions: CompletionStore;
  readonly history: HistoryStore;
  readonly spending: SpendingStore;
  readonly prices: PriceStore;
  readonly estimates: EstimateStore;
  readonly settings: SettingStore;
  readonly dataFile: DataFileStore;
  /** The data file. */
  readonly path: string;
  /** Checkpoints and closes the file. */
  close(): Promise<void>;
}

export interface NotebookStore {
  /** Newest change first; `search` matches titles and note and prompt text, case-insensitively. */
  list(search: string): Promise<readonly NotebookSummary[]>;
  get(id: number): Promise<Notebook | null>;
  create(title: string): Promise<Notebook>;
  rename(id: number, title: string): Promise<Notebook | null>;
  /** Copies the cells with their drafts; not the runs. */
  duplicate(id: number, title: string): Promise<Notebook | null>;
  /** Hides it; `restore` brings it back. Runs and costs stay in the history. */
  remove(id: number): Promise<boolean>;
  restore(id: number): Promise<Notebook | null>;
  /** The notebook that collects runs started over the API without one; made when first needed. */
  forApiRuns(): Promise<Notebook>;
}

/** Whole notebooks, as files hold them. */
export interface NotebookContentStore {
  /** All that a notebook holds, without ids; `withResults`: also its versions and its ended runs. */
  get(id: number, options: { readonly withResults: boolean }): Promise<NotebookContent | null>;
  /** Makes a new notebook that holds all this; nobody sees it before it is whole. Its answers count as imported. */
  create(content: NotebookContent): Promise<Notebook>;
  /** The same out of pieces that come one batch after the other; nothing is written before the first one. */
  createFrom(batches: AsyncIterable<readonly NotebookPiece[]>): Promise<Notebook>;
}

export interface CellStore {
  list(notebookId: number): Promise<readonly Cell[]>;
  get(id: number): Promise<Cell | null>;
  experiment(id: number): Promise<ExperimentCell | null>;
  /** `after`: the cell it shall follow; `null` puts it first, `undefined` last. */
  addNote(notebookId: number, note: { readonly text: string; readonly after?: number | null }): Promise<Cell>;
  addExperiment(
    notebookId: number,
    experiment: { readonly title: string; readonly draft: Draft; readonly after?: number | null },
  ): Promise<ExperimentCell>;
  /** The experiment of a notebook that collects runs started over the API; made when first needed. */
  experimentForApiRuns(notebookId: number, draft: Draft): Promise<ExperimentCell>;
  saveNote(id: number, text: string): Promise<Cell | null>;
  renameExperiment(id: number, title: string): Promise<ExperimentCell | null>;
  /**
   * Writes the draft and counts its revision up; answers the new revision. With `expected`, only when the kept draft still
   * has that revision; else nothing is written and `null` answered.
   */
  saveDraft(id: number, draft: Draft, expected?: number): Promise<number | null>;
  move(id: number, direction: 'up' | 'down'): Promise<Cell | null>;
  duplicate(id: number): Promise<Cell | null>;
  remove(id: number): Promise<Cell | null>;
  restore(id: number): Promise<Cell | null>;
}

/** An experiment with what is known of who saved its draft. */
export interface KeptDraft {
  readonly cell: ExperimentCell;
  /** The page that saved last. */
  readonly page: string | null;
  /** A page at this revision or a later one knows what is kept. */
  readonly floor: number;
}

/** One edit of a draft, at its place among all that can be taken back or made again. */
export interface DraftStep {
  readonly place: number;
  readonly edit: PromptEdit;
}

export interface DraftTrail {
  /** What Undo would take back. */
  readonly last: DraftStep | null;
  /** What Redo would make again. */
  readonly next: DraftStep | null;
}

export interface SavedDraft extends Omit<KeptDraft, 'cell'> {
  readonly draft: Draft;
  /** Nothing is written unless the experiment still has this revision. */
  readonly expected: number;
  /** In order. `new` ends what could be made again; `undone` and `redone` go over an edit that has its place already. */
  readonly steps: readonly (DraftStep & { readonly kind: 'new' | 'undone' | 'redone' })[];
}

export interface DraftStore {
  get(id: number): Promise<KeptDraft | null>;
  trail(id: number): Promise<DraftTrail>;
  /** Answers the new revision; `null` when there is no such experiment or it has another revision than expected. */
  save(id: number, saved: SavedDraft): Promise<number | null>;
}

export interface NewRun {
  readonly experimentId: number;
  readonly prompt: Prompt;
  readonly messages: readonly Message[];
  /** The messages of the variants, by name; those that are not in it carry `messages`. */
  readonly variantMessages?: ReadonlyMap<string, readonly Message[]>;
  readonly request: RunRequest;
  readonly planned: readonly PlannedCompletion[];
  readonly estimate: RunEstimate;
  readonly idempotencyKey: string | null;
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

export interface RunStore {
  /**
   * Saves the version (or finds the equal one), the message list, the run and all its completions as `queued`, in one
   * transaction. A repeated idempotency key starts nothing: `repeated` is true and the earlier run is answered.
   */
  create(run: NewRun): Promise<{ readonly run: RunWithPrompt; readonly repeated: boolean }>;
  /** The run that was started under an idempotency key. */
  startedUnder(idempotencyKey: string): Promise<RunWithPrompt | null>;
  /** Adds samples to each point, as `queued`; the run is running again. What it has stays as it is. */
  grow(id: number, growth: RunGrowth): Promise<RunWithPrompt | null>;
  get(id: number): Promise<RunWithPrompt | null>;
  /** The messages that its requests carry. */
  messages(id: number): Promise<readonly Message[]>;
  latestOf(experimentId: number): Promise<RunWithPrompt | null>;
  /** The messages of each variant of a run; `null` stands for the prompt as written. */
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

export interface VersionStore {
  /** Newest first, with what their runs used and cost. */
  list(experimentId: number): Promise<readonly VersionWithTotals[]>;
  get(experimentId: number, number: number): Promise<Version | null>;
  /** Gives it a name, or with `null` takes it away; all else of a version is fixed. */
  rename(experimentId: number, number: number, name: string | null): Promise<Version | null>;
}

export interface CompletionStore {
  ofRun(runId: number): Promise<readonly Completion[]>;
  get(id: number): Promise<Completion | null>;
  raw(id: number): Promise<CompletionRaw | null>;
  logprobs(id: number): Promise<readonly TokenLogprob[] | null>;
  /** The newest completion of a notebook that answered exactly this to exactly these messages. */
  thatAnswered(
    notebookId: number,
    answer: { readonly asked: readonly Message[]; readonly text: string },
  ): Promise<Completion | null>;
  /** Writes the marks that are given and leaves the others; answers the completion with them. */
  mark(id: number, marks: Partial<Annotations>): Promise<Completion | null>;
  /**
   * Writes several changes in one short transaction, with the daily roll-ups of those that ended. When one of them holds what the
   * file cannot, they are written one by one: answers those that could not be. Rejects when the file itself cannot be written.
   */
  write(changes: readonly CompletionChange[]): Promise<readonly RefusedChange[]>;
}

/** A change that the file could not take, whatever the state of the disk. */
export interface RefusedChange {
  readonly change: CompletionChange;
  readonly reason: Error;
}

export type CompletionChange =
  /** It is being sent now. */
  | { readonly type: 'started'; readonly id: number; readonly startedAt: Date }
  /** Text so far, so that a crash loses little. */
  | { readonly type: 'checkpoint'; readonly id: number; readonly text: string }
  /** `charge`: what its attempts used, for the sums that caps are held against; without it, what the outcome says. */
  | {
      readonly type: 'ended';
      readonly id: number;
      readonly outcome: CompletionOutcome;
      readonly endedAt: Date;
      readonly charge?: Charge;
    }
  /** It will be asked again: back to `queued`; what the earlier attempt cost stays counted in the roll-ups. */
  | { readonly type: 'requeued'; readonly id: number }
  /** Its run's state changed; here, so that it stands in the same transaction as the completion that ended it. */
  | { readonly type: 'run'; readonly id: number; readonly status: RunStatus; readonly endedAt: Date | null };

export type { CompletionFilter, CostGroup, CostGroupRow, HistoryRow, HistoryTotals } from '../domain/history.ts';
export { COST_GROUPS } from '../domain/history.ts';

export interface HistoryStore {
  /** Newest first by id (keyset): `before` is the last id of the page before. */
  page(
    filter: CompletionFilter,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<readonly HistoryRow[]>;
  totals(filter: CompletionFilter): Promise<HistoryTotals>;
  /** Spend by one or more groups; largest cost first (by day, week or month: newest first). */
  costs(groups: readonly CostGroup[], filter: CompletionFilter): Promise<readonly CostGroupRow[]>;
  /** Where the money went: sums by one group, and over time. */
  spend(question: SpendQuestion, filter: CompletionFilter): Promise<SpendReport>;
  /**
   * Reads the figures that make what is filtered by cost, time or words quick to answer; else that is done on the side once
   * somebody looks at a page, and the data file is searched until then.
   */
  warmUp(): Promise<void>;
  /** What there is to filter by; an answer that is still the first of its model does not show yet. */
  facets(): Promise<HistoryFacets>;
  /** The title of a notebook, an experiment or a version. */
  label(group: SpendGroup, id: number): Promise<string | null>;
  /** All that matches, newest first, in small parts. */
  stream(filter: CompletionFilter): AsyncIterable<readonly HistoryRow[]>;
  /** The same as CSV with a head line. */
  csv(filter: CompletionFilter): AsyncIterable<string>;
}

/** What an account of spending is of. */
export type SpendingAccount =
  | { readonly scope: 'run'; readonly id: number }
  | { readonly scope: 'day'; readonly id: string }
  | { readonly scope: 'notebook'; readonly id: number }
  | { readonly scope: 'connection'; readonly id: string };

/** Sums of what was sent, by when it was sent: what caps are held against. */
export interface SpendingStore {
  /** What was spent so far; its `unpriced` counts requests. Nothing for what was never asked. */
  of(account: SpendingAccount): Promise<Spent>;
  /** What each connection has spent, by its id. */
  byConnection(): Promise<ReadonlyMap<string, Spent>>;
}

/** Prices that people set, and what has none. */
export interface PriceStore {
  /** All that were set and not withdrawn, in the order they were set. */
  list(): Promise<readonly CustomPrice[]>;
  set(price: NewPrice, now: Date): Promise<CustomPrice>;
  /** New requests no longer cost it; `false` when there is no such price. */
  withdraw(id: number, now: Date): Promise<boolean>;
  /** Models with requests that have no known cost, most requests first. */
  unpriced(): Promise<readonly UnpricedModel[]>;
  /** What such requests of one model would come to at these prices. */
  priceBackfill(subject: ModelOnConnection, prices: readonly CustomPrice[]): Promise<PriceBackfill>;
  /** Gives them those prices, marked as set later, with the daily sums and what caps are held against; answers what it came to. */
  pricePast(subject: ModelOnConnection, prices: readonly CustomPrice[]): Promise<BackfilledPrices>;
}

export interface ModelOnConnection {
  readonly connection: string;
  readonly model: string;
}

/** What estimates are made from, and how far they were off. */
export interface EstimateStore {
  /** The last answers of an experiment by a model, else of anybody by it; `null` when there are none. */
  logged(asked: {
    readonly connection: string;
    readonly model: string;
    readonly experiment: number | null;
  }): Promise<LoggedOutput | null>;
  /** Over everything that was ever compared, by connection and model. */
  errors(): Promise<readonly EstimateErrors[]>;
}

/** The file that keeps everything. */
export interface DataFileStore {
  facts(): Promise<DataFileFacts>;
  /** Copies it, while it is in use, into the folder `backups` beside it; answers the copy's name. */
  backUp(now: Date): Promise<string>;
  /** Checks a backup and puts it in the file's place at the next start; `false` when there is none of that name. */
  stageRestore(name: string): Promise<boolean>;
  /** Takes that back. */
  unstageRestore(): Promise<void>;
  /** Gives free room in it back to the disk. Takes seconds for a large file, and writes wait for it. */
  vacuum(): Promise<void>;
  /**
   * Deletes the text of answers that were asked for before, with what was received but for the figures. Pinned ones stay.
   * Answers how many it met; less than all once `signal` is aborted.
   */
  forgetAnswers(before: Date, options: { readonly now: Date; readonly signal?: AbortSignal }): Promise<number>;
}

/** Small facts that are kept by name: what a model refused, whether starters were made. */
export interface SettingStore {
  get(name: string): Promise<unknown>;
  set(name: string, value: unknown): Promise<void>;
}
