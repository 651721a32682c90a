import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Waiting } from '../domain/completion.ts';
import { ProviderError } from '../provider/provider-error.ts';

const MAX_ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 500;
/** Longer waits are the person's to decide on: the completion fails, saying how long the endpoint asked for. */
const MAX_WAIT_MS = 60_000;

/**
 * Makes an attempt, and another after a failure that another attempt may mend, at most three in all. Waits as long as the
 * endpoint asks (`Retry-After`), else half a second doubling each time, and tells why.
 * @throws the last attempt's error; soon after an abort, something: the caller knows the signal.
 */
export function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: { readonly signal: AbortSignal; readonly onWait: (waiting: Waiting | null) => void },
): Promise<T> {
  const { signal, onWait } = options;
  return pRetry(attempt, {
    retries: MAX_ATTEMPTS - 1,
    // The waiting is ours, in onFailedAttempt: it follows Retry-After, is told, and ends with the signal.
    minTimeout: 0,
    factor: 1,
    signal,
    shouldRetry: ({ error }) => isWorthAnother(error),
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (retriesLeft === 0 || !isWorthAnother(error)) return;
      const wait = error.retryAfterMs ?? FIRST_BACKOFF_MS * 2 ** (attemptNumber - 1) * (1 + Math.random() * 0.2);
      onWait({ message: error.message, until: new Date(Date.now() + wait) });
      await delay(wait, undefined, { signal, ref: false });
      onWait(null);
    },
  });
}

function isWorthAnother(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.retryable && (error.retryAfterMs ?? 0) <= MAX_WAIT_MS;
}
