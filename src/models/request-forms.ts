import { type RequestForm, USUAL_FORM } from '../provider/chat/request-form.ts';
import { formFor, isOnResponses } from '../provider/presets/presets.ts';
import type { Provider } from '../provider/provider.ts';
import type { Store } from '../store/store.ts';

const SETTING = 'request-forms';

/** What was learned of one model on one connection by asking it. */
interface LearnedForm {
  readonly connection: string;
  /** Where the connection went then: elsewhere, nothing of it holds. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly form: Partial<RequestForm>;
  /** It gave longer answers than it was asked for. */
  readonly ignoresLimit?: boolean;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

export interface RequestFormsDeps {
  readonly provider: Pick<Provider, 'connection'>;
  readonly store: Pick<Store, 'settings'>;
  readonly now: () => Date;
}

/**
 * How requests are shaped for each model: as is known of the service, and as was learned where it refused that. What one model
 * taught about the names of parameters holds for the others on its connection until they teach otherwise.
 */
export class RequestForms {
  readonly #deps: RequestFormsDeps;
  #learned: readonly LearnedForm[];

  private constructor(deps: RequestFormsDeps, learned: readonly LearnedForm[]) {
    this.#deps = deps;
    this.#learned = learned;
  }

  static async open(deps: RequestFormsDeps): Promise<RequestForms> {
    const kept = await deps.store.settings.get(SETTING);
    return new RequestForms(deps, Array.isArray(kept) ? (kept as LearnedForm[]) : []);
  }

  /** The form of the next request. */
  of(connection: string, model: string): RequestForm {
    const known = this.#deps.provider.connection(connection);
    const preset = known === null ? {} : formFor(known);
    const { limit, seed } = this.#here(connection).at(-1)?.form ?? {};
    const ofOthers = { ...(limit === undefined ? {} : { limit }), ...(seed === undefined ? {} : { seed }) };
    const protocol = isOnResponses(known, model) ? 'responses' : 'chat';
    return { ...USUAL_FORM, ...preset, protocol, ...ofOthers, ...this.#own(connection, model)?.form };
  }

  /** Whether max tokens bound the answers of a model, as far as is known. */
  holdsLimit(connection: string, model: string): boolean {
    return this.#own(connection, model)?.ignoresLimit !== true;
  }

  /** Keeps that a service takes a request in another form. */
  async learn(connection: string, model: string, change: Partial<RequestForm>): Promise<void> {
    const own = this.#own(connection, model);
    await this.#keep(connection, model, {
      form: { ...own?.form, ...change },
      ignoresLimit: own?.ignoresLimit ?? false,
    });
  }

  /** Keeps that an answer was longer than asked for: caps no longer count on it, and the limit goes under its other name. */
  async learnIgnoredLimit(connection: string, model: string): Promise<void> {
    if (!this.holdsLimit(connection, model)) return;
    const limit = this.of(connection, model).limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    await this.#keep(connection, model, { form: { ...this.#own(connection, model)?.form, limit }, ignoresLimit: true });
  }

  /** Keeps that an answer was cut where it was asked to be. */
  async learnHeldLimit(connection: string, model: string): Promise<void> {
    const own = this.#own(connection, model);
    if (own?.ignoresLimit === true) await this.#keep(connection, model, { form: own.form, ignoresLimit: false });
  }

  /** Drops all that was learned on a connection. */
  async forget(connection: string): Promise<void> {
    const others = this.#learned.filter((one) => one.connection !== connection);
    if (others.length === this.#learned.length) return;
    this.#learned = others;
    await this.#deps.store.settings.set(SETTING, this.#learned);
  }

  async #keep(connection: string, model: string, facts: Pick<LearnedForm, 'form'> & { ignoresLimit: boolean }) {
    const date = this.#deps.now().toISOString().slice(0, 10);
    const learned = { connection, baseUrl: this.#baseUrl(connection), model, date, ...facts };
    const others = this.#learned.filter((one) => one.connection !== connection || one.model !== model);
    this.#learned = [...others, learned];
    await this.#deps.store.settings.set(SETTING, this.#learned);
  }

  #own(connection: string, model: string): LearnedForm | null {
    return this.#here(connection).find((one) => one.model === model) ?? null;
  }

  #here(connection: string): readonly LearnedForm[] {
    const baseUrl = this.#baseUrl(connection);
    return this.#learned.filter((one) => one.connection === connection && one.baseUrl === baseUrl);
  }

  #baseUrl(connection: string): string | null {
    return this.#deps.provider.connection(connection)?.baseUrl ?? null;
  }
}
