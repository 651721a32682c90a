import type { ErrorKind } from '../domain/completion.ts';
import type { UpstreamError } from './error-body.ts';

const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 529]);
const QUOTA = /insufficient_quota|insufficient_balance|billing_(hard_limit_reached|not_active)|quota_exceeded/;
const CONTEXT_CODE = /context_length_exceeded|string_above_max_length/;
const CONTEXT_WORDS = /context (length|window|size)|maximum context|too many (input )?tokens|prompt is too long/i;
const WRONG_PATH = /invalid url|unknown (request )?url|unrecognized request url|^not found\.?$|no route|cannot post/i;
const HAS_PARAMS: ReadonlySet<number> = new Set([400, 422]);
/** Parameters without which a request would not be one; a problem with them is not a refused setting. */
const NOT_A_SETTING = /^(messages|model|stream)\b/;

/** What kind of error an HTTP status and the reported error amount to; `null` for an error without a status. */
export function kindOf(error: UpstreamError, status: number | null, hasKey: boolean): ErrorKind {
  const codes = `${error.code ?? ''} ${error.type ?? ''}`;
  if (QUOTA.test(codes) || status === 402) return 'no_quota';
  if (/model_not_found/.test(codes)) return 'no_such_model';
  if (CONTEXT_CODE.test(codes)) return 'context_too_long';
  if (/invalid_api_key/.test(codes)) return hasKey ? 'wrong_key' : 'no_key';
  if (status === null) return 'server_error';
  if (HAS_PARAMS.has(status)) return kindOfBadRequest(error);
  return KINDS[status] === undefined ? kindOfRange(status) : KINDS[status](error, hasKey);
}

/** Whether the same request may succeed when it is made again. */
export function isRetryableStatus(status: number | null): boolean {
  return status !== null && RETRYABLE.has(status);
}

/** The parameter that a refusal is about though it does not say so: the only one of those sent that its text names. */
export function refusedParam(error: UpstreamError, status: number | null, sent: readonly string[]): string | null {
  if (status === null || !HAS_PARAMS.has(status) || error.format !== 'json') return null;
  if (CONTEXT_WORDS.test(error.message)) return null;
  const named = sent.filter((param) => !NOT_A_SETTING.test(param) && new RegExp(`\\b${param}\\b`).test(error.message));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** How long the endpoint asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfterMs(header: (name: string) => string | null, now: number): number | null {
  const ms = header('retry-after-ms');
  if (ms !== null && /^\s*\d+(\.\d+)?\s*$/.test(ms)) return Math.ceil(Number(ms));
  const after = header('retry-after');
  if (after === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(after)) return Math.ceil(Number(after) * 1000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

const KINDS: Readonly<Record<number, (error: UpstreamError, hasKey: boolean) => ErrorKind>> = {
  401: (_, hasKey) => (hasKey ? 'wrong_key' : 'no_key'),
  403: () => 'not_allowed',
  404: (error) => (isWrongPath(error) ? 'not_an_openai_endpoint' : 'no_such_model'),
  405: () => 'not_an_openai_endpoint',
  408: () => 'server_error',
  429: () => 'rate_limit',
};

function kindOfRange(status: number): ErrorKind {
  if (status >= 500) return 'server_error';
  return status < 400 ? 'not_an_openai_endpoint' : 'request_refused';
}

function kindOfBadRequest(error: UpstreamError): ErrorKind {
  if (CONTEXT_WORDS.test(error.message)) return 'context_too_long';
  if (error.param === null || NOT_A_SETTING.test(error.param)) return 'request_refused';
  return 'parameter_refused';
}

function isWrongPath({ format, message }: UpstreamError): boolean {
  return format !== 'json' || WRONG_PATH.test(message);
}
