import type { CompletionChange, CompletionStore } from '../store/store.ts';

/** What the log needs of the store. */
export type CompletionWrites = Pick<CompletionStore, 'write'>;

const RETRY_MS = 1_000;

interface Pending {
  readonly change: CompletionChange;
  readonly written: () => void;
}

/**
 * Writes changes of completions in the order they happen, together where several happen at once: one short transaction
 * for all that is pending. While the file cannot be written (disk full, locked) changes stay in memory and are tried
 * again every second; `problem` says so meanwhile.
 */
export class CompletionWriter {
  readonly #store: CompletionWrites;
  readonly #onProblem: (problem: Error | null) => void;
  #pending: Pending[] = [];
  #writing: Promise<void> | null = null;
  #problem: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(store: CompletionWrites, onProblem: (problem: Error | null) => void = () => {}) {
    this.#store = store;
    this.#onProblem = onProblem;
  }

  /** Why changes cannot be kept at the moment; `null` when all is well. */
  get problem(): Error | null {
    return this.#problem;
  }

  /** Resolves once the change is on disk; never rejects. */
  write(change: CompletionChange): Promise<void> {
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
    // Everything that happens in this turn of the event loop goes into one transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      const failure = await this.#store.write(batch.map(({ change }) => change)).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      );
      this.#report(failure);
      if (failure === null) {
        for (const { written } of batch) written();
      } else {
        this.#pending = [...batch, ...this.#pending];
        if (this.#giveUp) break;
        await this.#pause();
      }
    }
    this.#writing = null;
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
