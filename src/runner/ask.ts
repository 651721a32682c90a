import { capText } from '../domain/money/cap-text.ts';
import type { ToolCall } from '../domain/prompt/tool.ts';
import type { Completion, CompletionStatus, Waiting } from '../domain/run/completion.ts';
import type { Remark } from '../domain/run/remark.ts';
import { columnRequest, type Run, type RunWithPrompt } from '../domain/run/run.ts';
import { chatBody } from '../provider/chat/chat-body.ts';
import { ProviderError } from '../provider/errors/provider-error.ts';
import type { ChatBody, ChatResult } from '../provider/provider.ts';
import { CompletionBudget } from '../spending/completion-budget.ts';
import { FormMender } from './form-mender.ts';
import { LiveText } from './live-text.ts';
import type { Ended } from './outcome.ts';
import type { RequestContent } from './request-content.ts';
import { withRetries } from './retries.ts';
import type { RunnerDeps } from './runner-deps.ts';

/** Why a completion was stopped from our side, and the state that leaves it in. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly status: 'cancelled' | 'interrupted';

  constructor(status: 'cancelled' | 'interrupted') {
    super(status);
    this.status = status;
  }
}

export interface Question extends RequestContent {
  readonly completion: Completion;
  readonly run: Pick<Run, 'request'>;
  /** With room for the first attempt. */
  readonly tab: CompletionBudget;
  readonly signal: AbortSignal;
  /** Each attempt writes a text of its own. */
  readonly onAttempt: (live: LiveText) => void;
  readonly onText: (delta: string) => void;
  /** The service has taken the request in the form it was sent in. */
  readonly onTaken: () => void;
  readonly onWait: (waiting: Waiting | null) => void;
}

/** Sends one request, again after failures that another attempt may mend, and says how it ended; never rejects. */
export async function ask(deps: RunnerDeps, question: Question): Promise<Ended> {
  const { completion, tab, signal, onWait } = question;
  const place = placeOf(deps, completion);
  const mender = new FormMender(deps.forms, completion);
  let body = bodyOf(mender, question);
  let attempts = 0;
  let live = new LiveText();
  let earlier: unknown = null;
  /** Whether there is room under the caps for the next attempt. */
  let reserved = true;

  const send = async (): Promise<ChatResult> => {
    if (!reserved) await payAgain(tab, earlier, signal);
    reserved = false;
    attempts += 1;
    body = bodyOf(mender, question);
    live = new LiveText();
    question.onAttempt(live);
    const { connection } = completion;
    return deps.provider.chat({ connection, body, sink: sinkFor(live, question), signal }).catch((error: unknown) => {
      if (error instanceof ProviderError && error.noSocket) {
        // Nothing was sent: it was no attempt, and its room is still kept.
        attempts -= 1;
        reserved = true;
      } else earlier = error;
      throw error;
    });
  };
  /** A refused form is no failure of the attempt: it goes on in the form that the service takes. */
  const attempt = (): Promise<ChatResult> =>
    send().catch(async (error: unknown) => {
      const isElsewhere = placeOf(deps, completion) !== place;
      if (signal.aborted || isElsewhere || !(await mender.mend(error))) throw error;
      return await attempt();
    });

  const ended = await withRetries(attempt, { signal, onWait }).then(
    (result) => endedWell(deps, question, { result, live, attempts, body, place }),
    (error: unknown) => endedBadly(deps, question, { error, live, attempts, body, place }),
  );
  return { ...ended, remarks: [...mender.remarks, ...ended.remarks] };
}

/** Where what a completion reserves and spends is noted. */
export function tabFor(
  { ledger, worstCase }: RunnerDeps,
  run: RunWithPrompt,
  completion: Completion,
): CompletionBudget {
  const spender = { run: run.id, notebook: run.notebookId, connection: completion.connection };
  return new CompletionBudget(ledger, spender, worstCase(completion, run));
}

/** Room for another attempt, once the one before is settled. @throws ProviderError when a cap leaves none */
async function payAgain(tab: CompletionBudget, earlier: unknown, signal: AbortSignal): Promise<void> {
  const error = earlier instanceof ProviderError ? earlier.toCompletionError() : null;
  tab.settle({ usage: null, cost: null, error });
  const hit = await tab.reserve(signal);
  if (hit === null) return;
  throw new ProviderError('cap_reached', `${error?.message ?? ''} It was not tried again: ${capText(hit)}`.trim());
}

function bodyOf({ form }: FormMender, { completion, run: { request }, messages, images }: Question): ChatBody {
  const { settings, column } = completion;
  return chatBody({ ...columnRequest(request, column), form, settings, messages, images });
}

function sinkFor(live: LiveText, { onText, onTaken }: Question) {
  return {
    opened: () => {
      live.open();
      onTaken();
    },
    text: (delta: string) => {
      live.append(delta);
      onText(delta);
    },
    reasoning: (delta: string) => {
      live.appendReasoning(delta);
      // No text came, but there is more to see.
      onText('');
    },
    toolCalls: (calls: () => readonly ToolCall[]) => {
      live.call(calls);
      onText('');
    },
  };
}

interface RetryOutcome extends Pick<Ended, 'live' | 'attempts' | 'body'> {
  /** Where it was asked: nothing of it is learned once the connection goes elsewhere. */
  readonly place: string | null;
}

function placeOf({ provider }: Pick<RunnerDeps, 'provider'>, { connection }: Completion): string | null {
  return provider.connection(connection)?.baseUrl ?? null;
}

function endedWell(
  deps: RunnerDeps,
  { completion }: Question,
  { result, place, ...attempted }: RetryOutcome & { readonly result: ChatResult },
): Ended {
  const status: CompletionStatus = result.finishReason === null ? 'incomplete' : 'done';
  const ignored = ignoredLimit(completion, result, attempted.live);
  if (placeOf(deps, completion) === place) noteLimit(deps, completion, result, ignored !== null);
  return { status, result, error: null, remarks: ignored === null ? [] : [ignored], ...attempted };
}

/** No text of many words has as many characters to a token, unless it repeats one; a usual one has four. */
const MOST_CHARACTERS = 6;
const USUAL_CHARACTERS = 4;

/** What to say of an answer that is longer than was asked for, by its usage or, without one, by its text; `null` when it is not. */
function ignoredLimit({ settings }: Completion, { usage }: ChatResult, live: LiveText): Remark | null {
  const asked = settings.max_completion_tokens;
  if (asked === null) return null;
  const length = lengthBesideRepeats(live.text) + lengthBesideRepeats(live.reasoning ?? '');
  const isLonger = length > asked * MOST_CHARACTERS;
  const given = usage?.outputTokens ?? (isLonger ? Math.round(length / USUAL_CHARACTERS) : null);
  return given === null || given <= asked ? null : { kind: 'limit_ignored', asked, given };
}

const MIN_REPEATS = 4;

/** How long a text is when a character that comes often in a row counts once. A pattern for this fills the stack on long texts. */
function lengthBesideRepeats(text: string): number {
  let length = 0;
  let start = 0;
  for (let at = 1; at <= text.length; at += 1) {
    if (text[at] === text[start]) continue;
    length += at - start < MIN_REPEATS ? at - start : 1;
    start = at;
  }
  return length;
}

/** Has it remembered whether the limit held; only an answer that was cut proves that it does. */
function noteLimit(
  { forms, onUnexpected }: RunnerDeps,
  { connection, settings }: Completion,
  { finishReason }: ChatResult,
  isIgnored: boolean,
): void {
  if (isIgnored) forms?.learnIgnoredLimit(connection, settings.model).catch(onUnexpected);
  else if (settings.max_completion_tokens !== null && finishReason === 'length') {
    forms?.learnHeldLimit(connection, settings.model).catch(onUnexpected);
  }
}

function endedBadly(
  deps: RunnerDeps,
  { completion, signal }: Question,
  { error, place, ...attempted }: RetryOutcome & { readonly error: unknown },
): Ended {
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason instanceof Stopped) return { status: reason.status, result: null, error: null, remarks: [], ...attempted };
  const failure = reason instanceof ProviderError ? reason : unexpected(deps, reason);
  const isThere = placeOf(deps, completion) === place;
  if (isThere && failure.kind === 'parameter_refused' && failure.param !== null) {
    const { param, anyValue, message } = failure;
    deps.onRefusal({ completion, param, anyValue, message });
  }
  return { status: 'failed', result: failure.partial, error: failure.toCompletionError(), remarks: [], ...attempted };
}

function unexpected({ onUnexpected }: RunnerDeps, cause: unknown): ProviderError {
  onUnexpected(cause);
  return new ProviderError('internal', 'Something went wrong inside Tempera; the terminal says what.', { cause });
}
