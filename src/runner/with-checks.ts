import { isSample } from '../domain/run/columns.ts';
import type { CompletionOutcome } from '../domain/run/completion.ts';
import type { Answered, RunnerDeps } from './runner-deps.ts';

/** The outcome with what the run's checks say of it: failed, cancelled and held completions are no samples. Never rejects. */
export async function withChecks(
  { check, checkFormat, onUnexpected }: Pick<RunnerDeps, 'check' | 'checkFormat' | 'onUnexpected'>,
  answered: Answered,
): Promise<CompletionOutcome> {
  const { outcome } = answered;
  if (!isSample(outcome)) return outcome;
  try {
    const [checked = null, remarks = []] = await Promise.all([check?.(answered), checkFormat?.(answered)]);
    return {
      ...outcome,
      ...(checked === null ? {} : { checked }),
      ...(remarks.length === 0 ? {} : { remarks: [...(outcome.remarks ?? []), ...remarks] }),
    };
  } catch (error) {
    onUnexpected(error);
    return outcome;
  }
}
