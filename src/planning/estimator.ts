import type { Case } from '../domain/cases/case.ts';
import { eachOnce } from '../domain/models/model-list.ts';
import type { CompletionEstimate } from '../domain/money/completion-estimate.ts';
import { estimateOf, type LoggedOutput, type RequestToCome, rangeOf } from '../domain/money/estimate.ts';
import type { PricedModel } from '../domain/money/what-if.ts';
import { promptMessages } from '../domain/prompt/prompt.ts';
import type { VariantPrompt } from '../domain/prompt/variant-prompts.ts';
import { pointsOf } from '../domain/run/plan.ts';
import type { ComparedModel, ModelLimit, PreviewCost, PreviewLogged } from '../domain/run/preview.ts';
import {
  type AskedModel,
  askedModels,
  columnRequest,
  connectionOf,
  type RunEstimate,
  type RunRequest,
  requestsPerPoint,
} from '../domain/run/run.ts';
import { modelOn, type Settings } from '../domain/run/sweep.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { EstimateStore } from '../store/costs/estimate-store.ts';
import { longestPrompts } from './case-prompts.ts';
import type { CountOptions, InputCount, InputCounter } from './input-counter.ts';

export interface EstimatorDeps {
  readonly models: ModelCatalog;
  readonly counter: InputCounter;
  readonly estimates: Pick<EstimateStore, 'logged'>;
}

/** A run that somebody thinks of starting. */
export interface RunToCome {
  readonly request: RunRequest;
  readonly variantPrompts: readonly VariantPrompt[];
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

/** A point with the count of its input. */
interface CountedPoint {
  readonly settings: Settings;
  readonly count: InputCount;
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
  async points(run: RunToCome): Promise<readonly PointToCome[]> {
    const { models, estimates } = this.#deps;
    const { request, experiment } = run;
    const logged = new Map<string, LoggedOutput | null>();
    for (const { connection, model } of askedModels(request)) {
      logged.set(modelOn({ connection, model }), await estimates.logged({ connection, model, experiment }));
    }
    return (await this.#counted(run)).map(({ settings, count }) => {
      const { model } = settings;
      const connection = connectionOf(request, settings);
      return {
        settings,
        inputTokens: count.inputTokens,
        method: count.method,
        maxOutputTokens: models.longestAnswer(connection, settings),
        prices: models.prices(connection, model, count.inputTokens),
        logged: logged.get(modelOn({ connection, model })) ?? null,
        free: models.isFree(connection),
      };
    });
  }

  /** The points of a run with their input; what is counted alike is counted once. */
  async #counted(run: RunToCome): Promise<readonly CountedPoint[]> {
    const { request, variantPrompts, cases } = run;
    const prompts = cases === undefined ? variantPrompts : longestPrompts(variantPrompts, cases);
    const counts = new Map<string, InputCount>();
    const points: CountedPoint[] = [];
    for (const { settings, column } of pointsOf(request)) {
      const model = { connection: connectionOf(request, settings), model: settings.model };
      const sent = columnRequest(request, column);
      const key = JSON.stringify([model, settings.variant, sent === request ? null : column]);
      const own = () => prompts.filter(({ variant }) => variant === settings.variant);
      const count = counts.get(key) ?? (await this.#largest(model, own(), { request: sent, atOnce: run.atOnce }));
      counts.set(key, count);
      points.push({ settings, count });
    }
    return points;
  }

  async #largest(model: AskedModel, prompts: readonly VariantPrompt[], options: CountOptions): Promise<InputCount> {
    let largest: InputCount = { inputTokens: 0, perMessage: [], method: 'rough' };
    for (const { prompt } of prompts) {
      const count = await this.#deps.counter.count(model, promptMessages(prompt), options);
      if (count.inputTokens > largest.inputTokens) largest = count;
    }
    return largest;
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

  /** The same run on another model: its own tokens, prices and limit, and answers as long as those logged here. */
  async on(
    run: RunToCome,
    points: readonly PointToCome[],
    { key, label, prices }: PricedModel,
  ): Promise<ComparedModel> {
    const logged = loggedTogether(points);
    const counted = await this.#counted({ ...run, request: askedElsewhere(run.request, label) });
    const estimates = counted.map(({ settings, count: { inputTokens, method } }) =>
      estimateOf({
        inputTokens,
        method,
        maxOutputTokens: this.#deps.models.longestAnswer(null, settings),
        prices,
        logged: logged === null ? null : { ...logged, of: 'experiment' },
      }),
    );
    return {
      key,
      label,
      inputTokens: Math.max(...estimates.map(({ inputTokens }) => inputTokens)),
      method: counted[0]?.count.method ?? 'rough',
      requests: counted.length * run.request.samples,
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

/** A run with one model in the place of all it asks; an added column that changes nothing but the model is left out. */
function askedElsewhere({ addedColumns = [], sweep, ...request }: RunRequest, model: string): RunRequest {
  const { connections: _, ...swept } = sweep;
  const changes = addedColumns.map(({ model: __, connection: ___, ...others }) => others);
  const kept = changes.filter((others) => Object.keys(others).length > 0);
  const added = kept.length === 0 ? {} : { addedColumns: kept };
  return { ...request, connection: '', sweep: { ...swept, model: [model] }, ...added };
}
