import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import type { RunWithPrompt } from '../../domain/run/run.ts';
import { AppError, ValidationError } from '../../errors.ts';

/** The longest `Idempotency-Key`, in characters. */
const MAX_KEY = 255;
/** Keys used to be kept up to here, without a hash of their request. */
const FORMER_LENGTH = 200;

/** Under what a request is remembered; `hash` tells its body from another one, but for `confirm`, which says no more than yes. */
export interface IdempotentRequest {
  readonly key: string;
  readonly hash: string;
}

/**
 * The key of a request and the hash of its body; `null` without the header.
 * @throws ValidationError for a key that is empty or too long
 */
export function idempotentRequest(c: Context, body: unknown): IdempotentRequest | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (key.trim() === '' || key.length > MAX_KEY) {
    const message = `Idempotency-Key: must be 1 to ${MAX_KEY} characters long.`;
    throw new ValidationError([{ path: 'Idempotency-Key', message }]);
  }
  const told = JSON.stringify(body, (name, value: unknown) => (name === 'confirm' ? undefined : value));
  return { key, hash: createHash('sha256').update(told).digest('hex') };
}

/** The name under which a run over the API keeps its key. */
export function runKey(key: string): string {
  return `api:${key}`;
}

/**
 * The run that was started under the key before; `null` when there is none.
 * @throws AppError 422 `idempotency-key-reused` when it was started with another body
 */
export async function earlierRun(
  { store }: Pick<AppDeps, 'store'>,
  { key, hash }: IdempotentRequest,
  keptAs: (key: string) => string = runKey,
): Promise<RunWithPrompt | null> {
  const whole = await store.runs.startedUnder(keptAs(key));
  if (whole === null && key.length > FORMER_LENGTH) {
    const former = await store.runs.startedUnder(keptAs(key.slice(0, FORMER_LENGTH)));
    return former !== null && former.hash === null ? former.run : null;
  }
  if (whole === null) return null;
  if (whole.hash !== null && whole.hash !== hash) {
    const message = 'This Idempotency-Key was used with another request: send a new key, or the same request again.';
    throw new AppError(422, 'idempotency-key-reused', message);
  }
  return whole.run;
}
