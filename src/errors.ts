import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** One thing wrong with what was sent: where, and how to mend it. */
export interface FieldError {
  /** As in `temperature` or `messages.0.role`. */
  readonly path: string;
  readonly message: string;
}

/**
 * An answer other than success, in words a person can act on. Mapped to a page, a fragment or problem+json in one place.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly status: ContentfulStatusCode;
  /** Kebab-case name of the problem, as in `confirmation-required`. */
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the API says besides, as further members of the problem. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    status: ContentfulStatusCode,
    type: string,
    message: string,
    details: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly members?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.status = status;
    this.type = type;
    this.headers = details.headers ?? {};
    this.members = details.members ?? {};
  }
}

/** What was sent cannot be used; each field error says where and how to mend it. */
export class ValidationError extends AppError {
  override readonly name = 'ValidationError';
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super(422, 'invalid', errors.map((error) => error.message).join(' '));
    this.errors = errors;
  }
}

/** So much is only done when it is meant: nothing was done yet, and `question` says what would be. */
export class ConfirmationRequired<Question> extends AppError {
  override readonly name = 'ConfirmationRequired';
  readonly question: Question;

  /** @param message what it would come to, in a sentence; how to say yes is added */
  constructor(message: string, question: Question, members: Readonly<Record<string, unknown>> = {}) {
    super(409, 'confirmation-required', `${message} Send it again with "confirm": true if that is meant.`, { members });
    this.question = question;
  }
}

/** There is no such thing, or not any more. */
class NotFoundError extends AppError {
  override readonly name = 'NotFoundError';

  constructor(what: string) {
    super(404, 'not-found', `There is no such ${what}. It may have been deleted.`);
  }
}

/** The value, or a `NotFoundError` that names what was looked for. */
export function orNotFound<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new NotFoundError(what);
  return value;
}

/** An answer that came with a notebook file stays as it came. */
export function importedError(): AppError {
  const message = 'This answer came with a notebook file and stays as it is. Press Run to ask anew.';
  return new AppError(409, 'imported', message);
}

/**
 * Why the data file could not be used. `newer`, `foreign`, `corrupt` and `empty_file` mean a file that must not be
 * opened and was left as it was; `locked_by_other_server`, that its folder is in use; `moved` and `log_moved`, that the open
 * file, or its log, no longer stands under its name; `written_over`, that something else wrote into it; the rest can pass by
 * themselves.
 */
export type StoreErrorKind =
  | 'newer'
  | 'foreign'
  | 'corrupt'
  | 'empty_file'
  | 'locked_by_other_server'
  | 'moved'
  | 'log_moved'
  | 'written_over'
  | 'disk_full'
  | 'busy'
  | 'read_only'
  | 'io';

/** The data file cannot be read or written. `message` is one sentence that says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /** What a process that cannot go on ends with: 3, the file must not be opened; 4, a second server; else 1. */
  get exitCode(): 1 | 3 | 4 {
    if (this.kind === 'locked_by_other_server') return 4;
    return UNTOUCHABLE.has(this.kind) ? 3 : 1;
  }
}

const UNTOUCHABLE: ReadonlySet<StoreErrorKind> = new Set(['newer', 'foreign', 'corrupt', 'empty_file']);

/** A setting that cannot be used; its message is the one line to print before stopping. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
