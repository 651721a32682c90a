import type { RunStatus, RunWithPrompt } from '../domain/run/run.ts';
import type { Stopped } from './ask.ts';
import type { RunFeed } from './run-feed.ts';
import type { RunnerDeps } from './runner-deps.ts';

/** Where a run is: it goes on (`stopped`: and was told to stop), its end is being written, or it has ended on disk. */
type Phase =
  | { readonly kind: 'running'; readonly stopped: Stopped | null }
  | { readonly kind: 'ending' }
  | { readonly kind: 'ended' };

/** A run as a whole: whether it goes on, and how it ended. What changes is written, and told to the feed. */
export class RunState {
  /** Resolves with the run as it ended. */
  readonly ended: Promise<RunWithPrompt>;
  readonly #deps: Pick<RunnerDeps, 'log' | 'now'>;
  readonly #feed: RunFeed;
  #run: RunWithPrompt;
  #phase: Phase;
  #end: (run: RunWithPrompt) => void = () => {};

  constructor(deps: Pick<RunnerDeps, 'log' | 'now'>, run: RunWithPrompt, feed: RunFeed) {
    this.#deps = deps;
    this.#feed = feed;
    this.#run = run;
    this.#phase = run.status === 'running' ? { kind: 'running', stopped: null } : { kind: 'ended' };
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get run(): RunWithPrompt {
    return this.#run;
  }

  /** Remembers that it was told to stop; a run that is ending already ends as it was going to. */
  stop(stopped: Stopped): void {
    if (this.#phase.kind === 'running') this.#phase = { kind: 'running', stopped };
  }

  /** It has work again: where it was ending or had ended, it goes on. Answers whether that is so. */
  resume(): boolean {
    if (this.#phase.kind === 'running') return false;
    this.#phase = { kind: 'running', stopped: null };
    this.#run = { ...this.#run, status: 'running', endedAt: null };
    void this.#deps.log.write({ type: 'run', id: this.#run.id, status: 'running', endedAt: null });
    this.#feed.run(this.#run);
    return true;
  }

  /** Takes the run as it has grown in the store; it goes on with that. */
  grow(run: RunWithPrompt): void {
    if (run.request.samples > this.#run.request.samples) this.#run = { ...run, status: this.#run.status };
    if (!this.resume()) this.#feed.run(this.#run);
  }

  /** None of its completions is left to end: so it ends itself. */
  finish(hasHeld: boolean): void {
    if (this.#phase.kind !== 'running') return;
    const status: RunStatus = this.#phase.stopped?.status ?? (hasHeld ? 'held' : 'finished');
    const run = { ...this.#run, status, endedAt: this.#deps.now() };
    const ending: Phase = { kind: 'ending' };
    this.#phase = ending;
    void this.#deps.log.write({ type: 'run', id: run.id, status, endedAt: run.endedAt }).then(() => {
      // A completion may have been asked again meanwhile: then this end is none.
      if (this.#phase !== ending) return;
      this.#phase = { kind: 'ended' };
      this.#run = run;
      this.#feed.run(run);
      this.#end(run);
    });
  }
}
