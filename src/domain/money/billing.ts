import { type Completion, type CompletionStatus, type ErrorKind, UNCHARGED_ERROR_KINDS } from '../run/completion.ts';

export const NOT_BILLED: ReadonlySet<ErrorKind> = new Set(UNCHARGED_ERROR_KINDS);

const STOPPED: ReadonlySet<CompletionStatus> = new Set(['cancelled', 'failed', 'interrupted']);

type Ended = Pick<Completion, 'status' | 'usage' | 'cost' | 'attempts' | 'error'>;

/**
 * Whether a request that came to nothing may be charged for all the same: it was sent, what came back is
 * more than a refusal, and the endpoint never reported what it used.
 */
export function mayHaveBeenBilled({ status, usage, cost, attempts, error }: Ended): boolean {
  if (!STOPPED.has(status) || attempts === 0 || cost?.source === 'free') return false;
  if (usage?.source === 'reported' || cost?.source === 'reported') return false;
  return error === null || usage !== null || !NOT_BILLED.has(error.kind);
}

/** Whether it may have cost something that is not known: it used something, or may have been billed, and has no cost. */
export function isUnpriced(completion: Ended): boolean {
  const { status, usage, cost } = completion;
  if (cost !== null) return false;
  return usage !== null || status === 'done' || status === 'incomplete' || mayHaveBeenBilled(completion);
}
