import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError, type FieldError, StoreError, type StoreErrorKind, ValidationError } from '../errors.ts';

/** An error as plain data, so that it can leave its thread: of a class of ours only its message would arrive. */
export type CarriedError =
  | { readonly name: 'ValidationError'; readonly errors: readonly FieldError[] }
  | {
      readonly name: 'AppError';
      readonly status: ContentfulStatusCode;
      readonly type: string;
      readonly message: string;
    }
  | { readonly name: 'StoreError'; readonly kind: StoreErrorKind; readonly message: string }
  | { readonly name: 'Error'; readonly message: string };

export function carried(error: unknown): CarriedError {
  if (error instanceof ValidationError) return { name: 'ValidationError', errors: error.errors };
  if (error instanceof AppError) {
    return { name: 'AppError', status: error.status, type: error.type, message: error.message };
  }
  if (error instanceof StoreError) return { name: 'StoreError', kind: error.kind, message: error.message };
  return { name: 'Error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error as it was thrown. */
export function arrived(error: CarriedError): Error {
  switch (error.name) {
    case 'ValidationError':
      return new ValidationError(error.errors);
    case 'AppError':
      return new AppError(error.status, error.type, error.message);
    case 'StoreError':
      return new StoreError(error.kind, error.message);
    case 'Error':
      return new Error(error.message);
  }
}
