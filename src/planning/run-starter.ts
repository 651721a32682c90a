import type { Case } from '../domain/case.ts';
import type { CompletionEstimate } from '../domain/completion-estimate.ts';
import { type CaseLeak, leakedCases } from '../domain/leak.ts';
import { type PlannedCompletion, planCompletions } from '../domain/plan.ts';
import { type Prompt, promptMessages } from '../domain/prompt.ts';
import { type RunEstimate, type RunRequest, type RunWithPrompt, requestsPerPoint } from '../domain/run.ts';
import { askingProblems, type VariantPrompt } from '../domain/variant-prompts.ts';
import { orNotFound, ValidationError } from '../errors.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { Runner } from '../runner/runner.ts';
import type { SpendingGate } from '../spending/spending-gate.ts';
import type { EstimateStore } from '../store/costs/estimate-store.ts';
import type { CellStore } from '../store/notebooks/cell-store.ts';
import type { NewRun, RunStore } from '../store/runs/run-store.ts';
import { caseMessages, caseProblems } from './case-prompts.ts';
import { Estimator, type PointToCome } from './estimator.ts';
import type { InputCounter } from './input-counter.ts';
import type { RequestBounds } from './request-bounds.ts';
import { refuseIfUnable, tooManyRequests } from './run-limits.ts';
import { type SchemaJudge, schemaErrors } from './schema-errors.ts';
import { VariantResolver } from './variant-resolver.ts';

export interface RunStarterDeps {
  readonly runner: Runner;
  readonly models: ModelCatalog;
  readonly counter: InputCounter;
  readonly runs: Pick<RunStore, 'versionPrompts' | 'startedUnder'>;
  readonly cells: Pick<CellStore, 'experiment'>;
  readonly gate: Pick<SpendingGate, 'pass'>;
  readonly sizes: Pick<RequestBounds, 'planned'>;
  readonly schemas: SchemaJudge;
  readonly estimates: Pick<EstimateStore, 'logged'>;
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
  /** Somebody is asked whatever it costs. */
  readonly asksAlways?: boolean;
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
    request,
    cases,
    idempotencyKey,
    requestHash,
    confirmed = false,
    asksAlways = false,
  }: RunToStart): Promise<{
    readonly run: RunWithPrompt;
    readonly repeated: boolean;
  }> {
    const { runner, runs, now } = this.#deps;
    const given = cases === undefined ? request : { ...request, cases: cases.length };
    const asked = await this.#variants.prompts(prompt, given, experimentId);
    const wrong = cases === undefined ? askingProblems(asked) : caseProblems(asked, cases);
    const problems = [...wrong, ...tooManyRequests(given), ...(await schemaErrors(this.#deps.schemas, given))];
    if (problems.length > 0) throw new ValidationError(problems);
    refuseIfUnable(runner);
    const earlier = idempotencyKey === null ? null : await runs.startedUnder(idempotencyKey);
    if (earlier !== null) return { run: earlier.run, repeated: true };
    const points = await this.#estimator.points({
      request: given,
      asked,
      experiment: experimentId,
      ...withCases(cases),
    });
    const counted = withLeaks(withCounts(given, points), asked, cases);
    const estimates = this.#estimator.kept(counted, points);
    const estimate = this.#estimator.ofRun(counted, points);
    await this.#pass({ experimentId, request: counted, estimate, confirmed, asksAlways });
    const { samples, columns, sweep } = counted;
    return runner.start({
      experimentId,
      prompt,
      ...messagesOf(asked, cases),
      request: counted,
      planned: planCompletions(sweep, { samples, columns, ...withCases(cases) }).map((one) =>
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
    readonly asksAlways: boolean;
  }): Promise<void> {
    const { gate, sizes, cells } = this.#deps;
    const { experimentId, request, estimate, confirmed, asksAlways } = asked;
    const { notebookId } = orNotFound(await cells.experiment(experimentId), 'experiment');
    const spender = { run: null, notebook: notebookId, connection: request.connection };
    const planned = sizes.planned(request, estimate, requestsPerPoint(request));
    await gate.pass({ spender, planned, inputTokens: estimate.inputTokens, asksAlways }, confirmed);
  }
}

function withCases(cases: readonly Case[] | undefined): { readonly cases?: readonly Case[] } {
  return cases === undefined ? {} : { cases };
}

/** The messages of each variant, or of each variant in each case. */
function messagesOf(
  asked: readonly VariantPrompt[],
  cases: readonly Case[] | undefined,
): Pick<NewRun, 'messages' | 'variantMessages' | 'cases' | 'caseMessages'> {
  const [first] = asked;
  if (cases !== undefined) {
    const messages = caseMessages(asked, cases);
    return { messages: messages(first?.variant ?? null, 0), cases, caseMessages: messages };
  }
  const named = asked.flatMap(({ variant, prompt }) =>
    variant === null ? [] : [[variant, promptMessages(prompt)] as const],
  );
  return { messages: first === undefined ? [] : promptMessages(first.prompt), variantMessages: new Map(named) };
}

/** The request with the input tokens of each variant, as its first model counts them. */
function withCounts(request: RunRequest, points: readonly PointToCome[]): RunRequest {
  if (request.variants === undefined) return request;
  const [model] = request.sweep.model;
  const variants = request.variants.map((variant) => {
    const point = points.find(({ settings }) => settings.model === model && settings.variant === variant.name);
    return point === undefined ? variant : { ...variant, inputTokens: point.inputTokens };
  });
  return { ...request, variants };
}

/** The request with the cases that an example of any of its prompts answers: they count in no column. */
function withLeaks(request: RunRequest, asked: readonly VariantPrompt[], cases: readonly Case[] = []): RunRequest {
  const leaks = new Map<number, CaseLeak>();
  for (const { prompt } of asked) {
    for (const leak of leakedCases(prompt, cases)) if (!leaks.has(leak.case)) leaks.set(leak.case, leak);
  }
  return leaks.size === 0 ? request : { ...request, leaks: [...leaks.values()].sort((a, b) => a.case - b.case) };
}

function withEstimate(planned: PlannedCompletion, estimate: CompletionEstimate | undefined): PlannedCompletion {
  return estimate === undefined ? planned : { ...planned, estimate };
}
