import {
  type Completion,
  type CompletionOutcome,
  type CompletionStatus,
  ENDED,
  type LiveCompletion,
  type Marks,
  type Waiting,
} from '../domain/completion.ts';
import type { Message } from '../domain/message.ts';
import type { RunStatus, RunWithPrompt } from '../domain/run.ts';
import { chatBody } from '../provider/chat-body.ts';
import type { ChatBody, ChatResult } from '../provider/provider.ts';
import { ProviderError } from '../provider/provider-error.ts';
import { withRetries } from './attempts.ts';
import { LiveText } from './live-text.ts';
import { type Ended, outcomeOf, type Pricing } from './outcome.ts';
import { RunFeed } from './run-feed.ts';
import type { RunnerDeps } from './runner.ts';

/** Why a completion was stopped from our side, and the state that leaves it in. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly status: 'cancelled' | 'interrupted';

  constructor(status: 'cancelled' | 'interrupted') {
    super(status);
    this.status = status;
  }
}

/** The messages of each variant; `null` stands for the prompt as written. */
export type MessagesByVariant = ReadonlyMap<string | null, readonly Message[]>;

/** One completion while its run goes on. */
interface Slot {
  completion: Completion;
  waiting: Waiting | null;
  live: LiveText | null;
  /** How much text the last checkpoint held. */
  checkpointed: number;
  controller: AbortController;
}

/** A run in progress: its completions as they are now, and what changes them. Lives in memory until the run has ended. */
export class RunExecution {
  readonly feed = new RunFeed();
  /** Resolves with the run as it ended. */
  readonly ended: Promise<RunWithPrompt>;
  readonly #deps: RunnerDeps;
  readonly #messages: MessagesByVariant;
  readonly #slots: Map<number, Slot>;
  #run: RunWithPrompt;
  #unfinished: number;
  #stopped: Stopped | null = null;
  /** The run as it will have ended once that is on disk. */
  #ending: RunWithPrompt | null = null;
  #end: (run: RunWithPrompt) => void = () => {};

  constructor(deps: RunnerDeps, run: RunWithPrompt, messages: MessagesByVariant, completions: readonly Completion[]) {
    this.#deps = deps;
    this.#run = run;
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
    return [...this.#slots.values()]
      .filter(({ completion }) => completion.status === 'queued')
      .map(({ completion }) => completion.id);
  }

  /** All completions as they are at this moment, in the order of the plan. */
  snapshot(): readonly LiveCompletion[] {
    return [...this.#slots.values()].map(liveView);
  }

  /** Asks for one completion and keeps its answer; does nothing when it was stopped before its turn came. */
  async execute(id: number): Promise<void> {
    const slot = this.#slot(id);
    if (slot.completion.status !== 'queued') return;
    const { log, provider, now } = this.#deps;
    this.#change(slot, { status: 'streaming' });
    void log.write({ type: 'started', id, startedAt: now() });
    const body = this.#body(slot.completion);
    let attempts = 0;
    const outcome = await withRetries(
      (number) => {
        attempts = number;
        const live = new LiveText();
        slot.live = live;
        return provider.chat({
          connection: slot.completion.connection,
          body,
          sink: this.#sink(id, live),
          signal: slot.controller.signal,
        });
      },
      { signal: slot.controller.signal, onWait: (waiting) => this.#wait(slot, waiting) },
    ).then(
      (result) => endedWell(result, slot, { attempts, body }),
      (error: unknown) => this.#endedBadly(error, slot, { attempts, body }),
    );
    await this.#finish(slot, outcome);
  }

  /**
   * Puts an ended completion back to be asked again; `false` when it has not ended, as when it is put back already. What
   * its earlier attempt used stays counted.
   */
  requeue(id: number): boolean {
    const slot = this.#slot(id);
    if (!ENDED.has(slot.completion.status) || slot.completion.endedAt === null) return false;
    // Asked elsewhere, at another price: it stays as it came.
    if (slot.completion.imported) return false;
    slot.controller = new AbortController();
    slot.checkpointed = 0;
    this.#unfinished += 1;
    void this.#deps.log.write({ type: 'requeued', id });
    this.#change(slot, {
      ...neverSentFields('queued'),
      marks: { ...slot.completion.marks, rating: null },
      endedAt: null,
    });
    if (this.#run.status !== 'running' || this.#ending !== null) this.#resume();
    return true;
  }

  /** Takes over what a person made of an answer, which is in the store already. */
  mark(id: number, marks: Marks): void {
    this.#change(this.#slot(id), { marks });
  }

  /** Takes in the completions by which the run has grown, as the store has them now; those that are here already stay as they are. */
  grow(run: RunWithPrompt, completions: readonly Completion[]): void {
    const added = completions.filter(({ id }) => !this.#slots.has(id));
    for (const completion of added) this.#slots.set(completion.id, newSlot(completion));
    this.#unfinished += added.length;
    const hadEnded = this.#run.status !== 'running' || this.#ending !== null;
    if (run.request.samples > this.#run.request.samples) this.#run = { ...run, status: this.#run.status };
    if (hadEnded) this.#resume();
    else this.feed.run(this.#run);
  }

  /** Stops one completion, or all that have not ended. Their state changes at once; the row follows. */
  stop(status: 'cancelled' | 'interrupted', id?: number): void {
    const stopped = new Stopped(status);
    if (id === undefined) this.#stopped = stopped;
    for (const slot of id === undefined ? this.#slots.values() : [this.#slot(id)]) this.#stopSlot(slot, stopped);
    this.#finishRun();
  }

  /** Takes back what was not sent yet; what is in flight goes on. */
  interruptQueued(): void {
    if (this.queued.length === 0) return;
    this.#stopped = new Stopped('interrupted');
    for (const id of this.queued) this.#stopSlot(this.#slot(id), this.#stopped);
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

  #resume(): void {
    this.#ending = null;
    this.#stopped = null;
    this.#run = { ...this.#run, status: 'running', endedAt: null };
    void this.#deps.log.write({ type: 'run', id: this.#run.id, status: 'running', endedAt: null });
    this.feed.run(this.#run);
  }

  #slot(id: number): Slot {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new RangeError(`run ${this.#run.id} has no completion ${id}`);
    return slot;
  }

  #body(completion: Completion): ChatBody {
    const { request } = this.#run;
    return chatBody({
      kind: this.#deps.provider.connection(completion.connection)?.kind ?? 'environment',
      settings: completion.settings,
      messages: this.#messages.get(completion.settings.variant) ?? [],
      stop: request.stop,
      responseFormat: request.responseFormat,
      logprobs: request.logprobs,
      topLogprobs: request.topLogprobs,
    });
  }

  #sink(id: number, live: LiveText) {
    return {
      opened: () => live.open(),
      text: (delta: string) => {
        live.append(delta);
        this.feed.delta(id, delta);
      },
      reasoning: (delta: string) => {
        live.appendReasoning(delta);
        // No text came, but there is more to see.
        this.feed.delta(id, '');
      },
    };
  }

  #wait(slot: Slot, waiting: Waiting | null): void {
    if (slot.waiting === waiting) return;
    slot.waiting = waiting;
    this.feed.changed(liveView(slot));
  }

  #endedBadly(error: unknown, slot: Slot, { attempts, body }: Pick<Ended, 'attempts' | 'body'>): Ended {
    const live = slot.live ?? new LiveText();
    const reason: unknown = slot.controller.signal.aborted ? slot.controller.signal.reason : error;
    if (reason instanceof Stopped) return { status: reason.status, live, result: null, error: null, attempts, body };
    const failure = reason instanceof ProviderError ? reason : this.#unexpected(reason);
    if (failure.kind === 'parameter_refused' && failure.param !== null) {
      this.#deps.onRefusal({ completion: slot.completion, param: failure.param, message: failure.message });
    }
    return { status: 'failed', live, result: null, error: failure.toCompletionError(), attempts, body };
  }

  #unexpected(cause: unknown): ProviderError {
    this.#deps.onUnexpected(cause);
    return new ProviderError('internal', 'Something went wrong inside Tempera; the terminal says what.', { cause });
  }

  async #finish(slot: Slot, ended: Ended): Promise<void> {
    const { log, now } = this.#deps;
    const { completion } = slot;
    const outcome = await outcomeOf(ended, this.#pricing(completion));
    const endedAt = now();
    await log.write({ type: 'ended', id: completion.id, outcome, endedAt });
    slot.waiting = null;
    this.#settle(slot, outcome, endedAt);
  }

  /** An answer must not be lost because its tokens cannot be counted: they are then unknown. */
  #pricing(completion: Completion): Pricing {
    const { pricing, onUnexpected } = this.#deps;
    const given = pricing(completion, this.#run);
    const countText = (text: string) =>
      given.countText(text).catch((error: unknown) => {
        onUnexpected(error);
        return null;
      });
    return { ...given, countText };
  }

  #stopSlot(slot: Slot, stopped: Stopped): void {
    const { completion } = slot;
    if (completion.status === 'streaming') {
      slot.waiting = null;
      this.#change(slot, { status: stopped.status });
      slot.controller.abort(stopped);
    } else if (completion.status === 'queued') {
      // It never left: nothing was used, and its row can say so at once.
      const outcome = neverSent(stopped.status);
      const endedAt = this.#deps.now();
      void this.#deps.log.write({ type: 'ended', id: completion.id, outcome, endedAt });
      this.#settle(slot, outcome, endedAt);
    }
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
    if (this.#unfinished > 0 || this.#ending !== null) return;
    const status: RunStatus = this.#stopped?.status ?? 'finished';
    const run = { ...this.#run, status, endedAt: this.#deps.now() };
    this.#ending = run;
    void this.#deps.log.write({ type: 'run', id: run.id, status, endedAt: run.endedAt }).then(() => {
      // A completion may have been asked again meanwhile: then this end is none.
      if (this.#ending !== run) return;
      this.#run = run;
      this.feed.run(run);
      this.#end(run);
    });
  }
}

function newSlot(completion: Completion): Slot {
  return { completion, waiting: null, live: null, checkpointed: 0, controller: new AbortController() };
}

function liveView({ completion, live, waiting }: Slot): LiveCompletion {
  if (live === null) return { completion, waiting };
  const { text, reasoning, ttftMs } = live;
  return { completion: { ...completion, text, reasoning, ttftMs }, waiting };
}

function endedWell(result: ChatResult, slot: Slot, { attempts, body }: Pick<Ended, 'attempts' | 'body'>): Ended {
  const status: CompletionStatus = result.finishReason === null ? 'incomplete' : 'done';
  return { status, live: slot.live ?? new LiveText(), result, error: null, attempts, body };
}

function neverSentFields(status: CompletionStatus) {
  return rowFields(neverSent(status));
}

/** The part of an outcome that a completion shows; the raw request and response stay in the store. */
function rowFields(outcome: CompletionOutcome) {
  const { request: _request, response: _response, logprobs: _logprobs, ...fields } = outcome;
  return fields;
}

function neverSent(status: CompletionStatus): CompletionOutcome {
  return {
    status,
    text: '',
    reasoning: null,
    finishReason: null,
    usage: null,
    prices: null,
    cost: null,
    ttftMs: null,
    durationMs: null,
    attempts: 0,
    error: null,
    textMended: false,
    logprobs: null,
    request: null,
    response: null,
  };
}
