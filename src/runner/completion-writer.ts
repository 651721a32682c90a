import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompletionError, CompletionOutcome } from '../domain/run/completion.ts';
import type { CompletionChange, CompletionStore, RefusedChange } from '../store/runs/completion-store.ts';

/** What the log needs of the store. */
export type CompletionWrites = Pick<CompletionStore, 'write'>;

const RETRY_MS = 1_000;
/** Changes of one transaction: some 10 ms. Where a hundred answers end at the same moment, their last words are told in between. */
const MAX_AT_ONCE = 25;

interface Pending {
  readonly change: CompletionChange;
  /** Told the change as it was kept; `null` when nothing of it could be. */
  readonly written: (kept: CompletionChange | null) => void;
}

/**
 * Writes changes of completions in the order they happen, together where several happen at once: short transactions of what is
 * pending. While the file cannot be written (disk full, locked) changes stay in memory and are tried
 * again every second; `problem` says so meanwhile. A change with a value that the file cannot take holds nobody up: it is
 * kept without its figures, and as a failure that says so when that will not do either.
 */
export class CompletionWriter {
  readonly #store: CompletionWrites;
  readonly #onProblem: (problem: Error | null) => void;
  readonly #onRefused: (reason: Error) => void;
  #pending: Pending[] = [];
  #writing: Promise<void> | null = null;
  #problem: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(
    store: CompletionWrites,
    onProblem: (problem: Error | null) => void = () => {},
    onRefused: (reason: Error) => void = () => {},
  ) {
    this.#store = store;
    this.#onProblem = onProblem;
    this.#onRefused = onRefused;
  }

  /** Why changes cannot be kept at the moment; `null` when all is well. */
  get problem(): Error | null {
    return this.#problem;
  }

  /** Resolves with the change as it is on disk, once it is; never rejects. */
  write(change: CompletionChange): Promise<CompletionChange | null> {
    return new Promise((written) => {
      this.#pending.push({ change, written });
      this.#writing ??= this.#drain();
    });
  }

  /** Resolves when everything written so far is on disk, or after one last failed try when `giveUp` is set. */
  async settle({ giveUp = false }: { readonly giveUp?: boolean } = {}): Promise<void> {
    if (giveUp) this.#giveUp = true;
    this.#wake?.();
    await this.#writing;
  }

  #giveUp = false;

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      // What happens in one turn of the event loop goes into one transaction, unless it is so much that others would wait for it.
      await nextTurn();
      const batch = this.#pending.splice(0, MAX_AT_ONCE);
      const outcome = await this.#store.write(batch.map(({ change }) => change)).catch(asError);
      this.#report(outcome instanceof Error ? outcome : null);
      if (outcome instanceof Error) {
        this.#pending = [...batch, ...this.#pending];
        if (this.#giveUp) break;
        await this.#pause();
      } else {
        this.#tell(batch, outcome);
      }
    }
    this.#writing = null;
  }

  /** What was refused is tried once more in a form that can be kept, before anything that came later. */
  #tell(batch: readonly Pending[], refused: readonly RefusedChange[]): void {
    const reasons = new Map(refused.map(({ change, reason }) => [change, reason]));
    const again: Pending[] = [];
    for (const { change, written } of batch) {
      const reason = reasons.get(change);
      if (reason === undefined) {
        written(change);
        continue;
      }
      this.#onRefused(reason);
      const less = keepable(change, reason);
      if (less === null) written(null);
      else again.push({ change: less, written });
    }
    this.#pending = [...again, ...this.#pending];
  }

  #report(problem: Error | null): void {
    if ((problem === null) === (this.#problem === null)) return;
    this.#problem = problem;
    this.#onProblem(problem);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A refused change with less in it: first without figures, then without a text; `null` when there is nothing left to leave out. */
function keepable(change: CompletionChange, reason: Error): CompletionChange | null {
  if (change.type !== 'ended') return null;
  const { outcome } = change;
  const hasFigures = !(outcome.remarks ?? []).some(({ kind }) => kind === 'figures_not_kept');
  if (!hasFigures && outcome.text === '') return null;
  const { charge: _, ...rest } = change;
  return { ...rest, outcome: hasFigures ? withoutFigures(outcome) : withoutAnything(outcome, reason) };
}

function withoutFigures(outcome: CompletionOutcome): CompletionOutcome {
  const figures = { usage: null, prices: null, cost: null, logprobs: null, request: null, response: null } as const;
  return { ...outcome, ...figures, remarks: [{ kind: 'figures_not_kept' }] };
}

function withoutAnything(outcome: CompletionOutcome, reason: Error): CompletionOutcome {
  const error: CompletionError = {
    kind: 'internal',
    message: `The data file could not take this answer (${reason.message}).`,
    status: null,
    param: null,
  };
  return { ...outcome, status: 'failed', text: '', reasoning: null, finishReason: null, error };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
