import { ValidationError } from '../errors.ts';
import type { Provider } from '../provider/provider.ts';
import type { ModelOnConnection } from '../store/costs/price-store.ts';
import type { SettingStore } from '../store/setting-store.ts';

const SETTING = 'favourite-models';
const MAX_FAVOURITES = 500;
const MAX_NAME = 200;

/** The models that a person marked to find them again, kept over restarts. */
export class FavouriteModels {
  readonly #settings: SettingStore;
  #all: readonly ModelOnConnection[];

  private constructor(settings: SettingStore, all: readonly ModelOnConnection[]) {
    this.#settings = settings;
    this.#all = all;
  }

  static async open(settings: SettingStore): Promise<FavouriteModels> {
    const kept = await settings.get(SETTING);
    return new FavouriteModels(settings, Array.isArray(kept) ? (kept as ModelOnConnection[]) : []);
  }

  /** In the order in which they were marked. */
  get all(): readonly ModelOnConnection[] {
    return this.#all;
  }

  has({ connection, model }: ModelOnConnection): boolean {
    return this.#all.some((one) => one.connection === connection && one.model === model);
  }

  /** Marks a model, or takes the mark away; of more than 500, those marked first go. */
  async mark({ connection, model }: ModelOnConnection, favourite: boolean): Promise<void> {
    if (this.has({ connection, model }) === favourite) return;
    const others = this.#all.filter((one) => one.connection !== connection || one.model !== model);
    this.#all = favourite ? [...others, { connection, model }].slice(-MAX_FAVOURITES) : others;
    await this.#settings.set(SETTING, this.#all);
  }
}

/**
 * A model that can be marked: of a connection that there is, listed or not.
 * @throws ValidationError naming the field
 */
export function checkMarkedModel(
  provider: Pick<Provider, 'connection'>,
  { connection, model }: ModelOnConnection,
): void {
  if (provider.connection(connection) === null) {
    throw new ValidationError([
      { path: 'connection', message: `There is no connection “${connection.slice(0, 40)}”.` },
    ]);
  }
  if (model.trim() !== '' && model.length <= MAX_NAME) return;
  throw new ValidationError([{ path: 'model', message: 'model must be the name of a model.' }]);
}
