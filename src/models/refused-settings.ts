import type { Completion } from '../domain/completion.ts';
import type { LearnedRefusal } from '../provider/capabilities.ts';
import type { SettingStore } from '../store/setting-store.ts';

const NAME = 'refusals';

/** A parameter that a model refused at the value it was sent with; `message` is what the endpoint said. */
export interface Refusal {
  readonly completion: Completion;
  readonly param: string;
  readonly message: string;
}

/** What models refused, learned from their answers and kept. */
export class RefusedSettings {
  readonly #settings: SettingStore;
  #known: readonly LearnedRefusal[];

  private constructor(settings: SettingStore, known: readonly LearnedRefusal[]) {
    this.#settings = settings;
    this.#known = known;
  }

  static async open(settings: SettingStore): Promise<RefusedSettings> {
    const kept = await settings.get(NAME);
    return new RefusedSettings(settings, Array.isArray(kept) ? (kept as LearnedRefusal[]) : []);
  }

  get known(): readonly LearnedRefusal[] {
    return this.#known;
  }

  /** Keeps a refusal; the newest of the same parameter at the same value counts. `date` is `YYYY-MM-DD`. */
  async learn({ completion: { settings }, param, message }: Refusal, date: string): Promise<void> {
    const value = new Map<string, unknown>(Object.entries(settings)).get(param) ?? null;
    const learned = { model: settings.model, param, value, message, date };
    const others = this.#known.filter(
      (known) => known.model !== learned.model || known.param !== param || known.value !== value,
    );
    this.#known = [...others, learned];
    await this.#settings.set(NAME, this.#known);
  }
}
