import type { CompletionEstimate } from '../domain/completion-estimate.ts';
import { type DraftError, type DraftReading, readDraft } from '../domain/draft.ts';
import { gridLayout } from '../domain/grid-layout.ts';
import { leakWarning } from '../domain/leak.ts';
import type { Message } from '../domain/message.ts';
import type { Draft } from '../domain/notebook.ts';
import { type PlannedCompletion, planCompletions } from '../domain/plan.ts';
import type { ComparedModel, ModelComparison, Preview } from '../domain/preview.ts';
import { type Prompt, promptMessages } from '../domain/prompt.ts';
import { MAX_COMPLETIONS, type RunEstimate, type RunRequest, type RunWithPrompt } from '../domain/run.ts';
import { gridSize } from '../domain/sweep.ts';
import { askingProblems, type VariantPrompt, variantPrompts, versionsNamed } from '../domain/variant-prompts.ts';
import type { PricedModel } from '../domain/what-if.ts';
import { orNotFound, ValidationError } from '../errors.ts';
import type { ChosenModel, ModelCatalog } from '../models/model-catalog.ts';
import type { Provider } from '../provider/provider.ts';
import type { Runner } from '../runner/runner.ts';
import type { SpendingGate } from '../spending/spending-gate.ts';
import type { StoredSpendingRules } from '../spending/stored-rules.ts';
import type { EstimateStore } from '../store/costs/estimate-store.ts';
import type { CellStore } from '../store/notebooks/cell-store.ts';
import type { RunStore } from '../store/runs/run-store.ts';
import { alternativesToTemperature } from './alternative-settings.ts';
import { Estimator, loggedTogether } from './estimator.ts';
import type { InputCounter } from './input-counter.ts';
import { countPrompt } from './prompt-tokens.ts';
import { refusalWarnings } from './refusal-warnings.ts';
import type { RequestBounds } from './request-bounds.ts';
import { refuseIfUnable, tooMany } from './run-limits.ts';
import { unpricedWarningText } from './unpriced-warning.ts';

export interface RunStarterDeps {
  readonly runner: Runner;
  readonly models: ModelCatalog;
  readonly provider: Pick<Provider, 'ownModel'>;
  readonly counter: InputCounter;
  readonly runs: Pick<RunStore, 'versionNumbers' | 'versionPrompts' | 'startedUnder'>;
  readonly cells: Pick<CellStore, 'experiment'>;
  readonly gate: Pick<SpendingGate, 'pass'>;
  readonly rules: Pick<StoredSpendingRules, 'rules'>;
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

/** The exact messages of one variant; `null`: as written. */
export interface VariantMessages {
  readonly variant: string | null;
  readonly messages: readonly Message[];
}

const NOTHING_KNOWN = { requests: null, cost: null, logged: null, limits: [] } as const;

/** What pressing Run would do, and doing it: the same for pages and for the API. */
export class RunStarter {
  readonly #deps: RunStarterDeps;

  readonly #estimator: Estimator;

  constructor(deps: RunStarterDeps) {
    this.#deps = deps;
    this.#estimator = new Estimator(deps);
  }

  /** The run a draft asks for, or what has to be mended first. `experiment` is where its versions are found. */
  async read(draft: Draft, experiment: number | null = null): Promise<DraftReading> {
    const versions = experiment === null ? [] : await this.#deps.runs.versionNumbers(experiment);
    const reading = readDraft(draft, this.#deps.models.chosen(draft.settings.model), versions);
    const asked: readonly VariantPrompt[] = reading.ok
      ? await this.#asked(draft.prompt, reading.request, experiment)
      : [{ variant: null, prompt: draft.prompt }];
    const problems = [...(reading.ok ? tooManyRequests(reading.request) : reading.errors), ...askingProblems(asked)];
    return problems.length === 0 ? reading : { ok: false, errors: problems };
  }

  /** What Run would do with a draft as it stands, right or wrong. */
  async preview(draft: Draft, experiment: number | null = null): Promise<Preview> {
    const reading = await this.read(draft, experiment);
    const model = this.#deps.models.chosen(draft.settings.model);
    const messages = promptMessages(draft.prompt);
    const leak = leakWarning(draft.prompt);
    const leaks = leak === null ? [] : [leak];
    const counted = model === null ? null : await countPrompt(this.#deps.counter, draft.prompt, model);
    const inputPrice = model === null ? null : this.#inputPrice(model);
    if (!reading.ok || counted === null) {
      const errors = reading.ok ? [] : reading.errors;
      return { ...NOTHING_KNOWN, errors, tokens: counted, inputPrice, warnings: leaks };
    }
    const { request } = reading;
    const asked = await this.#asked(draft.prompt, request, experiment);
    const points = await this.#estimator.points({ request, asked, experiment });
    const inputs = points.map(({ inputTokens }) => inputTokens);
    return {
      errors: [],
      tokens: { ...counted, input: Math.max(...inputs), leastInput: Math.min(...inputs) },
      requests: gridSize(request.sweep) * request.samples,
      cost: this.#estimator.cost(request, points),
      logged: loggedTogether(points),
      limits: this.#estimator.limits(request, points),
      inputPrice,
      warnings: [...leaks, ...this.#warnings(request, messages), ...this.#unpricedWarning(request)],
      knobs: alternativesToTemperature(this.#deps.models, request),
      layout: gridLayout(request),
    };
  }

  /** What a draft's run would cost on other models; `null` while something has to be mended first. */
  async compare(draft: Draft, experiment: number, models: readonly PricedModel[]): Promise<ModelComparison | null> {
    const reading = await this.read(draft, experiment);
    if (!reading.ok) return null;
    const { request } = reading;
    const run = { request, asked: await this.#asked(draft.prompt, request, experiment), experiment };
    const points = await this.#estimator.points(run);
    const others: ComparedModel[] = [];
    for (const model of models) others.push(await this.#estimator.on(run, points, model));
    return {
      requests: gridSize(request.sweep) * request.samples,
      own: this.#estimator.cost(request, points),
      models: request.sweep.model,
      inputTokens: Math.max(...points.map(({ inputTokens }) => inputTokens)),
      others,
    };
  }

  /** The exact messages that a draft's run would send, for each of its variants; of a draft in need of mending, as written. */
  async messages(draft: Draft, experiment: number): Promise<readonly VariantMessages[]> {
    const reading = await this.read(draft, experiment);
    const asked = reading.ok
      ? await this.#asked(draft.prompt, reading.request, experiment)
      : [{ variant: null, prompt: draft.prompt }];
    return asked.map(({ variant, prompt }) => ({ variant, messages: promptMessages(prompt) }));
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
    const asked = await this.#asked(prompt, given, experimentId);
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

  async #asked(prompt: Prompt, request: RunRequest, experiment: number | null): Promise<readonly VariantPrompt[]> {
    const named = versionsNamed(request);
    const versions = experiment === null ? new Map() : await this.#deps.runs.versionPrompts(experiment, named);
    const unknown = named.find((number) => !versions.has(number));
    if (unknown !== undefined) {
      throw new ValidationError([{ path: 'variants', message: `This experiment has no version ${unknown}.` }]);
    }
    return variantPrompts(prompt, request, versions);
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

  #inputPrice(model: ChosenModel): bigint | null {
    const { models } = this.#deps;
    const prices = models.isFree(model.connection) ? models.reference() : models.prices(model.connection, model.model);
    return prices?.input ?? null;
  }

  #unpricedWarning(request: RunRequest): readonly string[] {
    const text = unpricedWarningText(this.#deps, request);
    return text === null ? [] : [text];
  }

  #warnings(request: RunRequest, messages: readonly Message[]): readonly string[] {
    const refused = refusalWarnings(this.#deps.models, request);
    const unknown = this.#deps.provider.ownModel(request.connection)?.warning(messages) ?? null;
    return [...refused.slice(0, 3), ...(unknown === null ? [] : [unknown])];
  }
}

function withEstimate(planned: PlannedCompletion, estimate: CompletionEstimate | undefined): PlannedCompletion {
  return estimate === undefined ? planned : { ...planned, estimate };
}

function firstModel({ connection, sweep }: RunRequest): ChosenModel {
  return { connection, model: sweep.model[0] ?? '' };
}

function tooManyRequests({ sweep, samples }: RunRequest): readonly DraftError[] {
  const requests = gridSize(sweep) * samples;
  return requests > MAX_COMPLETIONS ? [tooMany(requests)] : [];
}
