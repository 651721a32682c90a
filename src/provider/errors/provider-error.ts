import type { CompletionError, ErrorKind } from '../../domain/run/completion.ts';
import type { FormParam } from '../chat/request-form.ts';
import type { ChatResult } from '../provider.ts';

/**
 * What went wrong with one attempt, in words a person can act on. Not for aborts: those throw the signal's own reason.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ErrorKind;
  readonly status: number | null;
  readonly param: string | null;
  /** Whether another attempt may help: 429 (not quota), 5xx, or a failure before the first byte of an answer. */
  readonly retryable: boolean;
  /** Nothing was sent, as this computer had no socket for it: the request waits its turn, which is no attempt. */
  readonly noSocket: boolean;
  /** How long the endpoint asks to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** The part of the request's form that was refused, which may be asked for in another form. */
  readonly refusedForm: FormParam | null;
  /** Of a refused parameter: whether it is refused whatever its value. */
  readonly anyValue: boolean;
  /** What had come of an answer before it went wrong, its usage and cost among it; `null` when nothing had. */
  readonly partial: ChatResult | null;

  constructor(
    kind: ErrorKind,
    message: string,
    details: {
      readonly status?: number | null;
      readonly param?: string | null;
      readonly retryable?: boolean;
      readonly noSocket?: boolean;
      readonly retryAfterMs?: number | null;
      readonly refusedForm?: FormParam | null;
      readonly anyValue?: boolean;
      readonly partial?: ChatResult | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.status = details.status ?? null;
    this.param = details.param ?? null;
    this.retryable = details.retryable ?? false;
    this.noSocket = details.noSocket ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.refusedForm = details.refusedForm ?? null;
    this.anyValue = details.anyValue ?? false;
    this.partial = details.partial ?? null;
  }

  /** The same error, with what had come before it. */
  after(partial: ChatResult | null): ProviderError {
    return partial === null
      ? this
      : new ProviderError(this.kind, this.message, { ...this, partial, cause: this.cause });
  }

  /** The part that is kept with a completion. */
  toCompletionError(): CompletionError {
    return { kind: this.kind, message: this.message, status: this.status, param: this.param };
  }
}
