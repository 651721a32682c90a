import { setTimeout as delay } from 'node:timers/promises';
import type { Waiting } from '../domain/run/completion.ts';
import { ProviderError } from '../provider/errors/provider-error.ts';

const MAX_ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 500;
/** Longer waits are the person's to decide on: the completion fails, saying how long the endpoint asked for. */
const MAX_WAIT_MS = 60_000;
/** As long as the answers that hold the sockets may take. */
const MAX_TURN_MS = 15 * 60_000;
const TURN_MS = 500;

/**
 * Makes an attempt, and another after a failure that another attempt may mend, at most three in all. Waits as long as the
 * endpoint asks (`Retry-After`), else half a second doubling each time, and tells why. A request for which this computer had no
 * socket was none: it waits its turn, a quarter of an hour at most.
 * @throws the last attempt's error; soon after an abort, something: the caller knows the signal.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: { readonly signal: AbortSignal; readonly onWait: (waiting: Waiting | null) => void },
): Promise<T> {
  const { signal, onWait } = options;
  const giveUpAt = performance.now() + MAX_TURN_MS;
  for (let number = 1; ; number++) {
    signal.throwIfAborted();
    try {
      return await attempt(number);
    } catch (error) {
      const waitsItsTurn = isNoSocket(error) && performance.now() < giveUpAt;
      if (!waitsItsTurn && (number === MAX_ATTEMPTS || !isWorthAnother(error))) throw error;
      const wait = waitsItsTurn ? TURN_MS * (1 + Math.random()) : waitBefore(error, number);
      if (waitsItsTurn) number -= 1;
      onWait({ message: error.message, until: new Date(Date.now() + wait) });
      await delay(wait, undefined, { signal, ref: false });
      onWait(null);
    }
  }
}

/** Milliseconds to wait after an attempt that failed. */
function waitBefore({ retryAfterMs }: ProviderError, number: number): number {
  return retryAfterMs ?? FIRST_BACKOFF_MS * 2 ** (number - 1) * (1 + Math.random() * 0.2);
}

function isNoSocket(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.noSocket;
}

function isWorthAnother(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.retryable && (error.retryAfterMs ?? 0) <= MAX_WAIT_MS;
}
