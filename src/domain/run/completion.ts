import type { Checked } from '../cases/check.ts';
import type { CompletionEstimate } from '../money/completion-estimate.ts';
import type { Cost, UnitPrices } from '../money/cost.ts';
import type { ToolCall } from '../prompt/tool.ts';
import type { Remark } from './remark.ts';
import type { Settings } from './sweep.ts';
import type { Usage } from './usage.ts';

export const COMPLETION_STATUSES = [
  'queued',
  'streaming',
  'done',
  'incomplete',
  'failed',
  'cancelled',
  'held',
  'interrupted',
] as const;
/**
 * `done` means a finish_reason was received; `incomplete`, text without a proper end; `held`, not sent because of a cap;
 * `interrupted`, the server stopped before it ended.
 */
export type CompletionStatus = (typeof COMPLETION_STATUSES)[number];

export const ENDED: ReadonlySet<CompletionStatus> = new Set([
  'done',
  'incomplete',
  'failed',
  'cancelled',
  'interrupted',
]);

/** Whether a retry makes sense: what has ended, and what was not sent because of a cap. */
export function canBeAskedAgain(status: CompletionStatus): boolean {
  return ENDED.has(status) || status === 'held';
}

/** Whether there is an answer to copy, rate or keep: an ended one, be it empty, or what came before it was broken off. */
export function hasAnswer({ status, text, toolCalls }: Pick<Completion, 'status' | 'text' | 'toolCalls'>): boolean {
  return status === 'done' || status === 'incomplete' || text !== '' || toolCalls !== undefined;
}

/** Whether "Retry the 10 failed" asks for it again; an imported one was asked by somebody else. */
export function isRetriedTogether({ status, imported }: Pick<Completion, 'status' | 'imported'>): boolean {
  return status === 'failed' && !imported;
}

/** Whether its run still owes it: a cap held it, or a stop of the server cut it off. */
export function isOwed({ status, imported }: Pick<Completion, 'status' | 'imported'>): boolean {
  return (status === 'held' || status === 'interrupted') && !imported;
}

/** Refusals that an endpoint does not charge for, as long as no answer had begun, and requests that never reached it. */
export const UNCHARGED_ERROR_KINDS = [
  'no_key',
  'wrong_key',
  'not_allowed',
  'no_such_model',
  'no_quota',
  'rate_limit',
  'context_too_long',
  'parameter_refused',
  'request_refused',
  'content_filter',
  'unreachable',
  'not_an_openai_endpoint',
] as const;
export const ERROR_KINDS = [
  ...UNCHARGED_ERROR_KINDS,
  'timeout',
  'connection_lost',
  'bad_response',
  'server_error',
  'internal',
  'cap_reached',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Why a completion failed, in words a person can act on. `message` never holds a key. */
export interface CompletionError {
  readonly kind: ErrorKind;
  readonly message: string;
  /** HTTP status, when there was an answer. */
  readonly status: number | null;
  /** The request's parameter that was refused, when the API names it. */
  readonly param: string | null;
}

/** Whether the key is at fault, so that no request with it can succeed. */
export function isKeyError({ kind }: Pick<CompletionError, 'kind'>): boolean {
  return kind === 'no_key' || kind === 'wrong_key';
}

/** One token of an answer with its natural-log probability and the most likely alternatives. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

export const RATINGS = ['good', 'bad'] as const;
export type Rating = (typeof RATINGS)[number];

/** What a person made of an answer. */
export interface Annotations {
  readonly rating: Rating | null;
  readonly pinned: boolean;
  readonly note: string | null;
}

/** What a person says of an answer: annotations, and whether it passes. */
export interface AnnotationChange extends Annotations {
  /** `null` takes an earlier verdict away. */
  readonly byHand: boolean | null;
}

/** One request and its one answer. */
export interface Completion {
  readonly id: number;
  readonly runId: number;
  readonly ordinal: number;
  readonly connection: string;
  readonly settings: Settings;
  readonly column: number;
  readonly row: number;
  readonly sample: number;
  /** The place of its case in the run, from 0; `null` without cases. */
  readonly case: number | null;
  /** Absent where the case has none. */
  readonly caseName?: string;
  readonly status: CompletionStatus;
  readonly text: string;
  /** What a reasoning model showed of its thinking, when the endpoint sends it; never part of `text`. */
  readonly reasoning: string | null;
  /** The functions it asks to be called; absent where there are none. */
  readonly toolCalls?: readonly ToolCall[];
  readonly finishReason: string | null;
  readonly usage: Usage | null;
  readonly prices: UnitPrices | null;
  readonly cost: Cost | null;
  /** Milliseconds from sending to the first token. */
  readonly ttftMs: number | null;
  /** Milliseconds from sending to the end. */
  readonly durationMs: number | null;
  readonly attempts: number;
  readonly error: CompletionError | null;
  /** Set when the text held lone surrogates, which were replaced because SQLite cannot keep them. */
  readonly textMended: boolean;
  readonly annotations: Annotations;
  /** It came with a notebook file: it was asked elsewhere, and is neither history nor spend here. */
  readonly imported: boolean;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** What is to be said of how it was asked, counted and priced; absent when nothing is. */
  readonly remarks?: readonly Remark[];
  /** What was known before it was sent. */
  readonly estimate?: CompletionEstimate;
  /** What the checks of its run say; absent while none was applied. */
  readonly checked?: Checked;
  /** Set when its text was deleted for its age. */
  readonly forgotten?: true;
}

/** Why nothing happens just now: another attempt is coming. */
export interface Waiting {
  readonly message: string;
  readonly until: Date;
}

/** A completion as it is known while its run goes on. */
export interface LiveCompletion {
  readonly completion: Completion;
  readonly waiting: Waiting | null;
  /** Milliseconds since it was sent, while it is under way. */
  readonly elapsedMs?: number;
}

/** The JSON that was sent, but for its messages, and what came back, but for its text: both are kept elsewhere. */
export interface CompletionRaw {
  readonly request: Readonly<Record<string, unknown>> | null;
  readonly response: Readonly<Record<string, unknown>> | null;
}

/** What is known at the end of a completion: the fields of its row that change when it ends. */
export type CompletionOutcome = Pick<
  Completion,
  | 'status'
  | 'text'
  | 'reasoning'
  | 'toolCalls'
  | 'finishReason'
  | 'usage'
  | 'prices'
  | 'cost'
  | 'ttftMs'
  | 'durationMs'
  | 'attempts'
  | 'error'
  | 'textMended'
  | 'remarks'
  | 'checked'
> &
  CompletionRaw & { readonly logprobs: readonly TokenLogprob[] | null };
