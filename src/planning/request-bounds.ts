import { worstInput } from '../domain/money/at-most.ts';
import { type Planned, worstCase } from '../domain/money/caps.ts';
import { variantTokens } from '../domain/prompt/variant-prompts.ts';
import { pointsOf } from '../domain/run/plan.ts';
import { connectionOf, type RunEstimate, type RunRequest } from '../domain/run/run.ts';
import type { Settings } from '../domain/run/sweep.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { RequestForms } from '../models/request-forms.ts';
import type { Provider } from '../provider/provider.ts';

/** How large requests can get, and how they are priced. */
export class RequestBounds {
  readonly #models: Pick<ModelCatalog, 'prices' | 'longestAnswer'>;
  readonly #provider: Pick<Provider, 'connection' | 'ownModel'>;
  readonly #forms: Pick<RequestForms, 'holdsLimit'> | undefined;

  constructor(deps: {
    readonly forms?: Pick<RequestForms, 'holdsLimit'>;
    readonly models: Pick<ModelCatalog, 'prices' | 'longestAnswer'>;
    readonly provider: Pick<Provider, 'connection' | 'ownModel'>;
  }) {
    this.#models = deps.models;
    this.#provider = deps.provider;
    this.#forms = deps.forms;
  }

  /** What the requests of a run can use, point by point; `times`: how often each point is asked. */
  planned(
    request: RunRequest,
    estimate: Pick<RunEstimate, 'inputTokens' | 'method'>,
    times: number,
  ): readonly Planned[] {
    return pointsOf(request).map(({ settings }) => ({
      connection: connectionOf(request, settings),
      worst: worstCase(this.of(request, estimate, settings)),
      count: times,
    }));
  }

  /** What it takes to say how bad one request of a run can get. */
  of(request: RunRequest, estimate: Pick<RunEstimate, 'inputTokens' | 'method'>, settings: Settings) {
    const connection = connectionOf(request, settings);
    const counted = variantTokens(request, settings.variant) ?? estimate.inputTokens;
    const free = this.#provider.connection(connection)?.free ?? false;
    const inputTokens = worstInput(counted, estimate.method);
    return {
      free,
      // Long prompts cost more on some models.
      prices: free ? null : this.#models.prices(connection, settings.model, inputTokens),
      inputTokens,
      maxOutputTokens: this.#longestAnswer(connection, settings),
    };
  }

  #longestAnswer(connection: string, settings: Settings): number | null {
    const own = this.#provider.ownModel(connection);
    if (own !== null) return settings.max_completion_tokens ?? own.defaultMaxTokens;
    // A limit that was ignored bounds nothing; the model's own one still does.
    const holds = this.#forms?.holdsLimit(connection, settings.model) ?? true;
    return this.#models.longestAnswer(connection, holds ? settings : { ...settings, max_completion_tokens: null });
  }
}
