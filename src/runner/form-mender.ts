import type { Completion } from '../domain/run/completion.ts';
import type { Remark } from '../domain/run/remark.ts';
import { type FormParam, type RequestForm, USUAL_FORM, withoutRefused } from '../provider/chat/request-form.ts';
import { ProviderError } from '../provider/errors/provider-error.ts';
import type { RequestFormBook } from './runner-deps.ts';

const OTHER_LIMIT: Partial<Record<FormParam, FormParam>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
};

/** The form of one completion's requests, which changes where the service refuses a part of it: at most once for each part. */
export class FormMender {
  readonly #forms: RequestFormBook | undefined;
  readonly #connection: string;
  readonly #model: string;
  readonly #mended = new Set<FormParam>();
  readonly #remarks: Remark[] = [];
  #form: RequestForm;

  constructor(
    forms: RequestFormBook | undefined,
    { connection, settings }: Pick<Completion, 'connection' | 'settings'>,
  ) {
    this.#forms = forms;
    this.#connection = connection;
    this.#model = settings.model;
    this.#form = forms?.of(connection, settings.model) ?? USUAL_FORM;
  }

  get form(): RequestForm {
    return this.#form;
  }

  /** What was changed on the way. */
  get remarks(): readonly Remark[] {
    return this.#remarks;
  }

  /** Takes what was refused out of the form, and has that remembered; `false` when the error is about something else. */
  async mend(error: unknown): Promise<boolean> {
    const refused = error instanceof ProviderError ? error.refusedForm : null;
    const forms = this.#forms;
    if (refused === null || forms === undefined || this.#mended.has(refused)) return false;
    const other = OTHER_LIMIT[refused];
    if (other !== undefined && this.#mended.has(other)) return false;
    const mended = withoutRefused(this.#form, refused);
    if (mended === null) return false;
    this.#mended.add(refused);
    this.#remarks.push(mended.remark);
    // Another request may have learned it while this one was under way.
    const isNews = withoutRefused(forms.of(this.#connection, this.#model), refused) !== null;
    if (isNews) await forms.learn(this.#connection, this.#model, mended.change);
    this.#form = { ...forms.of(this.#connection, this.#model), ...mended.change };
    return true;
  }
}
