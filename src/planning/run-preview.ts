import { leakWarning } from '../domain/cases/leak.ts';
import type { PricedModel } from '../domain/money/what-if.ts';
import { type DraftReading, readDraft } from '../domain/notebook/draft.ts';
import type { Draft } from '../domain/notebook/notebook.ts';
import type { Message } from '../domain/prompt/message.ts';
import { promptMessages } from '../domain/prompt/prompt.ts';
import { variableProblem } from '../domain/prompt/prompt-variables.ts';
import { askingProblems, type VariantPrompt } from '../domain/prompt/variant-prompts.ts';
import { gridLayout } from '../domain/run/grid-layout.ts';
import type { ComparedModel, ModelComparison, Preview } from '../domain/run/preview.ts';
import { askedModels, type RunRequest } from '../domain/run/run.ts';
import type { ChosenModel, ModelCatalog } from '../models/model-catalog.ts';
import type { Provider } from '../provider/provider.ts';
import type { StoredSpendingRules } from '../spending/stored-rules.ts';
import type { EstimateStore } from '../store/costs/estimate-store.ts';
import type { RunStore } from '../store/runs/run-store.ts';
import { alternativesToTemperature } from './alternative-settings.ts';
import { Estimator, loggedTogether } from './estimator.ts';
import type { InputCounter } from './input-counter.ts';
import { countPrompt } from './prompt-tokens.ts';
import { refusalWarnings, refusedParams } from './refusal-warnings.ts';
import { tooManyRequests } from './run-limits.ts';
import { fieldPlaces, type SchemaJudge, schemaErrors } from './schema-errors.ts';
import { unpricedWarningText } from './unpriced-warning.ts';
import { VariantResolver } from './variant-resolver.ts';

export interface RunPreviewDeps {
  readonly models: ModelCatalog;
  readonly provider: Pick<Provider, 'ownModel'>;
  readonly counter: InputCounter;
  readonly runs: Pick<RunStore, 'versionNumbers' | 'versionPrompts'>;
  readonly rules: Pick<StoredSpendingRules, 'rules'>;
  readonly estimates: Pick<EstimateStore, 'logged'>;
  readonly schemas: SchemaJudge;
}

/** The exact messages of one variant; `null`: as written. */
export interface VariantMessages {
  readonly variant: string | null;
  readonly messages: readonly Message[];
}

const NOTHING_KNOWN = { requests: null, cost: null, logged: null, limits: [] } as const;

/** A draft as it was read, with the prompts that its run would ask; of one in need of mending, the prompt as written. */
interface ResolvedDraft {
  readonly reading: DraftReading;
  readonly variantPrompts: readonly VariantPrompt[];
}

/** What pressing Run would do: what has to be mended, tokens, costs, messages. Nothing is sent and nothing is kept. */
export class RunPreview {
  readonly #deps: RunPreviewDeps;
  readonly #estimator: Estimator;
  readonly #variants: VariantResolver;

  constructor(deps: RunPreviewDeps) {
    this.#deps = deps;
    this.#estimator = new Estimator(deps);
    this.#variants = new VariantResolver(deps.runs);
  }

  /** The run a draft asks for, or what has to be mended first. `experiment` is where its versions are found; `null`: it has none. */
  async read(draft: Draft, experiment: number | null): Promise<DraftReading> {
    return (await this.#resolve(draft, experiment)).reading;
  }

  /** What Run would do with a draft as it stands, right or wrong. */
  async of(draft: Draft, experiment: number | null): Promise<Preview> {
    const { reading, variantPrompts } = await this.#resolve(draft, experiment);
    const model = this.#deps.models.chosen(draft.settings.model);
    const unfilled = variableProblem(draft.prompt) !== null;
    const messages = unfilled ? [] : promptMessages(draft.prompt);
    const leak = unfilled ? null : leakWarning(draft.prompt);
    const leaks = leak === null ? [] : [leak];
    const counted = model === null || unfilled ? null : await countPrompt(this.#deps.counter, draft.prompt, model);
    const inputPrice = model === null ? null : this.#inputPrice(model);
    if (!reading.ok || counted === null) {
      const errors = reading.ok ? [] : reading.errors;
      return { ...NOTHING_KNOWN, errors, tokens: counted, inputPrice, warnings: leaks };
    }
    const { request } = reading;
    const points = await this.#estimator.points({ request, variantPrompts, experiment });
    const inputs = points.map(({ inputTokens }) => inputTokens);
    return {
      errors: [],
      tokens: { ...counted, input: Math.max(...inputs), leastInput: Math.min(...inputs) },
      requests: points.length * request.samples,
      cost: this.#estimator.cost(request, points),
      logged: loggedTogether(points),
      limits: this.#estimator.limits(request, points),
      inputPrice,
      warnings: [...leaks, ...this.#warnings(request, messages), ...this.#unpricedWarning(request)],
      alternatives: alternativesToTemperature(this.#deps.models, request),
      refused: refusedParams(this.#deps.models, request),
      layout: gridLayout(request),
    };
  }

  /** What a draft's run would cost on other models; `null` while something has to be mended first. */
  async compare(draft: Draft, experiment: number, models: readonly PricedModel[]): Promise<ModelComparison | null> {
    const { reading, variantPrompts } = await this.#resolve(draft, experiment);
    if (!reading.ok) return null;
    const { request } = reading;
    const run = { request, variantPrompts, experiment };
    const points = await this.#estimator.points(run);
    const others: ComparedModel[] = [];
    for (const model of models) others.push(await this.#estimator.on(run, points, model));
    return {
      own: this.#estimator.cost(request, points),
      models: [...new Set(askedModels(request).map(({ model }) => model))],
      inputTokens: Math.max(...points.map(({ inputTokens }) => inputTokens)),
      others,
    };
  }

  /** The exact messages that a draft's run would send, for each of its variants; of a draft in need of mending, as written. */
  async messages(draft: Draft, experiment: number): Promise<readonly VariantMessages[]> {
    const { variantPrompts } = await this.#resolve(draft, experiment);
    return variantPrompts.map(({ variant, prompt }) => ({ variant, messages: promptMessages(prompt) }));
  }

  /** Reads a draft and finds its prompts, once for whoever asks. */
  async #resolve(draft: Draft, experiment: number | null): Promise<ResolvedDraft> {
    const { models, runs } = this.#deps;
    const versions = experiment === null ? [] : await runs.versionNumbers(experiment);
    const reading = readDraft(draft, models.chosen(draft.settings.model), versions, models.connectionNamed);
    const written = [{ variant: null, prompt: draft.prompt }];
    const variantPrompts = reading.ok
      ? await this.#variants.prompts(draft.prompt, reading.request, experiment)
      : written;
    const asking = reading.ok
      ? [
          ...tooManyRequests(reading.request),
          ...(await schemaErrors(this.#deps.schemas, reading.request, fieldPlaces(draft.settings))),
        ]
      : reading.errors;
    const problems = [...asking, ...askingProblems(variantPrompts)];
    return { reading: problems.length === 0 ? reading : { ok: false, errors: problems }, variantPrompts };
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
    const connections = new Set(askedModels(request).map(({ connection }) => connection));
    const unknown = [...connections].map((one) => this.#deps.provider.ownModel(one)?.warning(messages) ?? null);
    return [...refused.slice(0, 3), ...unknown.filter((warning) => warning !== null)];
  }
}
