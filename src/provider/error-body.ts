import { isRecord, type Json, textOrNull } from './json.ts';

/** What an endpoint says went wrong, in one shape whatever the dialect. */
export interface UpstreamError {
  readonly message: string;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
  readonly format: 'json' | 'html' | 'text' | 'empty';
}

/** Reads the body of an error answer: OpenAI's form and the usual variations on it, web pages, plain text, nothing. */
export function readErrorBody(text: string): UpstreamError {
  const trimmed = text.trim();
  if (trimmed === '') return plain('', 'empty');
  if (trimmed.startsWith('<')) return plain(pageTitle(trimmed), 'html');
  try {
    return readErrorValue(JSON.parse(trimmed));
  } catch {
    return plain(trimmed, 'text');
  }
}

/** The same for JSON that is parsed already, such as an error in the middle of a stream. */
export function readErrorValue(value: unknown): UpstreamError {
  const body: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(body)) return plain(typeof body === 'string' ? body : JSON.stringify(body), 'json');
  if (Array.isArray(body['detail'])) return validationError(body['detail']);
  const error = isRecord(body['error']) ? body['error'] : body;
  return {
    message: messageOf(error),
    type: textOrNull(error['type']),
    code: codeOf(error['code']),
    param: textOrNull(error['param']),
    format: 'json',
  };
}

function messageOf(error: Json): string {
  const said = ['message', 'error', 'detail', 'msg', 'error_description'].map((name) => error[name]).find(isText);
  const metadata = error['metadata'];
  // Gateways say "Provider returned error" and put what the provider said here.
  const raw = isRecord(metadata) ? textOrNull(metadata['raw']) : null;
  if (said === undefined) return raw ?? JSON.stringify(error);
  return raw === null ? said : `${said}: ${raw}`;
}

/** FastAPI's way of naming bad fields: `[{"loc": ["body", "temperature"], "msg": "..."}]`. */
function validationError(details: readonly unknown[]): UpstreamError {
  const [first] = details;
  const where = isRecord(first) && Array.isArray(first['loc']) ? first['loc'].filter((part) => part !== 'body') : [];
  const message = isRecord(first) ? textOrNull(first['msg']) : null;
  return {
    message: message ?? JSON.stringify(details),
    type: 'validation_error',
    code: null,
    param: where.length === 0 ? null : where.join('.'),
    format: 'json',
  };
}

function plain(message: string, format: UpstreamError['format']): UpstreamError {
  return { message, type: null, code: null, param: null, format };
}

function codeOf(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : textOrNull(value);
}

function pageTitle(page: string): string {
  return /<title[^>]*>([^<]*)/i.exec(page)?.[1]?.trim() ?? '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
