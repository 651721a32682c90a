import { RunChanges, RunDeltas, RunReplacement } from '../../views/runs/run-changes.tsx';
import type { Showing } from '../../views/runs/run-results.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { FoldedColumn } from '../domain/folded.ts';
import type { ViewSettings } from '../domain/notebook.ts';
import type { RunView } from '../domain/run.ts';
import { foldedColumns } from '../folds.ts';
import type { FeedBatch } from '../runner/run-feed.ts';
import { resultsProps, showingOf } from './cell-props.ts';

/** A column of a large run is shown anew at most this often: each time is a few dozen answers. */
const LARGE_REFRESH_MS = 250;
const LARGE = 100;

/**
 * A run as one page follows it. Text is appended to the answers that the page shows; a column in which something began or ended is
 * shown anew, folded. Knows what the page shows, so that nothing is sent for answers that have no place on it.
 */
export class RunFollower {
  readonly #deps: AppDeps;
  readonly #settings: ViewSettings;
  readonly #showing: Showing;
  readonly #send: (markup: string) => void;
  #view: RunView;
  /** The column of each answer whose text the page shows as it grows. */
  readonly #shown = new Map<number, number>();
  readonly #stale = new Set<number>();
  #refreshAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    deps: AppDeps,
    { view, settings, send }: { readonly view: RunView; readonly settings: ViewSettings; send(markup: string): void },
  ) {
    this.#deps = deps;
    this.#settings = settings;
    this.#showing = showingOf(deps, view, settings);
    this.#send = send;
    this.#view = view;
  }

  get runId(): number {
    return this.#view.run.id;
  }

  get isRunning(): boolean {
    return this.#view.run.status === 'running';
  }

  /** The run as it is, in place of what the page shows of it. */
  replacement(now: RunView | null = null): string {
    this.#view = now ?? this.#view;
    const view = this.#view;
    this.#stopTimer();
    this.#stale.clear();
    this.#shown.clear();
    const props = resultsProps(this.#deps, view, this.#settings);
    for (const column of props.columns) this.#note(column);
    return String(<RunReplacement {...props} gently />);
  }

  /** Sends what happened; `now` is the run after it. */
  follow(batch: FeedBatch, now: RunView | null): void {
    this.#view = now ?? this.#view;
    if (batch.run !== null) {
      this.#send(this.replacement());
      return;
    }
    for (const { completion } of batch.changed) this.#stale.add(completion.column);
    const wait = this.#refreshAt - performance.now();
    if (this.#stale.size > 0 && wait <= 0) {
      this.#refresh(batch.deltas);
      return;
    }
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => this.#refresh(new Map()), wait).unref();
    this.#changes(this.#visible(batch.deltas), []);
  }

  close(): void {
    this.#stopTimer();
  }

  #refresh(deltas: ReadonlyMap<number, string>): void {
    this.#stopTimer();
    this.#refreshAt = performance.now() + (this.#view.completions.length > LARGE ? LARGE_REFRESH_MS : 0);
    const columns = foldedColumns(this.#view, this.#settings.fold);
    const stale = columns.filter(({ index }) => this.#stale.has(index));
    const appended = this.#visible(deltas);
    for (const column of stale) this.#note(column);
    this.#stale.clear();
    this.#changes(appended, stale);
  }

  #changes(deltas: ReadonlyMap<number, string>, columns: readonly FoldedColumn[]): void {
    if (columns.length > 0) {
      this.#send(String(<RunChanges run={this.#view} columns={columns} showing={this.#showing} />));
    }
    if (deltas.size > 0) this.#send(String(<RunDeltas deltas={deltas} />));
  }

  /** Text of a stale column goes out with the whole column, and must not be appended to it once more. */
  #visible(deltas: ReadonlyMap<number, string>): ReadonlyMap<number, string> {
    return new Map(
      [...deltas].filter(([id]) => {
        const column = this.#shown.get(id);
        return column !== undefined && !this.#stale.has(column);
      }),
    );
  }

  #note(column: FoldedColumn): void {
    for (const [id, index] of this.#shown) if (index === column.index) this.#shown.delete(id);
    for (const { unfinished } of column.cells) {
      for (const { completion } of unfinished) this.#shown.set(completion.id, column.index);
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
