import type { CompletionEstimate } from '../domain/completion-estimate.ts';
import { type PlannedCompletion, planCompletions } from '../domain/plan.ts';
import { type Prompt, promptMessages } from '../domain/prompt.ts';
import type { RunEstimate, RunRequest, RunWithPrompt } from '../domain/run.ts';
import { askingProblems, type VariantPrompt } from '../domain/variant-prompts.ts';
import { orNotFound, ValidationError } from '../errors.ts';
import type { ChosenModel, ModelCatalog } from '../models/model-catalog.ts';
import type { Runner } from '../runner/runner.ts';
import type { SpendingGate } from '../spending/spending-gate.ts';
import type { EstimateStore } from '../store/costs/estimate-store.ts';
import type { CellStore } from '../store/notebooks/cell-store.ts';
import type { RunStore } from '../store/runs/run-store.ts';
import { Estimator } from './estimator.ts';
import type { InputCounter } from './input-counter.ts';
import type { RequestBounds } from './request-bounds.ts';
import { refuseIfUnable, tooManyRequests } from './run-limits.ts';
import { VariantResolver } from './variant-resolver.ts';

export interface RunStarterDeps {
  readonly runner: Runner;
  readonly models: ModelCatalog;
  readonly counter: InputCounter;
  readonly runs: Pick<RunStore, 'versionPrompts' | 'startedUnder'>;
  readonly cells: Pick<CellStore, 'experiment'>;
  readonly gate: Pick<SpendingGate, 'pass'>;
  readonly sizes: Pick<RequestBounds, 'planned'>;
  readonly estimates: Pick<EstimateStore, 'logged'>;
  readonly now: () => Date;
}

export interface RunToStart {
  readonly experimentId: number;
  readonly prompt: Prompt;
  readonly request: RunRequest;
  readonly idempotencyKey: string | null;
  /** A hash of the request, to tell another one under the same key; left out where nobody compares. */
  readonly requestHash?: string;
  /** Somebody was asked whether so much is meant, and said yes. */
  readonly confirmed?: boolean;
}

/** Starts runs: the same door for pages, for the API and for probes. */
export class RunStarter {
  readonly #deps: RunStarterDeps;
  readonly #estimator: Estimator;
  readonly #variants: VariantResolver;

  constructor(deps: RunStarterDeps) {
    this.#deps = deps;
    this.#estimator = new Estimator(deps);
    this.#variants = new VariantResolver(deps.runs);
  }

  /**
   * Starts a run; with an idempotency key seen before, answers the earlier one.
   * @throws ValidationError when it cannot be asked or is too large, AppError 402 when a cap leaves no room for any of it, 409 when it
   * is to be confirmed first, 503 when answers could not be kept.
   */
  async start({
    experimentId,
    prompt,
    request: given,
    idempotencyKey,
    requestHash,
    confirmed = false,
  }: RunToStart): Promise<{
    readonly run: RunWithPrompt;
    readonly repeated: boolean;
  }> {
    const { runner, runs, now } = this.#deps;
    const asked = await this.#variants.prompts(prompt, given, experimentId);
    const problems = [...askingProblems(asked), ...tooManyRequests(given)];
    if (problems.length > 0) throw new ValidationError(problems);
    refuseIfUnable(runner);
    const earlier = idempotencyKey === null ? null : await runs.startedUnder(idempotencyKey);
    if (earlier !== null) return { run: earlier.run, repeated: true };
    const request = await this.#counted(given, asked);
    const [first] = asked;
    const messages = promptMessages(first?.prompt ?? prompt);
    const points = await this.#estimator.points({ request, asked, experiment: experimentId });
    const estimates = this.#estimator.kept(request, points);
    const estimate = this.#estimator.ofRun(request, points);
    await this.#pass({ experimentId, request, estimate, confirmed });
    return runner.start({
      experimentId,
      prompt,
      messages,
      variantMessages: new Map(
        asked.flatMap(({ variant, prompt: own }) =>
          variant === null ? [] : [[variant, promptMessages(own)] as const],
        ),
      ),
      request,
      planned: planCompletions(request.sweep, { samples: request.samples, columns: request.columns }).map((one) =>
        withEstimate(one, estimates[one.ordinal % estimates.length]),
      ),
      estimate,
      idempotencyKey,
      requestHash: requestHash ?? null,
      createdAt: now(),
    });
  }

  /** What a run of one prompt is kept with: input tokens of one request, and what all of them may cost. */
  async estimate(request: RunRequest, prompt: Prompt): Promise<RunEstimate> {
    const asked = [{ variant: null, prompt }];
    return this.#estimator.ofRun(request, await this.#estimator.points({ request, asked, experiment: null }));
  }

  async #pass(asked: {
    readonly experimentId: number;
    readonly request: RunRequest;
    readonly estimate: RunEstimate;
    readonly confirmed: boolean;
  }): Promise<void> {
    const { gate, sizes, cells } = this.#deps;
    const { experimentId, request, estimate, confirmed } = asked;
    const { notebookId } = orNotFound(await cells.experiment(experimentId), 'experiment');
    const spender = { run: null, notebook: notebookId, connection: request.connection };
    const planned = sizes.planned(request, estimate, request.samples);
    await gate.pass({ spender, planned, inputTokens: estimate.inputTokens }, confirmed);
  }

  /** The request with the input tokens of each variant. */
  async #counted(request: RunRequest, asked: readonly VariantPrompt[]): Promise<RunRequest> {
    if (request.variants === undefined) return request;
    const model = firstModel(request);
    const variants = await Promise.all(
      request.variants.map(async (variant) => {
        const own = asked.find(({ variant: name }) => name === variant.name);
        if (own === undefined) return variant;
        const { inputTokens } = await this.#deps.counter.count(model, promptMessages(own.prompt));
        return { ...variant, inputTokens };
      }),
    );
    return { ...request, variants };
  }
}

function withEstimate(planned: PlannedCompletion, estimate: CompletionEstimate | undefined): PlannedCompletion {
  return estimate === undefined ? planned : { ...planned, estimate };
}

function firstModel({ connection, sweep }: RunRequest): ChosenModel {
  return { connection, model: sweep.model[0] ?? '' };
}
