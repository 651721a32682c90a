import { mostCost } from '../domain/cost.ts';
import { type DraftReading, readDraft } from '../domain/draft.ts';
import type { Message } from '../domain/message.ts';
import type { Draft } from '../domain/notebook.ts';
import { planCompletions } from '../domain/plan.ts';
import type { Preview, PreviewCost, PreviewTokens } from '../domain/preview.ts';
import { type Prompt, promptMessages } from '../domain/prompt.ts';
import {
  MOST_COMPLETIONS,
  MOST_MESSAGES,
  type RunEstimate,
  type RunRequest,
  type RunWithPrompt,
} from '../domain/run.ts';
import { AXES, AXIS_LABELS, gridOf, gridSize } from '../domain/sweep.ts';
import { AppError, type FieldError, found, ValidationError } from '../errors.ts';
import { knownShare } from '../practice/known-share.ts';
import type { InputCounter } from './input-counter.ts';
import type { ModelBook } from './model-book.ts';
import type { Runner } from './runner.ts';

export interface RunStarterDeps {
  readonly runner: Runner;
  readonly models: ModelBook;
  readonly counter: InputCounter;
  readonly now: () => Date;
}

export interface RunToStart {
  readonly experimentId: number;
  readonly prompt: Prompt;
  readonly request: RunRequest;
  readonly idempotencyKey: string | null;
}

/** Below this share of known words the built-in model answers about something else. */
const KNOWN_ENOUGH = 0.5;

/** What pressing Run would do, and doing it: the same for pages and for the API. */
export class RunStarter {
  readonly #deps: RunStarterDeps;

  constructor(deps: RunStarterDeps) {
    this.#deps = deps;
  }

  /** The run a draft asks for, or what has to be mended first. */
  async read(draft: Draft): Promise<DraftReading> {
    const reading = readDraft(draft, this.#deps.models.chosen(draft.settings.model));
    if (!reading.ok) return reading;
    const problem = this.#problem(draft.prompt, reading.request);
    return problem === null ? reading : { ok: false, errors: [problem] };
  }

  /** What Run would do with a draft as it stands, right or wrong. */
  async preview(draft: Draft): Promise<Preview> {
    const reading = await this.read(draft);
    const model = this.#deps.models.chosen(draft.settings.model);
    const messages = promptMessages(draft.prompt);
    const tokens = model === null ? null : tokensOf(draft.prompt, await this.#deps.counter.count(model, messages));
    if (!reading.ok) return { errors: reading.errors, tokens, requests: null, cost: null, warnings: [] };
    const { request } = reading;
    return {
      errors: [],
      tokens,
      requests: gridSize(request.sweep) * request.samples,
      cost: tokens === null ? null : this.#cost(request, tokens.input),
      warnings: this.#warnings(request, messages),
    };
  }

  /**
   * Starts a run; with an idempotency key seen before, answers the earlier one.
   * @throws ValidationError when it is too large, AppError 503 when answers could not be kept.
   */
  async start({ experimentId, prompt, request, idempotencyKey }: RunToStart): Promise<{
    readonly run: RunWithPrompt;
    readonly repeated: boolean;
  }> {
    const { runner, now } = this.#deps;
    const problem = this.#problem(prompt, request);
    if (problem !== null) throw new ValidationError([problem]);
    this.#refuseIfUnable();
    const messages = promptMessages(prompt);
    return runner.start({
      experimentId,
      prompt,
      messages,
      request,
      planned: planCompletions(request.sweep, { samples: request.samples, columns: request.columns }),
      estimate: await this.estimate(request, messages),
      idempotencyKey,
      createdAt: now(),
    });
  }

  /**
   * Asks a run for more samples of each of its points; nothing that has ended is asked again.
   * @throws ValidationError when it would grow too large, AppError 503 when answers could not be kept.
   */
  async grow(run: RunWithPrompt, more: number): Promise<RunWithPrompt> {
    const { runner, now } = this.#deps;
    const points = run.planned / run.request.samples;
    if (run.planned + more * points > MOST_COMPLETIONS)
      throw new ValidationError([tooMany(run.planned + more * points)]);
    this.#refuseIfUnable();
    const grown = await runner.grow(run.id, { more, maxCostPicodollars: maxCostWith(run, more), at: now() });
    return found(grown, 'run');
  }

  /** The input of one request in tokens, and the most the whole run can cost. */
  async estimate(request: RunRequest, messages: readonly Message[]): Promise<RunEstimate> {
    const [model = ''] = request.sweep.model;
    const { inputTokens, method } = await this.#deps.counter.count({ connection: request.connection, model }, messages);
    const cost = this.#cost(request, inputTokens);
    return {
      inputTokens,
      method,
      maxCostPicodollars: cost.kind === 'priced' ? cost.most : cost.kind === 'free' ? 0n : null,
    };
  }

  #refuseIfUnable(): void {
    const { runner } = this.#deps;
    if (runner.closing) throw new AppError(503, 'closing', 'Tempera is being stopped; start it again, then run.');
    if (runner.storageProblem !== null) throw storageError(runner.storageProblem);
  }

  #problem(prompt: Prompt, request: RunRequest): { readonly path: string; readonly message: string } | null {
    const messages = promptMessages(prompt).length;
    if (messages > MOST_MESSAGES) {
      return {
        path: 'messages',
        message: `${messages} messages are too many: at most ${MOST_MESSAGES} fit in one request.`,
      };
    }
    const requests = gridSize(request.sweep) * request.samples;
    if (requests > MOST_COMPLETIONS) {
      return tooMany(requests);
    }
    return null;
  }

  #cost(request: RunRequest, inputTokens: number): PreviewCost {
    const points = gridOf(request.sweep);
    if (request.connection === 'practice') return this.#wouldCost(request, inputTokens);
    const costs = points.map((point) => {
      const prices = this.#deps.models.prices(request.connection, point.model);
      const maxOutputTokens = point.max_completion_tokens;
      return { prices, most: mostCost({ inputTokens, maxOutputTokens, requests: request.samples, prices }) };
    });
    if (costs.some(({ prices }) => prices === null)) return { kind: 'unpriced' };
    if (costs.some(({ most }) => most === null)) return { kind: 'unbounded' };
    return { kind: 'priced', most: costs.reduce((sum, { most }) => sum + (most ?? 0n), 0n) };
  }

  #wouldCost(request: RunRequest, inputTokens: number): PreviewCost {
    const reference = this.#deps.models.reference();
    const mosts = gridOf(request.sweep).map((point) =>
      reference === null
        ? null
        : mostCost({
            inputTokens,
            maxOutputTokens: point.max_completion_tokens,
            requests: request.samples,
            prices: reference,
          }),
    );
    if (reference === null || mosts.some((most) => most === null)) return { kind: 'free', would: null };
    return {
      kind: 'free',
      would: { model: reference.model, most: mosts.reduce<bigint>((sum, most) => sum + (most ?? 0n), 0n) },
    };
  }

  #warnings(request: RunRequest, messages: readonly Message[]): readonly string[] {
    const refused = gridOf(request.sweep).flatMap((point) =>
      AXES.flatMap((param) => {
        const { accepted, reason } = this.#deps.models.capability(point.model, param, point);
        return accepted ? [] : [`${point.model} may refuse ${AXIS_LABELS[param]} ${point[param]}: ${reason}`];
      }),
    );
    const unknown =
      request.connection === 'practice' && knownShare(messages) < KNOWN_ENOUGH
        ? ['Outside what Practice knows: most of these words are new to it.']
        : [];
    return [...new Set(refused)].slice(0, 3).concat(unknown);
  }
}

function tooMany(requests: number): FieldError {
  return {
    path: 'samples',
    message: `That would be ${requests} requests; at most ${MOST_COMPLETIONS} fit in one run. Take fewer samples or values.`,
  };
}

/** Every sample can cost as much as every other. */
function maxCostWith({ estimate, request }: RunWithPrompt, more: number): bigint | null {
  const most = estimate.maxCostPicodollars;
  return most === null ? null : (most * BigInt(request.samples + more)) / BigInt(request.samples);
}

function storageError(cause: Error): AppError {
  return new AppError(503, 'storage', `No run can start while answers cannot be saved: ${cause.message}`, { cause });
}

function tokensOf(
  prompt: Prompt,
  counted: {
    readonly inputTokens: number;
    readonly perMessage: readonly number[];
    readonly method: PreviewTokens['method'];
  },
): PreviewTokens {
  const { perMessage, inputTokens: input, method } = counted;
  return {
    system: prompt.system === null ? null : (perMessage[0] ?? null),
    messages: perMessage.slice(perMessage.length - prompt.messages.length),
    input,
    method,
  };
}
