/**
 * Scripts for the scripted endpoint: what a server answers, step by step. A script is data; these functions write the
 * ones that are often needed, and any of them can be changed with a spread: `{ ...answer('x'), bytesPerWrite: 1 }`.
 */
export interface Script {
  /** Default 200. */
  readonly status?: number;
  /** Default `content-type: text/event-stream`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** Splits everything into writes of this many bytes. */
  readonly bytesPerWrite?: number;
  /** The line end of events and comments, LF by default. */
  readonly lineEnd?: '\n' | '\r\n';
  /** Waits so long before each event. */
  readonly delayMs?: number;
}

export type Step =
  /** One server-sent event holding this as JSON. */
  | { readonly event: unknown }
  /** Bytes as they are. */
  | { readonly raw: string | Uint8Array }
  /** Bytes written at the moment they are sent. */
  | { readonly written: () => string }
  | { readonly comment: string }
  /** Sends status and headers now; otherwise they go out with the first bytes. */
  | { readonly head: true }
  /** Waits, in milliseconds. */
  | { readonly delay: number }
  /** Waits until a test says so. */
  | { readonly until: Promise<unknown> }
  /** Says nothing more and leaves the connection open. */
  | { readonly hang: true }
  /** Breaks the connection with a TCP reset. */
  | { readonly reset: true }
  /** Closes the connection without ending the answer. */
  | { readonly cut: true }
  /** Bytes that bypass HTTP. */
  | { readonly socket: string };

export interface AnswerOptions {
  readonly model?: string;
  /** Default `stop`; `null` leaves the finishing chunk out. */
  readonly finishReason?: string | null;
  /** The usage chunk; `null` leaves it out. By default 10 in, and one token per delta out. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
  /** Whether `[DONE]` ends it; by default it does. */
  readonly done?: boolean;
  /** Wait before the first token and before each further one, in milliseconds. */
  readonly firstTokenMs?: number;
  readonly tokenMs?: number;
}

/** A well-behaved stream: role chunk, one delta per word, finishing chunk, usage chunk, `[DONE]`. */
export function answer(text: string, options: AnswerOptions = {}): Script {
  return answerOf(words(text), options);
}

/** As `answer`, with the deltas as given. */
export function answerOf(deltas: readonly string[], options: AnswerOptions = {}): Script {
  const { model = 'gpt-4o-mini', finishReason = 'stop', done = true, firstTokenMs = 0, tokenMs = 0 } = options;
  const usage = options.usage === undefined ? usageOf(10, deltas.length) : options.usage;
  const steps: Step[] = [{ event: chunk({ role: 'assistant', content: '' }, { model }) }];
  deltas.forEach((content, index) => {
    const wait = index === 0 ? firstTokenMs : tokenMs;
    if (wait > 0) steps.push({ delay: wait });
    steps.push({ event: chunk({ content }, { model }) });
  });
  if (finishReason !== null) steps.push({ event: chunk({}, { model, finishReason }) });
  if (usage !== null) steps.push({ event: { ...chunk(null, { model }), usage } });
  if (done) steps.push({ raw: 'data: [DONE]\n\n' });
  // The head goes out at once, before a wait for the first token, as real servers do.
  return { steps: [{ head: true }, ...steps] };
}

/** One `chat.completion.chunk`; a `null` delta makes one without choices, as usage chunks are. */
export function chunk(
  delta: Readonly<Record<string, unknown>> | null,
  options: {
    readonly model?: string;
    readonly finishReason?: string | null;
    readonly logprobs?: unknown;
  } = {},
): Record<string, unknown> {
  const { model = 'gpt-4o-mini', finishReason = null, logprobs = null } = options;
  return {
    id: 'chatcmpl-scripted',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_scripted',
    choices: delta === null ? [] : [{ index: 0, delta, logprobs, finish_reason: finishReason }],
  };
}

/** Usage as OpenAI reports it. */
export function usageOf(
  input: number,
  output: number,
  details: { readonly cached?: number; readonly reasoning?: number } = {},
): Record<string, unknown> {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: details.cached ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: details.reasoning ?? 0, audio_tokens: 0 },
  };
}

/** A stream of exactly these events, ended properly but without `[DONE]`. */
export function events(...all: readonly unknown[]): Script {
  return { steps: all.map((event) => ({ event })) };
}

/** Text, and then what happens: `{ hang: true }`, `{ reset: true }`, or nothing for a clean but early end. */
export function textThen(text: string, ...then: readonly Step[]): Script {
  const deltas = words(text).map((content) => ({ event: chunk({ content }) }));
  return { steps: [{ event: chunk({ role: 'assistant', content: '' }) }, ...deltas, ...then] };
}

/** Text in parts, of which each but the first comes when a test says so. */
export function textInParts(
  first: string,
  ...later: readonly { readonly until: Promise<unknown>; readonly text: string }[]
): Script {
  const parts = later.flatMap(({ until, text }) => [{ until }, { event: chunk({ content: text }) }]);
  const end = [{ event: chunk({}, { finishReason: 'stop' }) }, { event: { ...chunk(null), usage: usageOf(10, 10) } }];
  return textThen(first, ...parts, ...end, { raw: 'data: [DONE]\n\n' });
}

/** A JSON answer of any status. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    steps: [{ raw: JSON.stringify(body) }],
  };
}

/** An error as OpenAI sends it. */
export function refusal(
  status: number,
  error: {
    readonly message: string;
    readonly type?: string;
    readonly param?: string | null;
    readonly code?: string | null;
  },
  headers: Readonly<Record<string, string>> = {},
): Script {
  return json({ error: { type: 'invalid_request_error', param: null, code: null, ...error } }, status, headers);
}

/** A web page where an API was expected. */
export function html(status = 200, body = '<!doctype html><title>Welcome</title><h1>It works!</h1>'): Script {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, steps: [{ raw: body }] };
}

export function redirect(location: string, status = 307): Script {
  return { status, headers: { location }, steps: [{ raw: '' }] };
}

/** A whole `chat.completion`, as an endpoint that ignores `stream` sends it. */
export function wholeAnswer(text: string): Record<string, unknown> {
  return {
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, logprobs: null, finish_reason: 'stop' }],
    usage: usageOf(10, words(text).length),
  };
}

/** A text as deltas of one word each, spaces kept. */
function words(text: string): readonly string[] {
  return text.match(/\s*\S+\s*$|\s*\S+|^\s+$/g) ?? [];
}
