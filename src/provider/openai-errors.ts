import { APIConnectionTimeoutError, APIError } from 'openai';
import type { ErrorKind } from '../domain/completion.ts';
import { keyHint, redact } from '../platform/redact.ts';
import { StreamProblem } from './chat-body-reader.ts';
import { readErrorValue, type UpstreamError } from './error-body.ts';
import { refusedForm } from './form-refusals.ts';
import { isRecord } from './json.ts';
import { ProviderError } from './provider-error.ts';
import { isRetryableStatus, kindOf, refusedParam } from './status-errors.ts';
import { waitByHeaders } from './waits.ts';
import type { Limit } from './watchdog.ts';

/** What error messages need to know of the endpoint they are about. */
export interface ErrorContext {
  readonly label: string;
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** Limits in milliseconds, for messages that name them. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstToken: number;
    readonly idle: number;
    readonly total: number;
  };
  /** The names of the parameters that were sent. */
  readonly params: readonly string[];
  readonly model: string | null;
  /** Whether the endpoint had begun its answer, after which another attempt could be charged twice. */
  readonly begun: boolean;
}

const MAX_QUOTE = 500;

/** Translates whatever the openai client, the socket or the stream threw into words a person can act on. */
export function toProviderError(error: unknown, context: ErrorContext): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof StreamProblem) return streamError(error, context);
  if (error instanceof APIConnectionTimeoutError) return connectTimeout(context);
  if (error instanceof APIError && typeof error.status === 'number') return statusError(error, context);
  return networkError(error instanceof APIError ? error.cause : error, context);
}

/** One of our own limits was passed. */
export function timeoutError(limit: Limit, { label, timeouts }: ErrorContext): ProviderError {
  const message = {
    firstToken: `${label} sent no token within ${seconds(timeouts.firstToken)}. TEMPERA_FIRST_TOKEN_TIMEOUT sets how long to wait for the first one.`,
    idle: `${label} stopped in the middle of its answer: nothing came for ${seconds(timeouts.idle)}. TEMPERA_IDLE_TIMEOUT sets how long to wait.`,
    total: `The answer of ${label} was not complete within ${seconds(timeouts.total)}. TEMPERA_TOTAL_TIMEOUT sets how long it may take in all.`,
  }[limit];
  return new ProviderError('timeout', message);
}

function statusError(error: APIError, context: ErrorContext): ProviderError {
  const status = error.status as number;
  const upstream = isUpstreamError(error.error) ? error.error : readErrorValue(error.error ?? null);
  const header = (name: string) => error.headers?.get(name) ?? null;
  const wait = waitByHeaders(header, Date.now()) ?? upstream.waitMs;
  const details = { status, wait, location: header('location') };
  return upstreamError(upstream, details, context);
}

/** An error that the endpoint itself reported, with a status or in the middle of a stream. */
function upstreamError(
  upstream: UpstreamError,
  details: { readonly status: number | null; readonly wait: number | null; readonly location: string | null },
  context: ErrorContext,
): ProviderError {
  const { status, wait } = details;
  const param = upstream.param ?? refusedParam(upstream, status, context.params);
  const kind = kindOf({ ...upstream, param }, status, context.apiKey !== null);
  const sentence = sentenceFor(kind, { param, status, location: details.location, wait }, context);
  return new ProviderError(kind, withQuote(sentence, upstream.message, context), {
    status,
    param: param === null ? null : clean(param, context),
    retryable: !context.begun && kind !== 'no_quota' && isRetryableStatus(status),
    retryAfterMs: wait,
    refusedForm: context.begun ? null : refusedForm(upstream, { param, status, sent: context.params }),
  });
}

function sentenceFor(
  kind: ErrorKind,
  facts: {
    readonly param: string | null;
    readonly status: number | null;
    readonly location: string | null;
    readonly wait: number | null;
  },
  context: ErrorContext,
): string {
  const { label, model, baseUrl } = context;
  const hint = keyHint(context.apiKey);
  switch (kind) {
    case 'no_key':
      return `${label} wants a key. Set OPENAI_API_KEY and start Tempera again.`;
    case 'wrong_key':
      return `${label} did not accept the key${hint === null ? '' : ` ending in …${hint}`}. Check OPENAI_API_KEY.`;
    case 'not_allowed':
      return `${label} does not allow this request: the key may lack a permission, or the model is not open to it.`;
    case 'no_such_model':
      return `${label} has no model ${model === null ? 'of that name' : `“${model}”`}, or does not offer it to this key. Choose another model.`;
    case 'no_quota':
      return `The account at ${label} has no credit left. Add some, or raise its limit, then try again.`;
    case 'rate_limit':
      return `Rate limit${facts.status === null ? '' : ` (${facts.status})`} at ${label}${facts.wait === null ? '' : `; it asks for a pause of ${seconds(facts.wait)}`}.`;
    case 'content_filter':
      return `The content filter of ${label} refused this request. Change the prompt, then try again.`;
    case 'context_too_long':
      return `The prompt is too long for ${model ?? 'the model'} at ${label}. Shorten it, leave examples out, or ask for fewer tokens.`;
    case 'parameter_refused':
      return `${label} refused ${facts.param ?? 'a parameter'}${model === null ? '' : ` for ${model}`}. Change it or leave it out.`;
    case 'not_an_openai_endpoint':
      return facts.location === null
        ? `${baseUrl} does not answer as an OpenAI endpoint does${facts.status === null ? '' : ` (status ${facts.status})`}. Check OPENAI_BASE_URL; it usually ends in /v1.`
        : `${baseUrl} points elsewhere (${facts.location}), and redirects are not followed because the prompt would be sent there. If that is right, set OPENAI_BASE_URL to it.`;
    case 'server_error':
      return `${label} had a fault of its own${facts.status === null ? '' : ` (status ${facts.status})`}. Try again later.`;
    default:
      return `${label} refused the request${facts.status === null ? '' : ` (status ${facts.status})`}.`;
  }
}

function streamError(problem: StreamProblem, context: ErrorContext): ProviderError {
  const { label, baseUrl } = context;
  const quoted = (sentence: string) => withQuote(sentence, String(problem.detail ?? ''), context);
  switch (problem.kind) {
    case 'error': {
      const upstream = readErrorValue(problem.detail);
      const facts = { status: statusOf(upstream), wait: upstream.waitMs, location: null };
      return upstreamError(upstream, facts, { ...context, begun: problem.answered });
    }
    case 'garbled':
      return new ProviderError('bad_response', quoted(`${label} sent a piece of the answer that is not valid JSON.`));
    case 'deep':
      return new ProviderError(
        'bad_response',
        `${label} sent JSON that is nested deeper than any answer is, so it was not read.`,
      );
    case 'foreign':
      return new ProviderError(
        'not_an_openai_endpoint',
        quoted(`${baseUrl} does not answer as an OpenAI endpoint does. Check OPENAI_BASE_URL; it usually ends in /v1.`),
      );
    case 'empty':
      return new ProviderError('bad_response', `${label} ended its answer without having said anything.`);
    case 'endless':
      return new ProviderError('bad_response', `${label} sent more than an answer can hold, so reading was stopped.`);
  }
}

/** The HTTP status of an error inside a 200, as it names it or as its code says. */
function statusOf({ status, code, type }: UpstreamError): number | null {
  if (status !== null) return status;
  if (code === 'rate_limit_exceeded' || type === 'rate_limit_exceeded') return 429;
  return type === 'server_error' || code === 'server_error' ? 500 : null;
}

/** What keeps another attempt from helping: names that do not exist, certificates, protocols. */
const HOPELESS =
  /^(STATUS_|UND_ERR_HEADERS|ENOTFOUND|EPROTO|ERR_SSL|ERR_TLS|ERR_INVALID|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HPE_|HOSTNAME)/;

function networkError(cause: unknown, context: ErrorContext): ProviderError {
  const { label, baseUrl, begun } = context;
  const code = codeOf(cause);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return connectTimeout(context);
  const retryable = !begun && !HOPELESS.test(code);
  if (/^(HPE_HEADER_OVERFLOW|UND_ERR_HEADERS_OVERFLOW)$/.test(code)) {
    return new ProviderError(
      'bad_response',
      `${label} sent more headers than an answer can have, so reading was stopped.`,
    );
  }
  if (code.startsWith('STATUS_')) {
    const status = code.slice('STATUS_'.length);
    return new ProviderError('bad_response', `${label} answered with the status ${status}, which HTTP does not have.`);
  }
  if (/^HPE_/.test(code)) {
    return new ProviderError('not_an_openai_endpoint', `${baseUrl} does not speak HTTP. Check OPENAI_BASE_URL.`);
  }
  if (begun) {
    return new ProviderError(
      'connection_lost',
      `The connection to ${label} broke in the middle of the answer${code && ` (${code})`}. What had come is kept.`,
    );
  }
  const sentence = NETWORK_SENTENCES.find(([pattern]) => pattern.test(code))?.[1];
  if (sentence !== undefined) return new ProviderError('unreachable', sentence(context, code), { retryable });
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/.test(code)) {
    return new ProviderError('connection_lost', `${label} closed the connection before it answered (${code}).`, {
      retryable,
    });
  }
  return unexpected(cause, context);
}

const NETWORK_SENTENCES: readonly (readonly [RegExp, (context: ErrorContext, code: string) => string])[] = [
  [/^ECONNREFUSED$/, ({ baseUrl }) => `Nothing answers at ${baseUrl}. Is the server running?`],
  [
    /^(ENOTFOUND|EAI_)/,
    ({ baseUrl }) => `There is no address for ${hostOf(baseUrl)}. Check OPENAI_BASE_URL and the network.`,
  ],
  [
    /^(EPROTO|ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME)/,
    ({ baseUrl }, code) =>
      `No safe connection to ${hostOf(baseUrl)} could be made (${code}): is it https, with a valid certificate?`,
  ],
  [
    /^(EMFILE|ENFILE|ENOBUFS)$/,
    ({ label }, code) =>
      `This computer has no free socket for a request to ${label} (${code}). Fewer requests at once may help.`,
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/,
    ({ baseUrl }, code) => `The network does not reach ${hostOf(baseUrl)} (${code}).`,
  ],
];

function connectTimeout({ baseUrl, timeouts }: ErrorContext): ProviderError {
  return new ProviderError(
    'unreachable',
    `Connecting to ${hostOf(baseUrl)} timed out after ${seconds(timeouts.connect)}. TEMPERA_CONNECT_TIMEOUT sets how long to wait.`,
    { retryable: true },
  );
}

/** Ours or the client's own mistake. The original does not go along, as it may hold a key. */
function unexpected(cause: unknown, context: ErrorContext): ProviderError {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new ProviderError('internal', `Tempera could not make the request: ${clean(text, context)}`);
}

function withQuote(sentence: string, said: string, context: ErrorContext): string {
  const quote = clean(said, context);
  return quote === '' ? clean(sentence, context) : `${clean(sentence, context)} It said: “${quote}”`;
}

/** A text on one line, without keys, then cut: the other way round a part of a key could stay. */
function clean(text: string, { apiKey }: ErrorContext): string {
  const line = redact(text, apiKey === null ? [] : [apiKey])
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();
  return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE)}…` : line;
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'HTTPParserError') return 'HPE_';
  const seen = [cause, isRecord(cause) ? cause['cause'] : undefined];
  const codes = seen.map((one) => (isRecord(one) ? one['code'] : undefined));
  return codes.find((code) => typeof code === 'string') ?? '';
}

function isUpstreamError(value: unknown): value is UpstreamError {
  return isRecord(value) && typeof value['format'] === 'string';
}

function hostOf(baseUrl: string): string {
  return new URL(baseUrl).host;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(ms < 1000 ? 2 : 1))} s`;
}
