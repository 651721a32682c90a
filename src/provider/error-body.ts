import { isRecord, isTooDeep, type Json, textOrNull } from './json.ts';
import { believableWait, durationMs, waitIn } from './waits.ts';

/** What an endpoint says went wrong, in one shape whatever the dialect. */
export interface UpstreamError {
  readonly message: string;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
  /** The HTTP status that the error itself names, as errors inside a 200 do. */
  readonly status: number | null;
  /** Names of the error beside its code and type, as Google gives them: `INVALID_ARGUMENT API_KEY_INVALID`. */
  readonly reasons: string;
  /** How long it asks to wait, in milliseconds. */
  readonly waitMs: number | null;
  readonly format: 'json' | 'html' | 'text' | 'empty';
}

const MAX_SHOWN = 2_000;
const MAX_DETAILS = 20;

/** Reads the body of an error answer: OpenAI's form and the usual variations on it, web pages, plain text, nothing. */
export function readErrorBody(text: string): UpstreamError {
  const trimmed = text.trim();
  if (trimmed === '') return plain('', 'empty');
  if (trimmed.startsWith('<')) return plain(pageTitle(trimmed), 'html');
  if (isTooDeep(trimmed)) return plain(trimmed.slice(0, MAX_SHOWN), 'text');
  try {
    return readErrorValue(JSON.parse(trimmed));
  } catch {
    return plain(trimmed, 'text');
  }
}

/** The same for JSON that is parsed already, such as an error in the middle of a stream. */
export function readErrorValue(value: unknown): UpstreamError {
  const body: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(body)) return plain(typeof body === 'string' ? body : shown(body), 'json');
  const error = innermost(body);
  const invalid = validationIn(error) ?? validationIn(body);
  const details = detailsOf(error);
  const message = invalid?.message ?? messageOf(error) ?? messageOf(body) ?? shown(error);
  return {
    message,
    type: textOrNull(error['type']) ?? (invalid === null ? null : 'validation_error'),
    code: codeIn(error) ?? codeIn(body),
    param: textOrNull(error['param']) ?? invalid?.param ?? null,
    status: statusIn(error) ?? statusIn(body),
    reasons: [error['status'], ...details.map((detail) => detail['reason'])].filter(isText).join(' '),
    waitMs: waitOf(details) ?? waitIn(message),
    format: 'json',
  };
}

/** The object that says what went wrong: `{"error": {}}`, `{"errors": [{}]}`, or the body itself. */
function innermost(body: Json): Json {
  const { error, errors } = body as { error?: unknown; errors?: unknown };
  if (isRecord(error)) return isRecord(error['error']) ? error['error'] : error;
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  return isRecord(first) ? first : body;
}

const MESSAGE_NAMES = ['message', 'error', 'detail', 'msg', 'error_description', 'status_msg', 'error_msg', 'title'];

function messageOf(error: Json): string | null {
  const said = MESSAGE_NAMES.map((name) => textOf(error[name])).find(isText) ?? null;
  const metadata = error['metadata'];
  // Gateways say "Provider returned error" and put what the provider said here.
  const raw = isRecord(metadata) ? rawOf(metadata['raw']) : null;
  if (said === null || raw === null) return said ?? raw;
  return `${said}: ${raw}`;
}

/** A text, or the text of an object that stands where one should. */
function textOf(value: unknown): string | null {
  if (isRecord(value)) return ['message', 'msg', 'detail'].map((name) => value[name]).find(isText) ?? null;
  return textOrNull(value);
}

/** What a provider said to its gateway, which is often JSON itself. */
function rawOf(raw: unknown): string | null {
  if (!isText(raw)) return isRecord(raw) ? messageOf(innermost(raw)) : null;
  if (!raw.trimStart().startsWith('{') || isTooDeep(raw)) return raw;
  try {
    const value: unknown = JSON.parse(raw);
    return (isRecord(value) ? messageOf(innermost(value)) : null) ?? raw;
  } catch {
    return raw;
  }
}

/** FastAPI's way of naming bad fields, bare or inside of a message: `[{"loc": ["body", "temperature"], "msg": "..."}]`. */
function validationIn(error: Json): { readonly message: string; readonly param: string | null } | null {
  const { message, detail } = error as { message?: unknown; detail?: unknown };
  const list = [detail, isRecord(message) ? message['detail'] : null, message].find(Array.isArray);
  const first: unknown = list?.[0];
  if (!isRecord(first)) return null;
  const where = Array.isArray(first['loc']) ? first['loc'].filter((part) => part !== 'body') : [];
  return { message: textOrNull(first['msg']) ?? shown(first), param: where.length === 0 ? null : where.join('.') };
}

function detailsOf(error: Json): readonly Json[] {
  const { details } = error as { details?: unknown };
  return Array.isArray(details) ? details.slice(0, MAX_DETAILS).filter(isRecord) : [];
}

/** Google names the wait in a detail of its own: `{"@type": "...RetryInfo", "retryDelay": "12.5s"}`. */
function waitOf(details: readonly Json[]): number | null {
  const delay = details.map((detail) => detail['retryDelay']).find(isText);
  return delay === undefined ? null : believableWait(durationMs(delay));
}

/** Gateways put the provider's HTTP status into one of these. */
function statusIn(error: Json): number | null {
  const named = [error['status_code'], error['code'], error['status'], error['http_code']];
  const status = named.map(Number).find((one) => Number.isInteger(one) && one >= 400 && one <= 599);
  return status ?? null;
}

function codeIn(error: Json): string | null {
  const { code, status_code } = error as { code?: unknown; status_code?: unknown };
  const value = code ?? status_code;
  return typeof value === 'number' ? String(value) : textOrNull(value);
}

function plain(message: string, format: UpstreamError['format']): UpstreamError {
  const waitMs = waitIn(message);
  return { message, type: null, code: null, param: null, status: null, reasons: '', waitMs, format };
}

/** JSON without a message in it, as it is. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? '').slice(0, MAX_SHOWN);
}

function pageTitle(page: string): string {
  return /<title[^>]*>([^<]*)/i.exec(page)?.[1]?.trim() ?? '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
