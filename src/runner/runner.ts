import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import { type AnnotationChange, type Completion, isOwed } from '../domain/run/completion.ts';
import type { RunView, RunWithPrompt } from '../domain/run/run.ts';
import type { NewRun, RunGrowth } from '../store/runs/run-store.ts';
import { CompletionWriter } from './completion-writer.ts';
import { FirstRequests } from './first-requests.ts';
import type { MessageSource } from './request-content.ts';
import { RunExecution } from './run-execution.ts';
import type { FeedListener } from './run-feed.ts';
import { type RunnerDeps, type RunnerOptions, uncapped } from './runner-deps.ts';

const CHECKPOINT_MS = 2_000;

/**
 * Carries out runs. A run belongs to the runner, not to whoever started it: it goes on until it has ended or is stopped,
 * and a completion is on disk before anyone is told that it is done.
 */
export class Runner {
  readonly #deps: RunnerDeps;
  readonly #queues = new Map<string, PQueue>();
  readonly #running = new Map<number, RunExecution>();
  readonly #checkpoints: NodeJS.Timeout;
  readonly #storageListeners = new Set<() => void>();
  #closing = false;

  constructor(options: RunnerOptions) {
    const log = new CompletionWriter(options.store.completions, () => this.#tellStorage(), options.onUnexpected);
    options.store.dataFile?.follow(() => this.#tellStorage());
    const firsts = options.forms === undefined ? null : new FirstRequests();
    this.#deps = { ...uncapped(options.now), ...options, log, firsts };
    this.#checkpoints = setInterval(() => {
      for (const execution of this.#running.values()) execution.checkpoint();
    }, CHECKPOINT_MS).unref();
  }

  /** Why answers cannot be kept at the moment; no run starts meanwhile. */
  get storageProblem(): Error | null {
    return this.#deps.store.dataFile?.problem ?? this.#deps.log.problem;
  }

  #tellStorage(): void {
    this.#deps.onStorageProblem?.(this.storageProblem);
    for (const listener of this.#storageListeners) listener();
  }

  /** Tells whenever `storageProblem` changes. Returns a function that ends that. */
  followStorage(listener: () => void): () => void {
    this.#storageListeners.add(listener);
    return () => {
      this.#storageListeners.delete(listener);
    };
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Saves a run and starts it. With an idempotency key seen before, answers the earlier run and starts nothing. */
  async start(newRun: NewRun): Promise<{ readonly run: RunWithPrompt; readonly repeated: boolean }> {
    const created = await this.#deps.store.runs.create(newRun);
    if (!created.repeated) await this.#carryOut(created.run);
    return created;
  }

  /** Adds samples to each point of a run, and asks for them; nothing that has ended is asked again. `null` without such a run. */
  async grow(id: number, growth: RunGrowth): Promise<RunWithPrompt | null> {
    const { runs, completions } = this.#deps.store;
    const run = await runs.grow(id, growth);
    if (run === null) return null;
    const rows = await completions.ofRun(id);
    const execution = this.#running.get(id) ?? (await this.#reopen(id));
    if (execution === null) return null;
    execution.grow(run, rows);
    // One that waits in the queue already is asked once all the same.
    this.#enqueue(execution, execution.queued);
    return execution.run;
  }

  /** Stops what has not ended of a run. `false` when it is not running. */
  cancelRun(id: number): boolean {
    const execution = this.#running.get(id);
    execution?.stop('cancelled');
    return execution !== undefined;
  }

  /** Stops one completion. `false` when it is not running. */
  cancelCompletion({ id, runId }: Pick<Completion, 'id' | 'runId'>): boolean {
    const execution = this.#running.get(runId);
    execution?.stop('cancelled', id);
    return execution !== undefined;
  }

  /** Asks one ended completion again, in the run it belongs to; one that has not ended is left alone. */
  async retry({ id, runId }: Pick<Completion, 'id' | 'runId'>): Promise<void> {
    const execution = this.#running.get(runId) ?? (await this.#reopen(runId));
    if (execution === null) return;
    if (execution.requeue(id)) this.#enqueue(execution, [id]);
  }

  /** Asks for what a run still owes: what a cap held, and what a stop of the server cut off. `null` when that is nothing. */
  async resume(id: number): Promise<RunWithPrompt | null> {
    const view = await this.view(id);
    if (view === null || !view.completions.some(({ completion }) => isOwed(completion))) return null;
    const execution = this.#running.get(id) ?? (await this.#reopen(id));
    if (execution === null) return null;
    const resumed = execution.resumable.filter((one) => execution.requeue(one));
    this.#enqueue(execution, resumed);
    return execution.run;
  }

  /** Rates, pins or notes an answer, or says whether it passes, also while its run goes on; `null` when there is no such completion. */
  async mark(id: number, annotations: Partial<AnnotationChange>): Promise<Completion | null> {
    const marked = await this.#deps.store.completions.mark(id, annotations);
    if (marked !== null) this.#running.get(marked.runId)?.mark(marked);
    return marked;
  }

  /** A run as it is at this moment: from memory while it goes on, else from the store. */
  async view(id: number): Promise<RunView | null> {
    const live = this.snapshot(id);
    if (live !== null) return live;
    const run = await this.#deps.store.runs.get(id);
    if (run === null) return null;
    const completions = await this.#deps.store.completions.ofRun(id);
    return { run, completions: completions.map((completion) => ({ completion, waiting: null })) };
  }

  /** A run that goes on, as it is at this moment; `null` when it does not. */
  snapshot(id: number): RunView | null {
    const execution = this.#running.get(id);
    return execution === undefined ? null : { run: execution.run, completions: execution.snapshot() };
  }

  /** The runs going on in a notebook. */
  liveRuns(notebookId: number): readonly number[] {
    return [...this.#running.values()].filter(({ run }) => run.notebookId === notebookId).map(({ run }) => run.id);
  }

  /** Whether any run goes on. */
  get isAnswering(): boolean {
    return this.#running.size > 0;
  }

  isLive(runId: number): boolean {
    return this.#running.has(runId);
  }

  /**
   * Follows a run. The view is the state at the moment of subscribing; the listener hears everything after it.
   * `null` when the run is not going on.
   */
  follow(id: number, listener: FeedListener): { readonly view: RunView; readonly unfollow: () => void } | null {
    const execution = this.#running.get(id);
    if (execution === undefined) return null;
    execution.feed.flush();
    return {
      view: { run: execution.run, completions: execution.snapshot() },
      unfollow: execution.feed.subscribe(listener),
    };
  }

  /** Resolves when the run has ended, or after `ms` milliseconds, or when the signal aborts. */
  async wait(id: number, ms: number, signal?: AbortSignal): Promise<void> {
    const execution = this.#running.get(id);
    if (execution === undefined || ms <= 0 || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
      void execution.ended.then(done);
    });
  }

  /**
   * Lets requests in flight end for up to `graceMs`, or until `hurry`, then stops them, keeping what they said. Nothing new is sent
   * from the moment of the call.
   */
  async close(graceMs: number, hurry?: AbortSignal): Promise<void> {
    this.#closing = true;
    clearInterval(this.#checkpoints);
    for (const queue of this.#queues.values()) queue.pause();
    const executions = [...this.#running.values()];
    for (const execution of executions) execution.interruptQueued();
    const ended = Promise.all(executions.map((execution) => execution.ended));
    await Promise.race([ended, pause(graceMs, hurry)]);
    for (const execution of this.#running.values()) execution.stop('interrupted');
    await Promise.race([ended, pause(1_000)]);
    await this.#deps.log.settle({ giveUp: true });
  }

  async #carryOut(run: RunWithPrompt): Promise<void> {
    const messages = await this.#messagesOf(run);
    const completions = await this.#deps.store.completions.ofRun(run.id);
    const execution = this.#track(new RunExecution(this.#deps, run, messages, completions));
    this.#enqueue(execution, execution.queued);
  }

  /** Takes an ended run back into memory; `null` when it does not exist. */
  async #reopen(runId: number): Promise<RunExecution | null> {
    const { runs, completions } = this.#deps.store;
    const run = await runs.get(runId);
    if (run === null) return null;
    const [messages, rows] = await Promise.all([this.#messagesOf(run), completions.ofRun(runId)]);
    // Somebody else may have been quicker while the store was read.
    return this.#running.get(runId) ?? this.#track(new RunExecution(this.#deps, run, messages, rows));
  }

  /** Those of variants are few and held in memory; those of cases are looked up when they are sent. */
  async #messagesOf(run: RunWithPrompt): Promise<MessageSource> {
    const { runs } = this.#deps.store;
    if (run.caseSet !== undefined) return ({ id }) => runs.messagesOf(id);
    const byVariant = await runs.messagesByVariant(run.id);
    return ({ settings }) => byVariant.get(settings.variant) ?? [];
  }

  #track(execution: RunExecution): RunExecution {
    const { id } = execution.run;
    this.#running.set(id, execution);
    void execution.ended.then((run) => {
      this.#deps.onEnded?.(run);
      this.#running.delete(id);
      this.#deps.ledger.forget(id);
    });
    return execution;
  }

  #enqueue(execution: RunExecution, ids: readonly number[]): void {
    for (const id of ids) void this.#queue(execution.connectionOf(id)).add(() => execution.execute(id));
  }

  #queue(connection: string): PQueue {
    const queue = this.#queues.get(connection) ?? new PQueue({ concurrency: this.#deps.concurrency });
    this.#queues.set(connection, queue);
    return queue;
  }
}

/** Ends early, and as well, when the signal says so. */
async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { ref: false, signal }).catch(() => undefined);
}
