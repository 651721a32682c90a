import type { DraftError } from '../domain/notebook/draft.ts';
import { mostPoints } from '../domain/run/plan.ts';
import { MAX_COMPLETIONS, type RunRequest, requestsPerPoint } from '../domain/run/run.ts';
import { AppError, type FieldError } from '../errors.ts';
import type { Runner } from '../runner/runner.ts';
import { storageWords } from './storage-words.ts';

/** @throws AppError 503 while nothing can be started: answers could not be kept, or the server is being stopped. */
export function refuseIfUnable(runner: Pick<Runner, 'closing' | 'storageProblem'>): void {
  if (runner.closing) throw new AppError(503, 'closing', 'Tempera is being stopped; start it again, then run.');
  const cause = runner.storageProblem;
  if (cause === null) return;
  throw new AppError(503, 'storage', `${storageWords(cause).noRun}: ${cause.message}`, { cause });
}

/** What is said of a run that asks for too much. */
export function tooMany(requests: number): FieldError {
  return {
    path: 'samples',
    message: `That would be ${requests} requests; at most ${MAX_COMPLETIONS} fit in one run. Take fewer samples, values or cases.`,
  };
}

/** What keeps a run from being asked by its size; empty when nothing does. */
export function tooManyRequests(request: RunRequest): readonly DraftError[] {
  const requests = mostPoints(request) * requestsPerPoint(request);
  return requests > MAX_COMPLETIONS ? [tooMany(requests)] : [];
}
