import type { ErrorKind } from './completion.ts';

/** Answers that an endpoint does not charge for, and requests that never reached it. */
export const NOT_BILLED: ReadonlySet<ErrorKind> = new Set([
  'no_key',
  'wrong_key',
  'not_allowed',
  'no_such_model',
  'no_quota',
  'rate_limit',
  'context_too_long',
  'parameter_refused',
  'request_refused',
  'unreachable',
  'not_an_openai_endpoint',
]);
