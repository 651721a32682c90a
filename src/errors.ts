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

/** There is no such thing, or not any more. */
export class NotFoundError extends AppError {
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
