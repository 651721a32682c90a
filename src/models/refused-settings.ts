import { paramAsSetting } from '../domain/request/refused-param.ts';
import type { Completion } from '../domain/run/completion.ts';
import { inTurn } from '../platform/in-turn.ts';
import type { LearnedRefusal } from '../provider/models/capabilities.ts';
import type { Provider } from '../provider/provider.ts';
import type { SettingStore } from '../store/setting-store.ts';

const NAME = 'refusals';

/** A parameter that a model refused; `message` is what the endpoint said. */
export interface Refusal {
  readonly completion: Completion;
  readonly param: string;
  /** Whether it is refused at any value, rather than at the one it was sent with. */
  readonly anyValue: boolean;
  readonly message: string;
}

/** A refusal with the place where it was learned: the same model elsewhere may take what it refused here. */
interface KeptRefusal extends LearnedRefusal {
  readonly connection: string;
  /** Where the connection went then; `null` for the built-in model. */
  readonly baseUrl: string | null;
}

export interface RefusedSettingsDeps {
  readonly settings: SettingStore;
  readonly provider: Pick<Provider, 'connection'>;
}

/** What models refused on their connections, learned from their answers and kept. */
export class RefusedSettings {
  readonly #deps: RefusedSettingsDeps;
  readonly #inTurn = inTurn();
  #known: readonly KeptRefusal[];

  private constructor(deps: RefusedSettingsDeps, known: readonly KeptRefusal[]) {
    this.#deps = deps;
    this.#known = known;
  }

  /** Opens what is kept. Refusals of the days when they were kept without their connection belong to none, and go. */
  static async open(deps: RefusedSettingsDeps): Promise<RefusedSettings> {
    const kept = await deps.settings.get(NAME);
    const all = Array.isArray(kept) ? (kept as Partial<KeptRefusal>[]) : [];
    return new RefusedSettings(
      deps,
      all.filter((one): one is KeptRefusal => typeof one.connection === 'string'),
    );
  }

  /** What was learned on a connection at the address it has now. */
  on(connection: string): readonly LearnedRefusal[] {
    const baseUrl = this.#baseUrl(connection);
    return this.#known.filter((one) => one.connection === connection && one.baseUrl === baseUrl);
  }

  /** Keeps a refusal; the newest of the same parameter at the same value counts. `date` is `YYYY-MM-DD`. */
  learn({ completion, param: sent, anyValue, message }: Refusal, date: string): Promise<void> {
    const { connection, settings } = completion;
    const param = paramAsSetting(sent);
    const value = anyValue ? null : (new Map<string, unknown>(Object.entries(settings)).get(param) ?? null);
    const learned = {
      connection,
      baseUrl: this.#baseUrl(connection),
      model: settings.model,
      param,
      value,
      message,
      date,
    };
    return this.#keep((known) => [...known.filter((one) => !isSame(one, learned)), learned]);
  }

  /** Drops all that was learned on a connection. */
  forget(connection: string): Promise<void> {
    return this.#keep((known) => known.filter((one) => one.connection !== connection));
  }

  #keep(change: (known: readonly KeptRefusal[]) => readonly KeptRefusal[]): Promise<void> {
    this.#known = change(this.#known);
    return this.#inTurn(() => this.#deps.settings.set(NAME, this.#known));
  }

  #baseUrl(connection: string): string | null {
    return this.#deps.provider.connection(connection)?.baseUrl ?? null;
  }
}

function isSame(one: KeptRefusal, other: KeptRefusal): boolean {
  return (['connection', 'model', 'param', 'value'] as const).every((name) => one[name] === other[name]);
}
