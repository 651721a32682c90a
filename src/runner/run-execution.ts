import {
  type Completion,
  type CompletionOutcome,
  canBeAskedAgain,
  isOwed,
  type LiveCompletion,
  type Waiting,
} from '../domain/run/completion.ts';
import type { RunWithPrompt } from '../domain/run/run.ts';
import type { CompletionBudget } from '../spending/completion-budget.ts';
import { ask, Stopped, tabFor } from './ask.ts';
import { firstTurn, isTaken } from './first-requests.ts';
import { type Ended, forgiving, outcomeOf } from './outcome.ts';
import { type MessageSource, type RequestContent, requestContent } from './request-content.ts';
import { RunFeed } from './run-feed.ts';
import { RunRefusals } from './run-refusals.ts';
import { CAPS_UNKNOWN, clearSlot, heldError, liveView, neverSent, rowFields, type Slot } from './run-slot.ts';
import { RunSlots } from './run-slots.ts';
import { RunState } from './run-state.ts';
import type { RunnerDeps } from './runner-deps.ts';
import { withChecks } from './with-checks.ts';

/** A run in progress: its completions as they are now, and what changes them. Lives in memory until the run has ended. */
export class RunExecution {
  readonly feed = new RunFeed();
  readonly #deps: RunnerDeps;
  readonly #messages: MessageSource;
  readonly #slots: RunSlots;
  readonly #refusals: RunRefusals;
  readonly #state: RunState;
  #unfinished: number;

  constructor(deps: RunnerDeps, run: RunWithPrompt, messages: MessageSource, completions: readonly Completion[]) {
    this.#deps = deps;
    this.#state = new RunState(deps, run, this.feed);
    this.#messages = messages;
    this.#refusals = new RunRefusals(run.request);
    this.#slots = new RunSlots(run.id, completions);
    this.#unfinished = completions.filter(({ status }) => status === 'queued').length;
  }

  get run(): RunWithPrompt {
    return this.#state.run;
  }

  /** Resolves with the run as it ended. */
  get ended(): Promise<RunWithPrompt> {
    return this.#state.ended;
  }

  /** The completions that still have to be asked. */
  get queued(): readonly number[] {
    return this.#slots.idsOf(({ status }) => status === 'queued');
  }

  /** Where a completion is asked. */
  connectionOf(id: number): string {
    return this.#slots.get(id).completion.connection;
  }

  /** What was held by a cap, or cut off by a stop of the server. */
  get resumable(): readonly number[] {
    return this.#slots.idsOf(isOwed);
  }

  /** All completions as they are at this moment, in the order of the plan. */
  snapshot(): readonly LiveCompletion[] {
    return this.#slots.views();
  }

  /** Asks for one completion and keeps its answer; does nothing when it was stopped before its turn came. */
  async execute(id: number): Promise<void> {
    const slot = this.#slots.get(id);
    if (slot.completion.status !== 'queued') return;
    const { signal } = slot.controller;
    const pass = await firstTurn(this.#deps, slot.completion, signal).catch(() => null);
    if (pass === null) return;
    try {
      await this.#reserveAndSend(slot, () => pass?.(true));
    } finally {
      pass?.(!signal.aborted && isTaken(slot.completion));
    }
  }

  async #reserveAndSend(slot: Slot, onTaken: () => void): Promise<void> {
    const { signal } = slot.controller;
    // While it waits it may be stopped, or stopped and asked again: then another turn will come.
    const isOver = () => signal.aborted || slot.completion.status !== 'queued';
    if (isOver()) return;
    const refused = this.#refusals.of(slot.completion);
    if (refused !== null) return this.#endUnsent(slot, neverSent('failed', refused));
    const tab = tabFor(this.#deps, this.run, slot.completion);
    const hit = await tab.reserve(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#deps.onUnexpected(error);
      return 'not known' as const;
    });
    if (isOver()) return tab.release();
    if (hit === 'not known') return this.#endUnsent(slot, neverSent('failed', CAPS_UNKNOWN));
    if (hit !== null) return this.#endUnsent(slot, neverSent('held', heldError(hit)));
    const content = await requestContent(this.#deps, this.#messages, slot.completion);
    if (isOver()) return tab.release();
    if (!('missing' in content)) return this.#send(slot, content, { tab, onTaken });
    tab.release();
    this.#endUnsent(slot, neverSent('failed', content.missing));
  }

  async #send(
    slot: Slot,
    content: RequestContent,
    { tab, onTaken }: { readonly tab: CompletionBudget; readonly onTaken: () => void },
  ): Promise<void> {
    const { completion, controller } = slot;
    this.#change(slot, { status: 'streaming' });
    void this.#deps.log.write({ type: 'started', id: completion.id, startedAt: this.#deps.now() });
    const ended = await ask(this.#deps, {
      ...content,
      completion,
      run: this.run,
      tab,
      signal: controller.signal,
      onAttempt: (live) => {
        slot.live = live;
      },
      onText: (delta) => this.feed.delta(completion.id, delta),
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
    const slot = this.#slots.get(id);
    if (!canBeAskedAgain(slot.completion.status) || slot.completion.endedAt === null) return false;
    // Asked elsewhere, at another price: it stays as it came.
    if (slot.completion.imported) return false;
    clearSlot(slot);
    this.#refusals.clear();
    this.#unfinished += 1;
    void this.#deps.log.write({ type: 'requeued', id });
    this.#change(slot, {
      ...rowFields(neverSent('queued')),
      annotations: { ...slot.completion.annotations, rating: null },
      endedAt: null,
    });
    this.#state.resume();
    return true;
  }

  /** Takes over what a person made of an answer, which is in the store already. */
  mark({ id, annotations, checked }: Pick<Completion, 'id' | 'annotations' | 'checked'>): void {
    const slot = this.#slots.get(id);
    const { checked: _, ...unchecked } = slot.completion;
    slot.completion = unchecked;
    this.#change(slot, { annotations, ...(checked === undefined ? {} : { checked }) });
  }

  /** Takes in the completions by which the run has grown, as the store has them now; those that are here already stay as they are. */
  grow(run: RunWithPrompt, completions: readonly Completion[]): void {
    this.#unfinished += this.#slots.add(completions);
    this.#state.grow(run);
  }

  /** Stops one completion, or all that have not ended. Their state changes at once; the row follows. */
  stop(status: 'cancelled' | 'interrupted', id?: number): void {
    const stopped = new Stopped(status);
    if (id === undefined) this.#state.stop(stopped);
    for (const slot of id === undefined ? this.#slots.all() : [this.#slots.get(id)]) this.#stopSlot(slot, stopped);
    this.#finishRun();
  }

  /** Takes back what was not sent yet; what is in flight goes on. */
  interruptQueued(): void {
    if (this.queued.length === 0) return;
    const stopped = new Stopped('interrupted');
    this.#state.stop(stopped);
    for (const id of this.queued) this.#stopSlot(this.#slots.get(id), stopped);
  }

  /** Keeps the text of long answers on disk while they stream, so that a crash loses little. */
  checkpoint(): void {
    for (const { id, text } of this.#slots.checkpoints()) void this.#deps.log.write({ type: 'checkpoint', id, text });
  }

  #wait(slot: Slot, waiting: Waiting | null): void {
    if (slot.waiting === waiting) return;
    slot.waiting = waiting;
    this.feed.changed(liveView(slot));
  }

  async #finish(slot: Slot, ended: Ended, tab: CompletionBudget): Promise<void> {
    const { log, now, pricing, onUnexpected } = this.#deps;
    const { completion } = slot;
    const priced = await outcomeOf(ended, forgiving(pricing(completion, this.run), onUnexpected));
    const outcome = await withChecks(this.#deps, { completion, run: this.run, outcome: priced });
    tab.settle(outcome);
    this.#refusals.note({ ...completion, error: outcome.error });
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
  #endUnsent(slot: Slot, outcome: CompletionOutcome, endedAt = this.#deps.now()): void {
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

  #finishRun(): void {
    if (this.#unfinished > 0) return;
    this.#state.finish(this.#slots.idsOf(({ status }) => status === 'held').length > 0);
  }
}
