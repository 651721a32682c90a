import { APIConnectionTimeoutError, APIError } from 'openai';
import type { ErrorKind } from '../../domain/run/completion.ts';
import { keyHint } from '../../platform/redact.ts';
import { StreamProblem } from '../chat/chat-body-reader.ts';
import { readErrorValue, type UpstreamError } from '../errors/error-body.ts';
import { clean, type ErrorContext, seconds, withQuote } from '../errors/error-context.ts';
import { connectTimeout, networkError } from '../errors/network-errors.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { refusedForm, refusedParam, refusesName } from '../errors/refused-params.ts';
import { hasSaying, isRetryableStatus, kindOf } from '../errors/status-errors.ts';
import { isRecord } from '../json.ts';
import { waitByHeaders } from '../network/waits.ts';
import type { Limit } from '../network/watchdog.ts';

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
  said: UpstreamError,
  details: { readonly status: number | null; readonly wait: number | null; readonly location: string | null },
  context: ErrorContext,
): ProviderError {
  const { status, wait } = details;
  const sent = context.params;
  const upstream = shortened(said);
  const param = refusedParam(upstream, { status, sent, isSaid: hasSaying(upstream, status) });
  const kind = kindOf({ ...upstream, param }, status, context.apiKey !== null);
  const sentence = sentenceFor(kind, { param, status, location: details.location, wait }, context);
  return new ProviderError(kind, withQuote(sentence, said.message, context), {
    status,
    param: param === null ? null : clean(param, context),
    retryable: !context.begun && PASSING.has(kind) && isRetryableStatus(status),
    retryAfterMs: wait,
    refusedForm: context.begun ? null : refusedForm(upstream, { param, status, sent }),
    anyValue: refusesName(upstream),
  });
}

/** As much of an error as is searched for what it is about; what is quoted of it is cut once it is without keys. */
const MAX_SEARCHED = 4_000;

function shortened(error: UpstreamError): UpstreamError {
  const cut = <T extends string | null>(text: T) => (text === null ? text : (text.slice(0, MAX_SEARCHED) as T));
  const { message, type, code, param, reasons } = error;
  return {
    ...error,
    message: cut(message),
    type: cut(type),
    code: cut(code),
    param: cut(param),
    reasons: cut(reasons),
  };
}

/** What may be over when the same is asked again. */
const PASSING: ReadonlySet<ErrorKind> = new Set(['rate_limit', 'server_error']);

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
  const { label, model, baseUrl, mending } = context;
  const hint = keyHint(context.apiKey);
  switch (kind) {
    case 'no_key':
      return `${label} wants a key. ${mending.giveKey}.`;
    case 'wrong_key':
      return `${label} did not accept the key${hint === null ? '' : ` ending in …${hint}`}. ${mending.checkKey}.`;
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
        ? `${baseUrl} does not answer as an OpenAI endpoint does${facts.status === null ? '' : ` (status ${facts.status})`}. ${mending.checkAddress}; it usually ends in /v1.`
        : `${baseUrl} points elsewhere (${facts.location}), and redirects are not followed because the prompt would be sent there. If that is right, ${mending.setAddress}.`;
    case 'server_error':
      return `Server error${facts.status === null ? '' : ` (${facts.status})`}: ${label} could not answer. Try again later.`;
    default:
      return `${label} refused the request${facts.status === null ? '' : ` (status ${facts.status})`}.`;
  }
}

function streamError(problem: StreamProblem, context: ErrorContext): ProviderError {
  const { label, baseUrl, mending } = context;
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
        quoted(
          `${baseUrl} does not answer as an OpenAI endpoint does. ${mending.checkAddress}; it usually ends in /v1.`,
        ),
      );
    case 'empty':
      return new ProviderError('bad_response', `${label} ended its answer without having said anything.`);
    case 'endless':
      return new ProviderError('bad_response', `${label} sent more than an answer can hold, so reading was stopped.`);
  }
}

/** Names of errors, as OpenAI, Anthropic and Google give them, with the HTTP status that goes with each. */
const NAMED_STATUSES: readonly (readonly [RegExp, number])[] = [
  [/rate_limit|RESOURCE_EXHAUSTED|too_many_requests|(token|request)s?_quota_exceeded/i, 429],
  [/overloaded|capacity|UNAVAILABLE|engine_overloaded/, 503],
  [/authentication_error|UNAUTHENTICATED/, 401],
  [/permission_(error|denied)/i, 403],
  [/not_found_error/, 404],
  [/timeout|DEADLINE_EXCEEDED/i, 504],
  [/server_error|api_error|INTERNAL/i, 500],
  [/invalid_request_error|INVALID_ARGUMENT|bad_request/i, 400],
];
/** The same for what only the words tell. */
const SAID_STATUSES: readonly (readonly [RegExp, number])[] = [
  [/rate limit|too many requests/i, 429],
  [/^invalid param(eter)?s?\b/i, 400],
];

/** The HTTP status of an error inside a 200: as it names it, else as its names or its words say; `null` where nothing does. */
function statusOf({ status, code, type, reasons, message }: UpstreamError): number | null {
  if (status !== null) return status;
  const names = `${code ?? ''} ${type ?? ''} ${reasons}`;
  const named =
    NAMED_STATUSES.find(([name]) => name.test(names)) ?? SAID_STATUSES.find(([words]) => words.test(message));
  return named?.[1] ?? null;
}

function isUpstreamError(value: unknown): value is UpstreamError {
  return isRecord(value) && typeof value['format'] === 'string';
}
