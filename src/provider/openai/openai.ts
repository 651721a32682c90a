import type OpenAI from 'openai';
import type { ListedModel } from '../../domain/models/listed-model.ts';
import { type ChatBodyReader, createChatBodyReader } from '../chat/chat-body-reader.ts';
import { readChatBody } from '../chat/chat-stream.ts';
import type { ErrorContext } from '../errors/error-context.ts';
import { ProviderError } from '../errors/provider-error.ts';
import { isRecord } from '../json.ts';
import { keylessSink } from '../keyless.ts';
import { readModelList } from '../models/list-entries.ts';
import { type Attempt, openAttempt } from '../network/abortable-attempt.ts';
import { textOf } from '../network/byte-stream.ts';
import { startWatchdog, type Watchdog } from '../network/watchdog.ts';
import type { ChatBody, ChatResult, ChatSink, Timeouts } from '../provider.ts';
import { isResponsesBody } from '../responses/responses-body.ts';
import { createClient, type EndpointOptions, listHeaders, mendingOf, profileOf, secretsOf } from './openai-client.ts';
import { timeoutError, toProviderError } from './openai-errors.ts';

/** One place that speaks the OpenAI protocol. */
export interface Endpoint {
  /** Makes one attempt, as `Provider.chat` describes. */
  chat(request: ChatRequest): Promise<ChatResult>;
  /**
   * Everything it serves, whether it chats or not, with what its list says of each.
   * @throws ProviderError; the signal's reason
   */
  listModels(signal: AbortSignal): Promise<readonly ListedModel[]>;
}

interface ChatRequest {
  readonly body: ChatBody;
  readonly sink: ChatSink;
  readonly signal: AbortSignal;
}

/** How long silence after the finish_reason is waited out for the usage, at most. */
const GRACE_MS = 10_000;
const MODEL_LIST = { limit: 8 * 2 ** 20, withinMs: 60_000 };

/** An endpoint spoken to through the openai client, which builds the requests; retries, limits and reading are ours. */
export function openEndpoint(options: EndpointOptions): Endpoint {
  const client = createClient(options);
  return {
    chat: (request) => chat(client, options, request),
    listModels: async (signal) => {
      const { list } = profileOf(options);
      if (list === null) return [];
      try {
        const response = await client.get(list, { signal, headers: listHeaders(options) }).asResponse();
        return readModelList(await textOf(options.http.bodyOf(response), MODEL_LIST), secretsOf(options));
      } catch (error) {
        signal.throwIfAborted();
        throw listingError(toProviderError(error, contextOf(options, {}, false)), options);
      }
    },
  };
}

async function chat(client: OpenAI, options: EndpointOptions, request: ChatRequest): Promise<ChatResult> {
  request.signal.throwIfAborted();
  const attempt = openAttempt(request.signal);
  const context = (begun: boolean) => contextOf(options, request.body, begun);
  const watchdog = startWatchdog(timeoutsFor(options.timeouts, request.body), (limit) =>
    attempt.fail(timeoutError(limit, context(true))),
  );
  let begun = false;
  const keyless = keylessSink(request.sink, secretsOf(options));
  const sink = guardedSink(keyless, {
    ended: () => attempt.failed(),
    opened: () => {
      begun = true;
    },
    token: watchdog.token,
  });
  const reader = createChatBodyReader(sink, profileOf(options));
  try {
    return keyless.cleaned(
      await attempt.race(exchange({ client, options, attempt, watchdog, body: request.body, sink, reader })),
    );
  } catch (error) {
    const reason: unknown = attempt.failed() ? attempt.signal.reason : toProviderError(error, context(begun));
    if (!(reason instanceof ProviderError)) throw reason;
    const partial = reader.partial();
    throw reason.after(partial === null ? null : keyless.cleaned(partial));
  } finally {
    keyless.flush();
    watchdog.stop();
    attempt.close();
  }
}

async function exchange(parts: {
  readonly client: OpenAI;
  readonly options: EndpointOptions;
  readonly attempt: Attempt;
  readonly watchdog: Watchdog;
  readonly body: ChatBody;
  readonly sink: ChatSink;
  readonly reader: ChatBodyReader;
}): Promise<ChatResult> {
  const { client, options, attempt, watchdog, body, sink, reader } = parts;
  const { signal } = attempt;
  const response = await client
    .post(isResponsesBody(body) ? '/responses' : '/chat/completions', { body, signal })
    .asResponse();
  const stream = options.http.bodyOf(response);
  if (signal.aborted) stream.cancel();
  signal.throwIfAborted();
  sink.opened();
  return readChatBody(stream, {
    reader,
    listener: { heard: watchdog.heard, finished: watchdog.stop },
    graceMs: Math.min(options.timeouts.idle, GRACE_MS),
    signal,
  });
}

/**
 * The sink, which hears nothing more once the attempt has ended, and whose tokens the watchdog is told of. This happens for
 * every delta, so nothing here may cost.
 */
function guardedSink(
  sink: ChatSink,
  attempt: { readonly ended: () => boolean; readonly opened: () => void; readonly token: () => void },
): ChatSink {
  return {
    opened: () => {
      attempt.opened();
      sink.opened();
    },
    text: (delta) => {
      if (attempt.ended()) return;
      attempt.token();
      sink.text(delta);
    },
    reasoning: (delta) => {
      if (attempt.ended()) return;
      attempt.token();
      sink.reasoning(delta);
    },
    toolCalls: (calls) => {
      if (attempt.ended()) return;
      attempt.token();
      sink.toolCalls(calls);
    },
  };
}

/** An answer that does not stream comes whole, when it is ready. */
function timeoutsFor(timeouts: Timeouts, body: ChatBody): Timeouts {
  return body['stream'] === true ? timeouts : { ...timeouts, firstToken: timeouts.total };
}

function contextOf(options: EndpointOptions, body: ChatBody, begun: boolean): ErrorContext {
  const { label, baseUrl, apiKey, secrets = [], timeouts } = options;
  const model = typeof body['model'] === 'string' ? body['model'] : null;
  return {
    label,
    baseUrl,
    apiKey,
    secrets,
    mending: mendingOf(options),
    timeouts,
    params: paramsIn(body),
    model,
    begun,
  };
}

/** What a service may refuse by name. */
function paramsIn(body: ChatBody): readonly string[] {
  if (!isResponsesBody(body)) return Object.keys(body);
  const inner = ['reasoning', 'text'].flatMap((name) => {
    const part = body[name];
    return isRecord(part) ? Object.keys(part).map((own) => `${name}.${own}`) : [];
  });
  return [...Object.keys(body), ...inner];
}

/** Listing models asks for no model, so a 404 there is about the address. */
function listingError(error: ProviderError, options: EndpointOptions): ProviderError {
  if (error.kind !== 'no_such_model' && error.kind !== 'not_an_openai_endpoint') return error;
  return new ProviderError(
    'not_an_openai_endpoint',
    `${options.baseUrl} does not list models as an OpenAI endpoint does. ${mendingOf(options).checkAddress}; it usually ends in /v1.`,
    { status: error.status },
  );
}
