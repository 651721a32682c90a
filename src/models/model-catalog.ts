import { type Capability, type ConnectionModels, modelKey, parseModelKey } from '../domain/models/connection.ts';
import type { UnitPrices } from '../domain/money/cost.ts';
import { type CustomPrice, type NewPrice, priceOn, unitPrices } from '../domain/money/custom-price.ts';
import type { Settings } from '../domain/run/sweep.ts';
import { capabilityOf, DEFAULT_MODELS, defaultMaxTokens, isReasoningModel } from '../provider/models/capabilities.ts';
import { type OutputLimit, outputLimitOf } from '../provider/models/output-limits.ts';
import { contextOf, pricesOf, referencePrices } from '../provider/models/prices.ts';
import { chargesPerRequest } from '../provider/presets/presets.ts';
import type { Provider } from '../provider/provider.ts';
import type { PriceStore } from '../store/costs/price-store.ts';
import type { Store } from '../store/store.ts';
import { type Refusal, RefusedSettings } from './refused-settings.ts';
import { listedCapability, servicePrices } from './service-list.ts';

export interface ChosenModel {
  readonly connection: string;
  readonly model: string;
}

/** What is known of models: which connection serves them, what they cost, what they refuse. */
export class ModelCatalog {
  readonly #provider: Provider;
  readonly #store: ModelCatalogDeps['store'];
  readonly #now: () => Date;
  readonly #refused: RefusedSettings;
  #customPrices: readonly CustomPrice[];

  private constructor(
    deps: ModelCatalogDeps,
    { refused, prices }: { readonly refused: RefusedSettings; readonly prices: readonly CustomPrice[] },
  ) {
    this.#provider = deps.provider;
    this.#store = deps.store;
    this.#now = deps.now;
    this.#refused = refused;
    this.#customPrices = prices;
  }

  static async open(deps: ModelCatalogDeps): Promise<ModelCatalog> {
    const { provider, store } = deps;
    const [refused, prices] = await Promise.all([
      RefusedSettings.open({ settings: store.settings, provider }),
      store.prices.list(),
    ]);
    return new ModelCatalog(deps, { refused, prices });
  }

  /** The day by which prices are looked up, `YYYY-MM-DD`, UTC. */
  get today(): string {
    return this.#now().toISOString().slice(0, 10);
  }

  /** The time for which published prices are looked up to compare: one for the whole day. */
  get priceTime(): Date {
    return new Date(`${this.today}T12:00:00Z`);
  }

  /**
   * Today's unit prices: a person's own, else those that the service's own list names, else those of the table; `null` when none is
   * known. Some cost more for long prompts; without `inputTokens` a short one is meant.
   */
  prices(connection: string, model: string, inputTokens: number | null = null): UnitPrices | null {
    const own = priceOn(this.customPrices(connection, model), this.today);
    return own === null ? this.listPrices(connection, model, inputTokens) : unitPrices(own);
  }

  /** Today's published unit prices, whatever a person set: those that the service's own list names, else those of the table. */
  listPrices(connection: string, model: string, inputTokens: number | null = null): UnitPrices | null {
    const known = this.#provider.connection(connection);
    if (known === null) return null;
    const inTable = (size: number | null) => pricesOf({ connection: known, model, at: this.#now(), inputTokens: size });
    const listed = servicePrices(known, this.#provider.listed(connection, model));
    if (listed === null || inputTokens === null) return listed ?? inTable(inputTokens);
    // The lists name one price; what the table has for long prompts is dearer.
    const [short, long] = [inTable(null), inTable(inputTokens)];
    return short !== null && long !== null && long.input > short.input ? long : listed;
  }

  /** Resolves when the services' own lists were read, so that what they say holds for a run on these connections. */
  ready(connections: readonly string[]): Promise<void> {
    return this.#provider.ready([...new Set(connections)]);
  }

  /** Whether a model's requests are charged for by the piece as well, as is known of its service or as its list says. */
  chargesPerRequest(connection: string, model: string): boolean {
    const listed = this.#provider.listed(connection, model)?.model.chargesPerRequest ?? false;
    return listed || chargesPerRequest(this.#provider.connection(connection), model);
  }

  /** How long a model's answers can get, by its service's list, else by the table; `null` when neither says. */
  outputLimit(connection: string | null, model: string): OutputLimit | null {
    const listed = connection === null ? null : this.#provider.listed(connection, model);
    if (listed === null || listed.model.outputLimit === null) return outputLimitOf(model);
    return { tokens: listed.model.outputLimit, asOf: listed.date };
  }

  /** How many tokens a prompt and its answer may have together, by the service's list, else by the table; `null` when neither says. */
  context(connection: string, model: string): number | null {
    const known = this.#provider.connection(connection);
    return (
      this.#provider.listed(connection, model)?.model.context ??
      (known === null ? null : contextOf({ connection: known, model }))
    );
  }

  /** The prices that a person set for a model, in the order they were set. */
  customPrices(connection: string, model: string): readonly CustomPrice[] {
    return this.#customPrices.filter((price) => price.connection === connection && price.model === model);
  }

  /** From its first day on, new requests cost this; what was asked before keeps its price. */
  async setPrice(price: NewPrice): Promise<CustomPrice> {
    const set = await this.#store.prices.set(price, this.#now());
    this.#customPrices = [...this.#customPrices, set];
    return set;
  }

  /** New requests no longer cost it; `false` when there is no such price. */
  async withdrawPrice(id: number): Promise<boolean> {
    const was = await this.#store.prices.withdraw(id, this.#now());
    this.#customPrices = this.#customPrices.filter((price) => price.id !== id);
    return was;
  }

  /** Whether requests on a connection cost nothing, as on the built-in model. */
  isFree(connection: string): boolean {
    return this.#provider.connection(connection)?.free ?? false;
  }

  /** How long an answer can get: max tokens as sent, else the model's own limit; `null` when neither is known. */
  longestAnswer(
    connection: string | null,
    { model, max_completion_tokens: limit }: Pick<Settings, 'model' | 'max_completion_tokens'>,
  ): number | null {
    return limit ?? this.outputLimit(connection, model)?.tokens ?? null;
  }

  /** Max tokens for a request that expects so few: a model that thinks first needs room for that too. */
  probeLimit(model: string, expected: number): number {
    return isReasoningModel(model) ? defaultMaxTokens(model) : expected;
  }

  /** Unit prices of a cheap real model, to say what free answers would cost. */
  reference(): UnitPrices | null {
    return referencePrices(this.#now());
  }

  /**
   * Whether a model takes a parameter on its connection, as far as is known and as its service's list says: at the value it has in
   * `settings`, or at `value` where it is none of them, as `stop` and `logprobs`.
   */
  capability(
    { connection, model }: ChosenModel,
    param: string,
    settings: Partial<Settings>,
    value: unknown = (settings as Readonly<Record<string, unknown>>)[param] ?? null,
  ): Capability {
    const known = capabilityOf({ model, param, settings, value, learned: this.#refused.on(connection) });
    const service = this.#provider.connection(connection);
    if (!known.accepted || service === null || value === null || value === false) return known;
    return listedCapability(service, this.#provider.listed(connection, model), param) ?? known;
  }

  /** Keeps that a model refused a parameter, so that the page can say so before the next run. */
  async learnRefusal(refusal: Refusal): Promise<void> {
    await this.#refused.learn(refusal, this.today);
  }

  /** Drops what models on a connection refused. */
  async forgetRefusals(connection: string): Promise<void> {
    await this.#refused.forget(connection);
  }

  /**
   * The connection that serves a model: as named, else the first that lists it, else the one of a `connection/model` key that lists
   * what the key names, else the one from the environment or the only one added.
   */
  async find(model: string, connection: string | null): Promise<ChosenModel | null> {
    if (connection !== null) return this.#findOn(connection, model);
    const groups = await this.#provider.models();
    const serving = groups.find((group) => group.models.some(({ id }) => id === model));
    if (serving !== undefined) return { connection: serving.connection.id, model };
    const key = parseModelKey(model);
    if (key !== null && isListed(groups, key)) return key;
    const services = this.#provider.connections().filter(({ kind }) => kind === 'environment' || kind === 'added');
    const [environment] = services;
    if (environment === undefined || (environment.kind === 'added' && services.length > 1)) return null;
    return { connection: environment.id, model };
  }

  /** A name that begins with the connection's own is looked up in its list, as services have models that are called so. */
  async #findOn(connection: string, model: string): Promise<ChosenModel | null> {
    if (this.#provider.connection(connection) === null) return null;
    const key = parseModelKey(model);
    if (key?.connection !== connection) return { connection, model };
    const groups = await this.#provider.models();
    return !isListed(groups, { connection, model }) && isListed(groups, key) ? key : { connection, model };
  }

  /** The connection that a person means by an id or a name; `null` when there is none. */
  readonly connectionNamed = (text: string): string | null => {
    const wanted = text.trim().toLowerCase();
    const all = this.#provider.connections();
    const known = all.find(({ id }) => id === wanted) ?? all.find(({ label }) => label.toLowerCase() === wanted);
    return known?.id ?? null;
  };

  /** The model a draft names, when its connection is there. */
  chosen(key: string): ChosenModel | null {
    const parsed = parseModelKey(key);
    return parsed === null || this.#provider.connection(parsed.connection) === null ? null : parsed;
  }

  /** As `connection/model`: the one last asked, else a known one that takes a temperature, else the built-in one. */
  async defaultModel(): Promise<string> {
    const groups = await this.#provider.models();
    const last = await this.#store.runs.lastModel();
    if (last !== null && isOffered(groups, last)) return last;
    const preferred = groups
      .filter(({ connection }) => connection.kind === 'environment' || connection.kind === 'added')
      .flatMap(({ connection }) => DEFAULT_MODELS.map((model) => modelKey(connection.id, model)))
      .find((key) => isOffered(groups, key));
    return preferred ?? firstOffered(groups);
  }
}

export interface ModelCatalogDeps {
  readonly provider: Provider;
  readonly store: Pick<Store, 'settings' | 'runs'> & { readonly prices: Pick<PriceStore, 'list' | 'set' | 'withdraw'> };
  readonly now: () => Date;
}

/** Whether a connection lists a model, be it to chat or for something else. */
function isListed(groups: readonly ConnectionModels[], { connection, model }: ChosenModel): boolean {
  const group = groups.find((one) => one.connection.id === connection);
  return [...(group?.models ?? []), ...(group?.others ?? [])].some(({ id }) => id === model);
}

function isOffered(groups: readonly ConnectionModels[], key: string): boolean {
  return groups.some(({ models }) => models.some((model) => modelKey(model.connection, model.id) === key));
}

/** A free model, such as the built-in one, unless only others are there. */
function firstOffered(groups: readonly ConnectionModels[]): string {
  const free = groups.filter(({ connection }) => connection.free);
  const [first] = [...free, ...groups].flatMap((group) => group.models);
  return first === undefined ? '' : modelKey(first.connection, first.id);
}
