import { capText } from '../domain/money/cap-text.ts';
import type { CapHit } from '../domain/money/caps.ts';
import type {
  Completion,
  CompletionError,
  CompletionOutcome,
  CompletionStatus,
  LiveCompletion,
  Waiting,
} from '../domain/run/completion.ts';
import type { LiveText } from './live-text.ts';

/** One completion while its run goes on. */
export interface Slot {
  completion: Completion;
  waiting: Waiting | null;
  live: LiveText | null;
  /** How much text the last checkpoint held. */
  checkpointed: number;
  controller: AbortController;
}

export function newSlot(completion: Completion): Slot {
  return { completion, waiting: null, live: null, checkpointed: 0, controller: new AbortController() };
}

/** Makes it ready to be asked again: what was called and said was of the answer that goes. */
export function clearSlot(slot: Slot): void {
  const { checked: _, remarks: __, toolCalls: ___, ...bare } = slot.completion;
  slot.completion = bare;
  slot.controller = new AbortController();
  slot.checkpointed = 0;
}

/** The text to keep of an answer that streams; `null` where there is none, or little more than was kept last. */
export function checkpointOf(slot: Slot): string | null {
  const { completion, live, checkpointed } = slot;
  if (completion.status !== 'streaming' || live === null) return null;
  const { length } = live.text;
  // Rewriting a long text every time costs more than it saves: wait until it has grown by a quarter.
  if (length === checkpointed || length < checkpointed * 1.25) return null;
  slot.checkpointed = length;
  return live.text.toWellFormed();
}

/** A completion as it is at this moment, with the text that came so far. */
export function liveView({ completion, live, waiting }: Slot): LiveCompletion {
  if (live === null) return { completion, waiting };
  const { text, reasoning, toolCalls, ttftMs, durationMs } = live;
  const calls = toolCalls.length === 0 ? {} : { toolCalls };
  return { completion: { ...completion, text, reasoning, ...calls, ttftMs }, waiting, elapsedMs: durationMs };
}

/** The part of an outcome that a completion shows; the raw request and response stay in the store. */
export function rowFields(outcome: CompletionOutcome) {
  const { request: _request, response: _response, logprobs: _logprobs, ...fields } = outcome;
  return fields;
}

/** What a completion is that was put into a state without having been sent. */
export function neverSent(status: CompletionStatus, error: CompletionError | null = null): CompletionOutcome {
  return {
    status,
    text: '',
    reasoning: null,
    finishReason: null,
    usage: null,
    prices: null,
    cost: null,
    ttftMs: null,
    durationMs: null,
    attempts: 0,
    error,
    textMended: false,
    logprobs: null,
    request: null,
    response: null,
  };
}

/** Why a completion is held. */
export function heldError(hit: CapHit): CompletionError {
  return { kind: 'cap_reached', message: capText(hit), status: null, param: null };
}

export const MESSAGES_UNKNOWN: CompletionError = {
  kind: 'internal',
  message: 'It was not sent, because its messages could not be read from the data file.',
  status: null,
  param: null,
};

export const IMAGES_UNKNOWN: CompletionError = {
  kind: 'internal',
  message: 'It was not sent, because an image of its messages is not kept here: add it again.',
  status: null,
  param: null,
};

export const CAPS_UNKNOWN: CompletionError = {
  kind: 'internal',
  message: 'It was not sent, because what was spent so far could not be read from the data file.',
  status: null,
  param: null,
};
