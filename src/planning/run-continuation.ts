import { type Planned, worstCase } from '../domain/money/caps.ts';
import { type Completion, isOwed, isRetriedTogether } from '../domain/run/completion.ts';
import { askedModels, MAX_COMPLETIONS, type RunWithPrompt } from '../domain/run/run.ts';
import type { Settings } from '../domain/run/sweep.ts';
import { AppError, orNotFound, ValidationError } from '../errors.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { Runner } from '../runner/runner.ts';
import type { SpendingGate } from '../spending/spending-gate.ts';
import type { RunStore } from '../store/runs/run-store.ts';
import type { RequestBounds } from './request-bounds.ts';
import { refuseIfUnable, tooMany } from './run-limits.ts';

export interface RunContinuationDeps {
  readonly runner: Runner;
  readonly runs: Pick<RunStore, 'get'>;
  readonly models: Pick<ModelCatalog, 'ready'>;
  readonly gate: Pick<SpendingGate, 'pass'>;
  readonly sizes: Pick<RequestBounds, 'planned' | 'of'>;
  readonly now: () => Date;
}

/** Whether a person was asked before it costs them money, and said yes. */
export interface Confirmed {
  readonly confirmed: boolean;
}

/**
 * Runs that go on after they have ended: by more samples, by what was held, by another try of one answer. Each passes the same caps
 * and the same question as a new run.
 */
export class RunContinuation {
  readonly #deps: RunContinuationDeps;

  constructor(deps: RunContinuationDeps) {
    this.#deps = deps;
  }

  /**
   * Asks a run for more samples of each of its points; nothing that has ended is asked again.
   * @throws ValidationError when it would grow too large, AppError 402, 409 or 503 when it may not be sent now.
   */
  async grow(run: RunWithPrompt, more: number, { confirmed }: Confirmed): Promise<RunWithPrompt> {
    const { runner, sizes, now } = this.#deps;
    const points = run.planned / run.request.samples;
    if (run.planned + more * points > MAX_COMPLETIONS)
      throw new ValidationError([tooMany(run.planned + more * points)]);
    refuseIfUnable(runner);
    const times = more * (run.request.cases ?? 1);
    await this.#ready(run);
    await this.#pass(run, sizes.planned(run.request, run.estimate, times), confirmed);
    const grown = await runner.grow(run.id, { more, ...costsWith(run, more), at: now() });
    return orNotFound(grown, 'run');
  }

  /**
   * Asks for what a run still owes: what a cap held, and what a stop of the server cut off.
   * @throws AppError 402, 409 or 503 when there is no such thing, or it may not be sent now.
   */
  async resume(run: RunWithPrompt, { confirmed }: Confirmed): Promise<RunWithPrompt> {
    const { runner } = this.#deps;
    const view = orNotFound(await runner.view(run.id), 'run');
    const owed = view.completions.map(({ completion }) => completion).filter(isOwed);
    if (owed.length === 0) {
      throw new AppError(
        409,
        'nothing-to-resume',
        'Nothing of this run is held or cut off: there is nothing to resume.',
      );
    }
    refuseIfUnable(runner);
    await this.#ready(run);
    await this.#pass(run, this.#plannedFor(run, owed), confirmed);
    return (await runner.resume(run.id)) ?? run;
  }

  /** Asks for all that failed again. @throws AppError 402, 409 or 503 when none did, or it may not be sent now. */
  async retryFailed(run: RunWithPrompt, { confirmed }: Confirmed): Promise<void> {
    const { runner } = this.#deps;
    const view = orNotFound(await runner.view(run.id), 'run');
    const failed = view.completions.map(({ completion }) => completion).filter(isRetriedTogether);
    if (failed.length === 0) throw new AppError(409, 'nothing-failed', 'No request of this run has failed.');
    refuseIfUnable(runner);
    await this.#ready(run);
    await this.#pass(run, this.#plannedFor(run, failed), confirmed);
    for (const completion of failed) await runner.retry(completion);
  }

  /** Asks for one answer again. @throws AppError 402, 409 or 503 when it may not be sent now. */
  async retry(completion: Completion, { confirmed }: Confirmed): Promise<void> {
    const { runner, runs } = this.#deps;
    const run = orNotFound(await runs.get(completion.runId), 'run');
    refuseIfUnable(runner);
    await this.#ready(run);
    await this.#pass(run, this.#plannedFor(run, [completion]), confirmed);
    await runner.retry(completion);
  }

  /** Prices are those of the services' own lists where these name some. */
  #ready({ request }: RunWithPrompt): Promise<void> {
    return this.#deps.models.ready(askedModels(request).map(({ connection }) => connection));
  }

  #pass(run: RunWithPrompt, planned: readonly Planned[], confirmed: boolean): Promise<void> {
    const spender = { run: run.id, notebook: run.notebookId, connection: run.request.connection };
    return this.#deps.gate.pass({ spender, planned, inputTokens: run.estimate.inputTokens }, confirmed);
  }

  /** Those that ask with the same settings are alike. */
  #plannedFor({ request, estimate }: RunWithPrompt, completions: readonly Completion[]): readonly Planned[] {
    const alike = new Map<string, { readonly settings: Settings; readonly connection: string; count: number }>();
    for (const { settings, connection } of completions) {
      const key = JSON.stringify([connection, settings]);
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { settings, connection, count: 1 });
      else known.count += 1;
    }
    return [...alike.values()].map(({ settings, connection, count }) => ({
      connection,
      worst: worstCase(this.#deps.sizes.of(request, estimate, settings)),
      count,
    }));
  }
}

/** Every sample can cost as much as every other. */
function costsWith({ estimate, request }: RunWithPrompt, more: number) {
  const grown = (cost: bigint | null) =>
    cost === null ? null : (cost * BigInt(request.samples + more)) / BigInt(request.samples);
  return {
    maxCostPicodollars: grown(estimate.maxCostPicodollars),
    likelyCostPicodollars: grown(estimate.likelyCostPicodollars ?? null),
  };
}
