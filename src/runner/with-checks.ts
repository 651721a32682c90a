import { isSample } from '../domain/columns.ts';
import type { CompletionOutcome } from '../domain/completion.ts';
import type { Answered, RunnerDeps } from './runner-deps.ts';

/** The outcome with what the run's checks say of it: failed, cancelled and held completions are no samples. Never rejects. */
export async function withChecks(
  { check, onUnexpected }: Pick<RunnerDeps, 'check' | 'onUnexpected'>,
  answered: Answered,
): Promise<CompletionOutcome> {
  const { outcome } = answered;
  if (check === undefined || !isSample(outcome)) return outcome;
  try {
    const checked = await check(answered);
    return checked === null ? outcome : { ...outcome, checked };
  } catch (error) {
    onUnexpected(error);
    return outcome;
  }
}
