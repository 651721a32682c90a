import { isTooDeep, parsedJson } from '../../domain/json.ts';
import { isRecord, type Json, textOrNull } from '../json.ts';
import { believableWait, durationMs, waitIn, waitUntil } from '../network/waits.ts';

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
  // Some send the event of a stream that never began.
  const told = /^(?:event|data):/.test(trimmed) ? (/^data: ?(.*)$/m.exec(trimmed)?.[1] ?? '') : trimmed;
  const value = isTooDeep(told) ? undefined : parsedJson(told);
  return value === undefined ? plain(told.slice(0, MAX_SHOWN), 'text') : readErrorValue(value);
}

/** The same for JSON that is parsed already, such as an error in the middle of a stream. */
export function readErrorValue(value: unknown): UpstreamError {
  const only: unknown = Array.isArray(value) ? value[0] : value;
  const body = typeof only === 'string' && !isTooDeep(only) ? (parsedJson(only) ?? only) : only;
  if (!isRecord(body)) return plain(typeof body === 'string' ? body : shown(body), 'json');
  const error = innermost(body);
  const passedOn = passedOnIn(error);
  const invalid = validationIn(error) ?? validationIn(body);
  const details = detailsOf(error);
  const message = invalid?.message ?? messageOf(error, passedOn) ?? messageOf(body, null) ?? shown(error);
  const reasons = [error['status'], ...details.map((detail) => detail['reason']), ...namesIn(passedOn)];
  return {
    message,
    type: textOrNull(error['type']) ?? (invalid === null ? null : 'validation_error'),
    code: codeIn(error) ?? codeIn(body),
    param: paramIn(error) ?? paramIn(passedOn) ?? invalid?.param ?? paramIn(body) ?? violationIn(details),
    status: statusIn(error) ?? statusIn(body),
    reasons: reasons.filter(isText).join(' '),
    waitMs: waitOf([...details, error, body]) ?? resetOf(error) ?? waitIn(message),
    format: 'json',
  };
}

/** The object that says what went wrong: `{"error": {}}`, `{"errors": [{}]}`, `{"detail": {}}`, or the body itself. */
function innermost(body: Json): Json {
  const { error: small, Error: large, fault, errors, detail } = body as Record<string, unknown>;
  const error = [small, large, fault].find(isRecord);
  if (error !== undefined) return isRecord(error['error']) ? error['error'] : error;
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  if (isRecord(first)) return first;
  if (!isRecord(detail)) return body;
  return isRecord(detail['error']) ? detail['error'] : detail;
}

/** What a gateway was told by a provider and passes on: apart, or as JSON where a sentence should be. */
function passedOnIn(error: Json): Json | null {
  const { metadata, message } = error as { metadata?: unknown; message?: unknown };
  const raw = isRecord(metadata) ? metadata['raw'] : message;
  if (isRecord(raw)) return innermost(raw);
  const json = isText(raw) ? /\{[\s\S]*\}/.exec(raw.slice(0, MAX_SHOWN))?.[0] : undefined;
  const value = json === undefined || isTooDeep(json) ? undefined : parsedJson(json);
  return isRecord(value) ? innermost(value) : null;
}

function namesIn(error: Json | null): readonly unknown[] {
  return error === null ? [] : [error['code'], error['type'], error['status']];
}

/** Where services name the parameter that an error is about. */
const PARAM_NAMES = ['param', 'parameter', 'field', 'property', 'argument', 'pointer'];

function paramIn(error: Json | null): string | null {
  if (error === null) return null;
  const {
    source,
    loc,
    invalid_params: invalid,
  } = error as { source?: unknown; loc?: unknown; invalid_params?: unknown };
  const own = PARAM_NAMES.map((name) => textOrNull(error[name])).find(isText) ?? null;
  if (own !== null) return own;
  if (Array.isArray(loc)) return pathOf(loc);
  const [first] = Array.isArray(invalid) ? (invalid as readonly unknown[]) : [];
  if (isRecord(first)) return textOrNull(first['name']) ?? paramIn(first);
  return isRecord(source) ? paramIn(source) : null;
}

/** Google's way: `{"@type": "...BadRequest", "fieldViolations": [{"field": "generation_config.temperature"}]}`. */
function violationIn(details: readonly Json[]): string | null {
  const lists = details.map((detail) => detail['fieldViolations'] ?? detail['field_violations']);
  const fields = lists.flatMap((list) => (Array.isArray(list) ? list.filter(isRecord) : []));
  return fields.map((one) => textOrNull(one['field'])).find(isText) ?? null;
}

function pathOf(loc: readonly unknown[]): string | null {
  const where = loc.filter((part) => part !== 'body' && part !== 'query');
  return where.length === 0 ? null : where.join('.');
}

const MESSAGE_NAMES = [
  'message',
  'Message',
  'error',
  'detail',
  'msg',
  'error_description',
  'error_message',
  'errorMessage',
  'status_msg',
  'error_msg',
  'err_msg',
  'faultstring',
  'title',
];

/** Gateways say "Provider returned error", and beside it what the provider said. */
function messageOf(error: Json, passedOn: Json | null): string | null {
  const said = MESSAGE_NAMES.map((name) => textOf(error[name])).find(isText) ?? null;
  const inner = passedOn === null ? null : messageOf(passedOn, null);
  const metadata = error['metadata'];
  const raw = isRecord(metadata) ? textOrNull(metadata['raw']) : null;
  if (said === null || isRecord(metadata)) return [said, inner ?? raw].filter(isText).join(': ') || null;
  return inner === null ? said : said.replace(/\{[\s\S]*\}/, () => inner);
}

/** A text, or the text of an object that stands where one should. */
function textOf(value: unknown): string | null {
  if (isRecord(value)) return ['message', 'msg', 'detail'].map((name) => value[name]).find(isText) ?? null;
  return textOrNull(value);
}

/** FastAPI's way of naming bad fields, bare or inside of a message: `[{"loc": ["body", "temperature"], "msg": "..."}]`. */
function validationIn(error: Json): { readonly message: string; readonly param: string | null } | null {
  const { message, detail } = error as { message?: unknown; detail?: unknown };
  const list = [detail, isRecord(message) ? message['detail'] : null, message].find(Array.isArray);
  const first: unknown = list?.[0];
  if (!isRecord(first)) return null;
  const said = textOrNull(first['msg']) ?? textOrNull(first['message']) ?? shown(first);
  return { message: said, param: paramIn(first) };
}

function detailsOf(error: Json): readonly Json[] {
  const { details } = error as { details?: unknown };
  return Array.isArray(details) ? details.slice(0, MAX_DETAILS).filter(isRecord) : [];
}

const WAITS = ['retryDelay', 'retry_delay', 'retry_after', 'retryAfter', 'retry_after_seconds', 'retry_after_ms'];

/**
 * How long parts of an error ask to wait, as Google's detail `{"@type": "...RetryInfo", "retryDelay": "12.5s"}` and fields of the
 * error itself do; a bare number counts seconds, but for `..._ms`.
 */
function waitOf(parts: readonly Json[]): number | null {
  const waits = parts.flatMap((part) => WAITS.map((name) => waitFrom(part[name], name.endsWith('_ms') ? 1 : 1_000)));
  return believableWait(waits.find((wait) => wait !== null) ?? null);
}

/** How long until a share is full again, as OpenRouter says in the headers that it puts into its error. */
function resetOf({ metadata }: Json): number | null {
  const headers = isRecord(metadata) ? metadata['headers'] : null;
  return isRecord(headers) ? waitUntil(headers['X-RateLimit-Reset'], Date.now()) : null;
}

function waitFrom(value: unknown, unitMs: number): number | null {
  if (isRecord(value)) return waitFrom(value['seconds'], 1_000);
  if (isText(value) && !/^\s*\d+(\.\d+)?\s*$/.test(value)) return durationMs(value);
  const number = isText(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.ceil(number * unitMs) : null;
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
  return /<title[^>]{0,200}>([^<]{0,2000})/i.exec(page)?.[1]?.trim() ?? '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
