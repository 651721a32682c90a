import type { LiveCompletion } from '../domain/run/completion.ts';
import type { Run } from '../domain/run/run.ts';

/** What happened in a run since the last batch. */
export interface FeedBatch {
  /** Text that arrived, by completion id, empty where only thinking did; where a completion is in `changed` too, after that: show `changed` first. */
  readonly deltas: ReadonlyMap<number, string>;
  /** Completions whose state changed, as they are now, in full. */
  readonly changed: readonly LiveCompletion[];
  /** The run, when its state changed. */
  readonly run: Run | null;
}

export type FeedListener = (batch: FeedBatch) => void;

/** How long deltas are gathered before they are told together. */
const GATHER_MS = 50;

/**
 * Tells listeners what happens in one run, gathered for about 50 ms. Costs next to nothing while nobody listens.
 */
export class RunFeed {
  readonly #listeners = new Set<FeedListener>();
  #deltas = new Map<number, string>();
  #changed = new Map<number, LiveCompletion>();
  #run: Run | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @returns a function that ends the subscription. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  delta(completionId: number, text: string): void {
    if (this.#listeners.size === 0) return;
    this.#deltas.set(completionId, (this.#deltas.get(completionId) ?? '') + text);
    this.#schedule();
  }

  changed(live: LiveCompletion): void {
    if (this.#listeners.size === 0) return;
    // The full state holds all text so far; a delta told besides would double it.
    this.#deltas.delete(live.completion.id);
    this.#changed.set(live.completion.id, live);
    this.#schedule();
  }

  /** The run's own state changed: told at once, with all that was gathered. */
  run(run: Run): void {
    this.#run = run;
    this.#flush();
  }

  /** Tells what was gathered so far, so that a snapshot taken right after holds nothing that is told again. */
  flush(): void {
    this.#flush();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#deltas.size === 0 && this.#changed.size === 0 && this.#run === null) return;
    const batch: FeedBatch = { deltas: this.#deltas, changed: [...this.#changed.values()], run: this.#run };
    this.#deltas = new Map();
    this.#changed = new Map();
    this.#run = null;
    for (const listener of this.#listeners) listener(batch);
  }
}
