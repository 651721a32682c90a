import { pieceEnd } from '../../../views/completions/text-piece.tsx';
import type { DisplayOptions } from '../../../views/runs/display-options.ts';
import { type AnswerDelta, RunChanges, RunDeltas, RunReplacement } from '../../../views/runs/run-changes.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { GroupedColumn } from '../../domain/answers/answer-groups.ts';
import type { ViewSettings } from '../../domain/notebook/notebook.ts';
import type { Completion, LiveCompletion } from '../../domain/run/completion.ts';
import type { RunView } from '../../domain/run/run.ts';
import type { FeedBatch } from '../../runner/run-feed.ts';
import { displayOptionsOf, resultsProps, shownColumns } from '../experiments/cell-props.ts';
import type { PageStream } from './page-stream.ts';

/** A column of a large run is shown anew at most this often: each time is a few dozen answers. */
const LARGE_REFRESH_MS = 200;
const LARGE = 100;
/** So many columns are shown anew in one turn of the event loop, as drawing an answer takes half a millisecond. */
const COLUMNS_AT_ONCE = 4;

/** How much of an answer the page shows, in characters; of each call, its arguments. */
interface Shown {
  readonly column: number;
  text: number;
  reasoning: number;
  calls: readonly number[];
}

interface FollowerOptions {
  readonly view: RunView;
  readonly settings: ViewSettings;
  readonly stream: Pick<PageStream, 'send'>;
}

/**
 * A run as one page follows it. Text is appended to the answers that the page shows; a column in which something began or ended is
 * shown anew, folded, but not before text that came with it was sent: where many answers end at once, that would wait for all to be
 * drawn. Knows what the page shows, so that nothing is sent for answers that have no place on it.
 */
export class RunFollower {
  readonly #deps: AppDeps;
  readonly #settings: ViewSettings;
  #display: DisplayOptions;
  readonly #stream: Pick<PageStream, 'send'>;
  #view: RunView;
  /** The answers whose text the page shows as it grows. */
  readonly #shown = new Map<number, Shown>();
  readonly #stale = new Set<number>();
  /** Those of the stale columns that are being shown anew and still wait for their turn. */
  #waiting: number[] = [];
  #refreshAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: AppDeps, { view, settings, stream }: FollowerOptions) {
    this.#deps = deps;
    this.#settings = settings;
    this.#display = displayOptionsOf(deps, view, settings);
    this.#stream = stream;
    this.#view = view;
  }

  get runId(): number {
    return this.#view.run.id;
  }

  get experimentId(): number {
    return this.#view.run.experimentId;
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
    this.#waiting = [];
    this.#shown.clear();
    const props = resultsProps(this.#deps, view, this.#settings);
    this.#display = sameOrNew(this.#display, props.display);
    for (const column of props.columns) this.#note(column);
    return String(<RunReplacement {...props} display={this.#display} gently />);
  }

  /** Sends what happened; `now` is the run after it. A change of the run itself needs its replacement, too. */
  follow(batch: FeedBatch, now: RunView | null): void {
    this.#view = now ?? this.#view;
    const begun = this.#newParts(batch);
    this.#append();
    if (batch.run !== null) return;
    for (const column of [...batch.changed.map(({ completion }) => completion.column), ...begun]) {
      if (!this.#waiting.includes(column)) this.#stale.add(column);
    }
    this.#refreshSoon();
  }

  close(): void {
    this.#stopTimer();
  }

  #refreshSoon(): void {
    if (this.#stale.size + this.#waiting.length === 0) return;
    const wait = this.#waiting.length > 0 ? 0 : Math.max(0, this.#refreshAt - performance.now());
    this.#timer ??= setTimeout(() => this.#refresh(), wait).unref();
  }

  /** Shows a few of the stale columns anew, with all text there is; the others follow. */
  #refresh(): void {
    this.#stopTimer();
    if (this.#waiting.length === 0) {
      this.#refreshAt = performance.now() + (this.#view.completions.length > LARGE ? LARGE_REFRESH_MS : 0);
      this.#waiting = [...this.#stale];
      this.#stale.clear();
    }
    const some = new Set(this.#waiting.splice(0, COLUMNS_AT_ONCE));
    const columns = shownColumns(this.#deps, this.#view, this.#settings.fold, some);
    for (const column of columns) this.#note(column);
    this.#stream.send(String(<RunChanges run={this.#view} columns={columns} display={this.#display} />));
    this.#refreshSoon();
  }

  /** Adds to the answers on the page what their texts have grown by. */
  #append(): void {
    const deltas = new Map<number, AnswerDelta>();
    for (const { completion } of this.#view.completions) {
      const shown = this.#shown.get(completion.id);
      if (shown === undefined) continue;
      const most = { text: pieceEnd(completion.text), reasoning: pieceEnd(completion.reasoning ?? '') };
      const delta = {
        text: completion.text.slice(shown.text, most.text),
        // Its place comes when the column is shown anew, with all there is until then.
        reasoning: shown.reasoning === 0 ? '' : (completion.reasoning ?? '').slice(shown.reasoning, most.reasoning),
        calls: shown.calls.map((length, index) => (argumentsIn(completion)[index] ?? '').slice(length)),
      };
      if (delta.text + delta.reasoning + delta.calls.join('') === '') continue;
      deltas.set(completion.id, delta);
      shown.text += delta.text.length;
      shown.reasoning += delta.reasoning.length;
      shown.calls = shown.calls.map((length, index) => length + (delta.calls[index]?.length ?? 0));
    }
    if (deltas.size > 0) this.#stream.send(String(<RunDeltas deltas={deltas} />));
  }

  /** Columns with an answer that has just begun to think or to call: that has no place on the page yet. */
  #newParts(batch: FeedBatch): readonly number[] {
    const began = ({ completion: { id, reasoning, toolCalls = [] } }: LiveCompletion) => {
      const shown = this.#shown.get(id);
      if (!batch.deltas.has(id) || shown === undefined) return false;
      return (reasoning !== null && shown.reasoning === 0) || toolCalls.length > shown.calls.length;
    };
    return this.#view.completions.filter(began).map(({ completion }) => completion.column);
  }

  /** Takes down which texts of a column the page shows from now on. */
  #note(column: GroupedColumn): void {
    for (const [id, shown] of this.#shown) if (shown.column === column.index) this.#shown.delete(id);
    for (const { unfinished } of column.cells) {
      for (const { completion } of unfinished) {
        this.#shown.set(completion.id, {
          column: column.index,
          text: pieceEnd(completion.text),
          reasoning: pieceEnd(completion.reasoning ?? ''),
          calls: argumentsIn(completion).map(({ length }) => length),
        });
      }
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** The earlier options where nothing changed: answers that were drawn with them need not be drawn again. */
function sameOrNew(before: DisplayOptions, now: DisplayOptions): DisplayOptions {
  const { nameOf: _, ...values } = now;
  const names = Object.keys(values) as (keyof typeof values)[];
  return names.every((name) => before[name] === now[name]) ? before : now;
}

function argumentsIn({ toolCalls = [] }: Completion): readonly string[] {
  return toolCalls.map((call) => call.function.arguments);
}
