import type { Case } from '../domain/case.ts';
import type { CompletionEstimate } from '../domain/completion-estimate.ts';
import { estimateOf, type LoggedOutput, type RequestToCome, rangeOf } from '../domain/estimate.ts';
import { eachOnce } from '../domain/model-list.ts';
import { pointsOf } from '../domain/plan.ts';
import type { ComparedModel, ModelLimit, PreviewCost, PreviewLogged } from '../domain/preview.ts';
import { promptMessages } from '../domain/prompt.ts';
import { askedModels, connectionOf, type RunEstimate, type RunRequest, requestsPerPoint } from '../domain/run.ts';
import { gridOf, modelOn, type Settings } from '../domain/sweep.ts';
import type { VariantPrompt } from '../domain/variant-prompts.ts';
import type { PricedModel } from '../domain/what-if.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { EstimateStore } from '../store/costs/estimate-store.ts';
import { longestPrompts } from './case-prompts.ts';
import type { InputCount, InputCounter } from './input-counter.ts';

export interface EstimatorDeps {
  readonly models: ModelCatalog;
  readonly counter: InputCounter;
  readonly estimates: Pick<EstimateStore, 'logged'>;
}

/** A run that somebody thinks of starting. */
export interface RunToCome {
  readonly request: RunRequest;
  readonly asked: readonly VariantPrompt[];
  /** What each point is asked with, where the run has cases. */
  readonly cases?: readonly Case[];
  /** Whose logged answers count first; `null`: nobody's. */
  readonly experiment: number | null;
  /** Roughly, where a tokenizer is not loaded yet. */
  readonly atOnce?: boolean;
}

/** One point of the grid with what is known of its requests. */
export interface PointToCome extends RequestToCome {
  readonly settings: Settings;
  readonly method: InputCount['method'];
  /** It costs nothing, as on the built-in model. */
  readonly free: boolean;
}

/** Says what runs will use and cost before anything is sent: from counted input, logged answers and today's prices. */
export class Estimator {
  readonly #deps: EstimatorDeps;

  constructor(deps: EstimatorDeps) {
    this.#deps = deps;
  }

  /**
   * Every point of a run's grid, in its order; each model's input is counted as that model counts. Of many cases the longest ones
   * are counted, so that a point's input is that of its largest request.
   */
  async points({ request, asked, cases, experiment, atOnce }: RunToCome): Promise<readonly PointToCome[]> {
    const { models, estimates } = this.#deps;
    const logged = new Map<string, LoggedOutput | null>();
    const inputs = new Map<string, InputCount>();
    for (const { connection, model } of askedModels(request)) {
      logged.set(modelOn({ connection, model }), await estimates.logged({ connection, model, experiment }));
      for (const { variant, prompt } of cases === undefined ? asked : longestPrompts(asked, cases)) {
        const count = await this.#deps.counter.count({ connection, model }, promptMessages(prompt), {
          request,
          atOnce,
        });
        const key = pairKey(modelOn({ connection, model }), variant);
        if (count.inputTokens > (inputs.get(key)?.inputTokens ?? -1)) inputs.set(key, count);
      }
    }
    return pointsOf(request).map(({ settings }) => {
      const { model } = settings;
      const connection = connectionOf(request, settings);
      const asked = modelOn({ connection, model });
      const input = inputs.get(pairKey(asked, settings.variant));
      return {
        settings,
        inputTokens: input?.inputTokens ?? 0,
        method: input?.method ?? 'rough',
        maxOutputTokens: models.longestAnswer(connection, settings),
        prices: models.prices(connection, model, input?.inputTokens ?? null),
        logged: logged.get(asked) ?? null,
        free: models.isFree(connection),
      };
    });
  }

  /** What each point is kept with; free ones cost nothing for certain. */
  kept(points: readonly PointToCome[]): readonly CompletionEstimate[] {
    return points.map((point) =>
      point.free ? { inputTokens: point.inputTokens, likely: 0n, atMost: 0n } : estimateOf(point),
    );
  }

  /** What a whole run is kept with. */
  ofRun(request: RunRequest, points: readonly PointToCome[]): RunEstimate {
    const { likely, most } = rangeOf(this.kept(points), requestsPerPoint(request));
    return {
      inputTokens: Math.max(...points.map(({ inputTokens }) => inputTokens)),
      method: points[0]?.method ?? 'rough',
      maxCostPicodollars: most,
      likelyCostPicodollars: likely,
    };
  }

  /** What a run may cost, in the words of the live line; on a free model, what it would on a well-known one. */
  cost(request: RunRequest, points: readonly PointToCome[]): PreviewCost {
    const { models } = this.#deps;
    const charged = points.filter(({ free }) => !free);
    if (charged.length > 0) {
      const unpriced = charged
        .filter(({ prices }) => prices === null)
        .map(({ settings }) => ({ connection: connectionOf(request, settings), model: settings.model }));
      if (unpriced.length > 0) return { kind: 'unpriced', models: eachOnce(unpriced) };
      return { kind: 'priced', ...rangeOf(charged.map(estimateOf), request.samples) };
    }
    const prices = models.reference();
    if (prices === null) return { kind: 'free', would: null };
    const elsewhere = this.elsewhere(points, prices.model).map((point) => estimateOf({ ...point, prices }));
    return { kind: 'free', would: { model: prices.model, ...rangeOf(elsewhere, request.samples) } };
  }

  /** The same points with the limit of another model where none is sent. */
  elsewhere(points: readonly PointToCome[], model: string): readonly PointToCome[] {
    const { models } = this.#deps;
    return points.map((point) => ({
      ...point,
      maxOutputTokens: models.longestAnswer(null, { ...point.settings, model }),
    }));
  }

  /** The grid of the same run on another model: its own tokens, prices and limit, and answers as long as those logged here. */
  async on(
    run: RunToCome,
    points: readonly PointToCome[],
    { key, label, prices }: PricedModel,
  ): Promise<ComparedModel> {
    const inputs = new Map<string | null, InputCount>();
    for (const { variant, prompt } of run.asked) {
      const asked = { connection: '', model: label };
      inputs.set(variant, await this.#deps.counter.count(asked, promptMessages(prompt), { request: run.request }));
    }
    const logged = loggedTogether(points);
    const { connections: _, ...sweep } = run.request.sweep;
    const estimates = gridOf({ ...sweep, model: [label] }).map((settings) =>
      estimateOf({
        inputTokens: inputs.get(settings.variant)?.inputTokens ?? 0,
        method: inputs.get(settings.variant)?.method ?? 'rough',
        maxOutputTokens: this.#deps.models.longestAnswer(null, settings),
        prices,
        logged: logged === null ? null : { ...logged, of: 'experiment' },
      }),
    );
    return {
      key,
      label,
      inputTokens: Math.max(...estimates.map(({ inputTokens }) => inputTokens)),
      method: [...inputs.values()][0]?.method ?? 'rough',
      range: rangeOf(estimates, run.request.samples),
    };
  }

  /** The models whose own limit bounds answers because no max tokens are sent; on a free one, the well-known one's. */
  limits(request: RunRequest, points: readonly PointToCome[]): readonly ModelLimit[] {
    const { models } = this.#deps;
    const open = points.filter(({ settings }) => settings.max_completion_tokens === null);
    const limits = open.map(({ settings, free }): ModelLimit => {
      const model = free ? (models.reference()?.model ?? settings.model) : settings.model;
      return { model, limit: models.outputLimit(free ? null : connectionOf(request, settings), model) };
    });
    return [...new Map(limits.map((one) => [one.model, one])).values()];
  }
}

/** The logged answers of several models together; `null` when one has none. */
export function loggedTogether(points: readonly PointToCome[]): PreviewLogged | null {
  const byModel = new Map(points.map(({ settings, logged }) => [modelOn(settings), logged]));
  const all = [...byModel.values()].filter((logged) => logged !== null);
  if (all.length === 0 || all.length < byModel.size) return null;
  const own = all.filter(({ of }) => of === 'experiment').length;
  return {
    of: own === all.length ? 'experiment' : own === 0 ? 'model' : 'both',
    answers: all.reduce((sum, { answers }) => sum + answers, 0),
    outputTokens: all.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
  };
}

function pairKey(model: string, variant: string | null): string {
  return JSON.stringify([model, variant]);
}
