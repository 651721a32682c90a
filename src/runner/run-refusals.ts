import { fixedParams, optionalSetting } from '../domain/request/refused-param.ts';
import type { Completion, CompletionError } from '../domain/run/completion.ts';
import { columnRequest, type RunRequest } from '../domain/run/run.ts';

/**
 * What models refused in a run: the same asked again would be refused again. So that a run of two hundred is not refused two hundred
 * times, the rest of it fails unsent, until somebody asks for it anew.
 */
export class RunRefusals {
  readonly #request: RunRequest;
  readonly #refused = new Map<string, CompletionError>();

  constructor(request: RunRequest) {
    this.#request = request;
  }

  /** Takes in an ended completion. */
  note(completion: Asked & Pick<Completion, 'error'>): void {
    const { error } = completion;
    if (error?.kind !== 'parameter_refused' || error.param === null) return;
    this.#refused.set(this.#keyOf(completion, error.param), error);
  }

  /** Why a completion would be refused as well; `null` when nothing points to that. */
  of(completion: Asked): CompletionError | null {
    for (const [key, error] of this.#refused) {
      if (key !== this.#keyOf(completion, error.param ?? '')) continue;
      return { ...error, message: `Not sent, as the same was refused just before. ${error.message}` };
    }
    return null;
  }

  clear(): void {
    this.#refused.clear();
  }

  /** A refusal is of a parameter at its value, for a model that thinks as hard. */
  #keyOf({ connection, settings, column }: Asked, param: string): string {
    const axis = optionalSetting(param);
    const value = axis === null ? fixedParams(columnRequest(this.#request, column)).get(param) : settings[axis];
    return JSON.stringify([connection, settings.model, settings.reasoning_effort, param, value ?? null]);
  }
}

type Asked = Pick<Completion, 'connection' | 'settings' | 'column'>;
