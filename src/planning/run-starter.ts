import type { Case } from '../domain/cases/case.ts';
import type { CompletionEstimate } from '../domain/money/completion-estimate.ts';
import { type Prompt, promptMessages } from '../domain/prompt/prompt.ts';
import { askingProblems, type VariantPrompt } from '../domain/prompt/variant-prompts.ts';
import { type PlannedCompletion, planCompletions } from '../domain/run/plan.ts';
import {
  askedModels,
  type RunEstimate,
  type RunRequest,
  type RunWithPrompt,
  requestsPerPoint,
} from '../domain/run/run.ts';
import { orNotFound, ValidationError } from '../errors.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { Runner } from '../runner/runner.ts';
import type { SpendingGate, Wanted } from '../spending/spending-gate.ts';
import type { CellStore } from '../store/notebooks/cell-store.ts';
import type { NewRun, RunStore } from '../store/runs/run-store.ts';
import { caseMessages, caseProblems } from './case-prompts.ts';
import type { RunToCome } from './estimator.ts';
import type { RequestBounds } from './request-bounds.ts';
import type { RunFigures, SizedRun } from './run-figures.ts';
import { refuseIfUnable, tooManyRequests } from './run-limits.ts';
import { type SchemaJudge, schemaErrors } from './schema-errors.ts';
import { unboundedModels } from './unbounded-warning.ts';
import { VariantResolver } from './variant-resolver.ts';

export interface RunStarterDeps {
  readonly runner: Runner;
  readonly figures: RunFigures;
  readonly models: Pick<ModelCatalog, 'prices' | 'isFree' | 'longestAnswer' | 'ready'>;
  readonly runs: Pick<RunStore, 'versionPrompts' | 'startedUnder'>;
  readonly cells: Pick<CellStore, 'experiment'>;
  readonly gate: Pick<SpendingGate, 'pass' | 'needsExactCount'>;
  readonly sizes: Pick<RequestBounds, 'planned'>;
  readonly schemas: SchemaJudge;
  readonly now: () => Date;
}

export interface RunToStart {
  readonly experimentId: number;
  readonly prompt: Prompt;
  readonly request: RunRequest;
  /** What each point of the grid is asked with; absent: once, as the prompt stands. */
  readonly cases?: readonly Case[];
  readonly idempotencyKey: string | null;
  /** A hash of the request, to tell another one under the same key; left out where nobody compares. */
  readonly requestHash?: string;
  /** Somebody was asked whether so much is meant, and said yes. */
  readonly confirmed?: boolean;
  /** When somebody is asked besides above the thresholds: when nothing bounds the run, or in any case, as a judge runs. */
  readonly asks?: Wanted['asks'];
}

/** Starts runs: the same door for pages, for the API and for probes. */
export class RunStarter {
  readonly #deps: RunStarterDeps;
  readonly #variants: VariantResolver;

  constructor(deps: RunStarterDeps) {
    this.#deps = deps;
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
    request,
    cases,
    idempotencyKey,
    requestHash,
    confirmed = false,
    asks,
  }: RunToStart): Promise<{
    readonly run: RunWithPrompt;
    readonly repeated: boolean;
  }> {
    const { runner, runs, models, now } = this.#deps;
    const given = cases === undefined ? request : { ...request, cases: cases.length };
    const variantPrompts = await this.#variants.prompts(prompt, given, experimentId);
    const wrong = cases === undefined ? askingProblems(variantPrompts) : caseProblems(variantPrompts, cases);
    const problems = [...wrong, ...tooManyRequests(given), ...(await schemaErrors(this.#deps.schemas, given))];
    if (problems.length > 0) throw new ValidationError(problems);
    refuseIfUnable(runner);
    const earlier = idempotencyKey === null ? null : await runs.startedUnder(idempotencyKey);
    if (earlier !== null) return { run: earlier.run, repeated: true };
    await models.ready(askedModels(given).map(({ connection }) => connection));
    const toCome: RunToCome = { request: given, variantPrompts, experiment: experimentId, ...withCases(cases) };
    const sized = await this.#pass(toCome, experimentId, { confirmed, asks: reasonToAsk(models, given, asks) });
    const { request: counted, estimate, estimates } = sized;
    const started = await runner.start({
      experimentId,
      prompt,
      ...messagesOf(variantPrompts, cases),
      request: counted,
      planned: planCompletions(counted.sweep, planOf(counted, cases)).map((one) =>
        sized.provisional ? one : withEstimate(one, estimates[one.ordinal % estimates.length]),
      ),
      estimate,
      idempotencyKey,
      requestHash: requestHash ?? null,
      createdAt: now(),
    });
    if (sized.provisional && !started.repeated) this.#deps.figures.follow(started.run.id, toCome);
    return started;
  }

  /** What a run of one prompt is kept with: input tokens of one request, and what all of them may cost. */
  async estimate(request: RunRequest, prompt: Prompt): Promise<RunEstimate> {
    const run = { request, variantPrompts: [{ variant: null, prompt }], experiment: null };
    return (await this.#deps.figures.of(run)).estimate;
  }

  /**
   * A run's figures once it may be sent; its input is only counted exactly, which may have to wait, where that decides.
   * @throws AppError 402 when a cap leaves no room for any of it, 409 when it is to be confirmed first
   */
  async #pass(
    run: RunToCome,
    experimentId: number,
    { confirmed, asks }: { readonly confirmed: boolean; readonly asks: Wanted['asks'] },
  ): Promise<SizedRun> {
    const { gate, sizes, cells, figures } = this.#deps;
    const { notebookId } = orNotFound(await cells.experiment(experimentId), 'experiment');
    const planned = ({ request, estimate }: SizedRun) => sizes.planned(request, estimate, requestsPerPoint(request));
    let sized = await figures.of({ ...run, atOnce: true });
    if (sized.provisional && gate.needsExactCount(planned(sized), confirmed)) sized = await figures.of(run);
    const spender = { run: null, notebook: notebookId, connection: run.request.connection };
    const { inputTokens } = sized.estimate;
    await gate.pass({ spender, planned: planned(sized), inputTokens, asks }, confirmed);
    return sized;
  }
}

/** Whether a run is one of those that somebody wants to be asked about. */
function reasonToAsk(models: RunStarterDeps['models'], request: RunRequest, asks: Wanted['asks']): Wanted['asks'] {
  return asks === 'unbounded' && unboundedModels(models, request).length === 0 ? undefined : asks;
}

/** What of a run makes its plan. */
function planOf({ samples, columns, connection, addedColumns }: RunRequest, cases: readonly Case[] | undefined) {
  const added = addedColumns === undefined ? {} : { addedColumns };
  return { samples, columns, connection, ...added, ...withCases(cases) };
}

function withCases(cases: readonly Case[] | undefined): { readonly cases?: readonly Case[] } {
  return cases === undefined ? {} : { cases };
}

/** The messages of each variant, or of each variant in each case. */
function messagesOf(
  variantPrompts: readonly VariantPrompt[],
  cases: readonly Case[] | undefined,
): Pick<NewRun, 'messages' | 'variantMessages' | 'cases' | 'caseMessages'> {
  const [first] = variantPrompts;
  if (cases !== undefined) {
    const messages = caseMessages(variantPrompts, cases);
    return { messages: messages(first?.variant ?? null, 0), cases, caseMessages: messages };
  }
  const variantMessages = new Map(variantPrompts.map(({ variant, prompt }) => [variant, promptMessages(prompt)]));
  return { messages: first === undefined ? [] : promptMessages(first.prompt), variantMessages };
}

function withEstimate(planned: PlannedCompletion, estimate: CompletionEstimate | undefined): PlannedCompletion {
  return estimate === undefined ? planned : { ...planned, estimate };
}
