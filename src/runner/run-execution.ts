import {
  type Completion,
  type CompletionOutcome,
  canBeAskedAgain,
  isOwed,
  type LiveCompletion,
  type Waiting,
} from '../domain/completion.ts';
import { imageHashes, type Message } from '../domain/message.ts';
import type { RunStatus, RunWithPrompt } from '../domain/run.ts';
import type { CompletionBudget } from '../spending/completion-budget.ts';
import { ask, Stopped, tabFor } from './ask.ts';
import { type Ended, forgiving, outcomeOf } from './outcome.ts';
import { RunFeed } from './run-feed.ts';
import {
  CAPS_UNKNOWN,
  heldError,
  IMAGES_UNKNOWN,
  liveView,
  MESSAGES_UNKNOWN,
  neverSent,
  newSlot,
  rowFields,
  type Slot,
} from './run-slot.ts';
import type { RunnerDeps } from './runner-deps.ts';
import { withChecks } from './with-checks.ts';

/** Looks up the messages that a completion's request carries. */
export type MessageSource = (completion: Completion) => readonly Message[] | Promise<readonly Message[]>;

/** Where a run is: it goes on (`stopped`: and was told to stop), its end is being written, or it has ended on disk. */
type Phase =
  | { readonly kind: 'running'; readonly stopped: Stopped | null }
  | { readonly kind: 'ending' }
  | { readonly kind: 'ended' };

/** A run in progress: its completions as they are now, and what changes them. Lives in memory until the run has ended. */
export class RunExecution {
  readonly feed = new RunFeed();
  /** Resolves with the run as it ended. */
  readonly ended: Promise<RunWithPrompt>;
  readonly #deps: RunnerDeps;
  readonly #messages: MessageSource;
  readonly #slots: Map<number, Slot>;
  #run: RunWithPrompt;
  #unfinished: number;
  #phase: Phase;
  #end: (run: RunWithPrompt) => void = () => {};

  constructor(deps: RunnerDeps, run: RunWithPrompt, messages: MessageSource, completions: readonly Completion[]) {
    this.#deps = deps;
    this.#run = run;
    this.#phase = run.status === 'running' ? { kind: 'running', stopped: null } : { kind: 'ended' };
    this.#messages = messages;
    this.#slots = new Map(completions.map((completion) => [completion.id, newSlot(completion)]));
    this.#unfinished = completions.filter(({ status }) => status === 'queued').length;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get run(): RunWithPrompt {
    return this.#run;
  }

  /** The completions that still have to be asked. */
  get queued(): readonly number[] {
    return this.#idsOf(({ status }) => status === 'queued');
  }

  /** Where a completion is asked. */
  connectionOf(id: number): string {
    return this.#slot(id).completion.connection;
  }

  #idsOf(matches: (completion: Completion) => boolean): readonly number[] {
    return [...this.#slots.values()]
      .map(({ completion }) => completion)
      .filter(matches)
      .map(({ id }) => id);
  }

  /** What was held by a cap, or cut off by a stop of the server. */
  get resumable(): readonly number[] {
    return this.#idsOf(isOwed);
  }

  /** All completions as they are at this moment, in the order of the plan. */
  snapshot(): readonly LiveCompletion[] {
    return [...this.#slots.values()].map(liveView);
  }

  /** Asks for one completion and keeps its answer; does nothing when it was stopped before its turn came. */
  async execute(id: number): Promise<void> {
    const slot = this.#slot(id);
    if (slot.completion.status !== 'queued') return;
    const { connection, settings } = slot.completion;
    const { signal } = slot.controller;
    const pass = await this.#deps.firsts?.turn(connection, settings.model, signal).catch(() => null);
    if (pass === null) return;
    try {
      await this.#reserveAndSend(slot, () => pass?.(true));
    } finally {
      pass?.(!signal.aborted && slot.completion.attempts > 0);
    }
  }

  async #reserveAndSend(slot: Slot, onTaken: () => void): Promise<void> {
    const { signal } = slot.controller;
    if (slot.completion.status !== 'queued') return;
    const tab = tabFor(this.#deps, this.#run, slot.completion);
    const hit = await tab.reserve(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#deps.onUnexpected(error);
      return 'not known' as const;
    });
    // While it waited for room it may have been stopped, or stopped and asked again: then another turn will come.
    if (signal.aborted || slot.completion.status !== 'queued') return tab.release();
    if (hit === 'not known') return this.#endUnsent(slot, neverSent('failed', CAPS_UNKNOWN));
    if (hit !== null) return this.#endUnsent(slot, neverSent('held', heldError(hit)));
    const messages = await this.#messagesOf(slot.completion);
    if (signal.aborted || slot.completion.status !== 'queued') return tab.release();
    if (messages !== null) return this.#send(slot, messages, { tab, onTaken });
    tab.release();
    this.#endUnsent(slot, neverSent('failed', MESSAGES_UNKNOWN));
  }

  /** `null` when they cannot be read. */
  async #messagesOf(completion: Completion): Promise<readonly Message[] | null> {
    try {
      return await this.#messages(completion);
    } catch (error) {
      this.#deps.onUnexpected(error);
      return null;
    }
  }

  /** The bytes of the images that messages hold; `null` when one is not there. */
  async #imagesOf(messages: readonly Message[]): Promise<ReadonlyMap<string, string> | null> {
    const hashes = new Set(imageHashes(messages));
    if (hashes.size === 0) return new Map();
    try {
      const images = await this.#deps.store.images.dataUrls([...hashes]);
      return images.size === hashes.size ? images : null;
    } catch (error) {
      this.#deps.onUnexpected(error);
      return null;
    }
  }

  async #send(
    slot: Slot,
    messages: readonly Message[],
    { tab, onTaken }: { readonly tab: CompletionBudget; readonly onTaken: () => void },
  ): Promise<void> {
    const { log, now } = this.#deps;
    const { completion, controller } = slot;
    const { id } = completion;
    const images = await this.#imagesOf(messages);
    if (controller.signal.aborted || slot.completion.status !== 'queued') return tab.release();
    if (images === null) {
      tab.release();
      return this.#endUnsent(slot, neverSent('failed', IMAGES_UNKNOWN));
    }
    this.#change(slot, { status: 'streaming' });
    void log.write({ type: 'started', id, startedAt: now() });
    const ended = await ask(this.#deps, {
      completion,
      run: this.#run,
      messages,
      images,
      tab,
      signal: controller.signal,
      onAttempt: (live) => {
        slot.live = live;
      },
      onText: (delta) => this.feed.delta(id, delta),
      onTaken,
      onWait: (waiting) => this.#wait(slot, waiting),
    });
    await this.#finish(slot, ended, tab);
  }

  /**
   * Puts an ended completion back to be asked again; `false` when it has not ended, as when it is put back already. What
   * its earlier attempt used stays counted.
   */
  requeue(id: number): boolean {
    const slot = this.#slot(id);
    if (!canBeAskedAgain(slot.completion.status) || slot.completion.endedAt === null) return false;
    // Asked elsewhere, at another price: it stays as it came.
    if (slot.completion.imported) return false;
    // What was called and said was of the answer that goes.
    const { checked: _, remarks: __, toolCalls: ___, ...bare } = slot.completion;
    slot.completion = bare;
    slot.controller = new AbortController();
    slot.checkpointed = 0;
    this.#unfinished += 1;
    void this.#deps.log.write({ type: 'requeued', id });
    this.#change(slot, {
      ...rowFields(neverSent('queued')),
      marks: { ...slot.completion.marks, rating: null },
      endedAt: null,
    });
    if (this.#phase.kind !== 'running') this.#resume();
    return true;
  }

  /** Takes over what a person made of an answer, which is in the store already. */
  mark({ id, marks, checked }: Pick<Completion, 'id' | 'marks' | 'checked'>): void {
    const slot = this.#slot(id);
    const { checked: _, ...unchecked } = slot.completion;
    slot.completion = unchecked;
    this.#change(slot, { marks, ...(checked === undefined ? {} : { checked }) });
  }

  /** Takes in the completions by which the run has grown, as the store has them now; those that are here already stay as they are. */
  grow(run: RunWithPrompt, completions: readonly Completion[]): void {
    const added = completions.filter(({ id }) => !this.#slots.has(id));
    for (const completion of added) this.#slots.set(completion.id, newSlot(completion));
    this.#unfinished += added.length;
    if (run.request.samples > this.#run.request.samples) this.#run = { ...run, status: this.#run.status };
    if (this.#phase.kind !== 'running') this.#resume();
    else this.feed.run(this.#run);
  }

  /** Stops one completion, or all that have not ended. Their state changes at once; the row follows. */
  stop(status: 'cancelled' | 'interrupted', id?: number): void {
    const stopped = new Stopped(status);
    if (id === undefined) this.#stopAll(stopped);
    for (const slot of id === undefined ? this.#slots.values() : [this.#slot(id)]) this.#stopSlot(slot, stopped);
    this.#finishRun();
  }

  /** Takes back what was not sent yet; what is in flight goes on. */
  interruptQueued(): void {
    if (this.queued.length === 0) return;
    const stopped = new Stopped('interrupted');
    this.#stopAll(stopped);
    for (const id of this.queued) this.#stopSlot(this.#slot(id), stopped);
    this.#finishRun();
  }

  /** Keeps the text of long answers on disk while they stream, so that a crash loses little. */
  checkpoint(): void {
    for (const { completion, live, ...slot } of this.#slots.values()) {
      if (completion.status !== 'streaming' || live === null) continue;
      const { length } = live.text;
      // Rewriting a long text every time costs more than it saves: wait until it has grown by a quarter.
      if (length === slot.checkpointed || length < slot.checkpointed * 1.25) continue;
      this.#slot(completion.id).checkpointed = length;
      void this.#deps.log.write({ type: 'checkpoint', id: completion.id, text: live.text.toWellFormed() });
    }
  }

  /** A run that is ending already ends as it was going to. */
  #stopAll(stopped: Stopped): void {
    if (this.#phase.kind === 'running') this.#phase = { kind: 'running', stopped };
  }

  #resume(): void {
    this.#phase = { kind: 'running', stopped: null };
    this.#run = { ...this.#run, status: 'running', endedAt: null };
    void this.#deps.log.write({ type: 'run', id: this.#run.id, status: 'running', endedAt: null });
    this.feed.run(this.#run);
  }

  #slot(id: number): Slot {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new RangeError(`run ${this.#run.id} has no completion ${id}`);
    return slot;
  }

  #wait(slot: Slot, waiting: Waiting | null): void {
    if (slot.waiting === waiting) return;
    slot.waiting = waiting;
    this.feed.changed(liveView(slot));
  }

  async #finish(slot: Slot, ended: Ended, tab: CompletionBudget): Promise<void> {
    const { log, now } = this.#deps;
    const { completion } = slot;
    const { pricing, onUnexpected } = this.#deps;
    const priced = await outcomeOf(ended, forgiving(pricing(completion, this.#run), onUnexpected));
    const outcome = await withChecks(this.#deps, { completion, run: this.#run, outcome: priced });
    tab.settle(outcome);
    const endedAt = now();
    const kept = await log.write({ type: 'ended', id: completion.id, outcome, endedAt, charge: tab.spent });
    slot.waiting = null;
    this.#settle(slot, kept?.type === 'ended' ? kept.outcome : outcome, endedAt);
  }

  #stopSlot(slot: Slot, stopped: Stopped): void {
    const { completion } = slot;
    if (completion.status === 'streaming') {
      slot.waiting = null;
      this.#change(slot, { status: stopped.status });
      slot.controller.abort(stopped);
    } else if (completion.status === 'queued') {
      slot.controller.abort(stopped);
      this.#endUnsent(slot, neverSent(stopped.status));
    }
  }

  /** It never left: nothing was used, and its row can say so at once. */
  #endUnsent(slot: Slot, outcome: CompletionOutcome): void {
    const endedAt = this.#deps.now();
    void this.#deps.log.write({ type: 'ended', id: slot.completion.id, outcome, endedAt });
    this.#settle(slot, outcome, endedAt);
  }

  /** From here on the completion is what its row says. */
  #settle(slot: Slot, outcome: CompletionOutcome, endedAt: Date): void {
    slot.live = null;
    this.#change(slot, { ...rowFields(outcome), endedAt });
    this.#unfinished -= 1;
    this.#finishRun();
  }

  #change(slot: Slot, fields: Partial<Completion>): void {
    slot.completion = { ...slot.completion, ...fields };
    this.feed.changed(liveView(slot));
  }

  #hasHeld(): boolean {
    return this.#idsOf(({ status }) => status === 'held').length > 0;
  }

  #finishRun(): void {
    if (this.#unfinished > 0 || this.#phase.kind !== 'running') return;
    const status: RunStatus = this.#phase.stopped?.status ?? (this.#hasHeld() ? 'held' : 'finished');
    const run = { ...this.#run, status, endedAt: this.#deps.now() };
    const ending: Phase = { kind: 'ending' };
    this.#phase = ending;
    void this.#deps.log.write({ type: 'run', id: run.id, status, endedAt: run.endedAt }).then(() => {
      // A completion may have been asked again meanwhile: then this end is none.
      if (this.#phase !== ending) return;
      this.#phase = { kind: 'ended' };
      this.#run = run;
      this.feed.run(run);
      this.#end(run);
    });
  }
}
