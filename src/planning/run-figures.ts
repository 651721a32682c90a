import { type CaseLeak, leakedCases } from '../domain/cases/leak.ts';
import type { CompletionEstimate } from '../domain/money/completion-estimate.ts';
import { variantTokens } from '../domain/prompt/variant-prompts.ts';
import type { Completion } from '../domain/run/completion.ts';
import { askedModels, type RunEstimate, type RunRequest, type RunWithPrompt } from '../domain/run/run.ts';
import type { RunStore } from '../store/runs/run-store.ts';
import { Estimator, type EstimatorDeps, type PointToCome, type RunToCome } from './estimator.ts';

export interface RunFiguresDeps extends EstimatorDeps {
  readonly runs: Pick<RunStore, 'recount'>;
  /** Told why an exact count could not follow. */
  readonly onUnexpected: (error: unknown) => void;
}

/** A run with what is known of it before anything is sent. */
export interface SizedRun {
  /** With the tokens of each variant, and the cases that an example answers. */
  readonly request: RunRequest;
  readonly estimate: RunEstimate;
  /** One for each point of the grid, in its order. */
  readonly estimates: readonly CompletionEstimate[];
  /** Whether a tokenizer was not loaded yet, so that the input was counted roughly for now. */
  readonly provisional: boolean;
}

/**
 * The figures that runs are kept with. Loading a tokenizer takes half a second, so that of the first run after a start only a
 * rough count may be known when it begins; the exact one follows into its rows.
 */
export class RunFigures {
  readonly #deps: RunFiguresDeps;
  readonly #estimator: Estimator;
  readonly #recounts = new Map<number, Promise<SizedRun | null>>();

  constructor(deps: RunFiguresDeps) {
    this.#deps = deps;
    this.#estimator = new Estimator(deps);
  }

  async of(run: RunToCome): Promise<SizedRun> {
    const isReady = askedModels(run.request).every((asked) => this.#deps.counter.isReady(asked));
    const points = await this.#estimator.points(run);
    const request = withLeaks(withCounts(run.request, points), run);
    return {
      request,
      estimate: this.#estimator.ofRun(request, points),
      estimates: this.#estimator.kept(points),
      provisional: run.atOnce === true && !isReady,
    };
  }

  /** Has the exact count of a run that has begun follow into its rows. */
  follow(id: number, run: RunToCome): void {
    const recount = this.#recount(id, run).catch((error: unknown) => {
      this.#deps.onUnexpected(error);
      return null;
    });
    this.#recounts.set(id, recount);
    void recount.finally(() => this.#recounts.delete(id));
  }

  /** The input tokens of one of a run's requests, once they are counted as well as can be. */
  async inputTokens(
    run: RunWithPrompt,
    { settings, ordinal, estimate: own }: Pick<Completion, 'settings' | 'ordinal' | 'estimate'>,
  ): Promise<number> {
    const exact = await this.#recounts.get(run.id);
    const counted = exact == null ? own : exact.estimates[ordinal % exact.estimates.length];
    const { request, estimate } = exact ?? run;
    return counted?.inputTokens ?? variantTokens(request, settings.variant) ?? estimate.inputTokens;
  }

  async #recount(id: number, run: RunToCome): Promise<SizedRun> {
    const exact = await this.of({ ...run, atOnce: false });
    await this.#deps.runs.recount(id, exact);
    return exact;
  }
}

/** The request with the input tokens of each variant: of its largest request, whatever column and model that is of. */
function withCounts(request: RunRequest, points: readonly PointToCome[]): RunRequest {
  if (request.variants === undefined) return request;
  const variants = request.variants.map((variant) => {
    const own = points.filter(({ settings }) => settings.variant === variant.name);
    const inputTokens = Math.max(...own.map((point) => point.inputTokens));
    return own.length === 0 ? variant : { ...variant, inputTokens };
  });
  return { ...request, variants };
}

/** The request with the cases that an example of any of its prompts answers: they count in no column. */
function withLeaks(request: RunRequest, { variantPrompts, cases = [] }: RunToCome): RunRequest {
  const leaks = new Map<number, CaseLeak>();
  for (const { prompt } of variantPrompts) {
    for (const leak of leakedCases(prompt, cases)) if (!leaks.has(leak.case)) leaks.set(leak.case, leak);
  }
  return leaks.size === 0 ? request : { ...request, leaks: [...leaks.values()].sort((a, b) => a.case - b.case) };
}
