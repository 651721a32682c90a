import { setMaxListeners } from 'node:events';

/** One try at a request, which its caller or a limit can end at any moment. */
export interface Attempt {
  /** Aborted when the attempt fails; for everything that works on it. */
  readonly signal: AbortSignal;
  /** Ends it for this reason. */
  fail(reason: unknown): void;
  /** Whether it was ended that way. */
  failed(): boolean;
  /** The outcome of the work, or at once the reason for which the attempt is ended. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Lets go of the caller's signal. */
  close(): void;
}

/** An attempt that fails with the signal's reason when the signal is aborted. */
export function openAttempt(signal: AbortSignal): Attempt {
  const controller = new AbortController();
  let end: (reason: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => undefined);

  function fail(reason: unknown): void {
    if (controller.signal.aborted) return;
    end(reason);
    controller.abort(reason);
  }
  function aborted(): void {
    fail(signal.reason);
  }

  // One signal may serve all requests of a run at once; Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', aborted, { once: true });
  return {
    signal: controller.signal,
    fail,
    failed: () => controller.signal.aborted,
    race: (work) => Promise.race([work, ended]),
    close: () => signal.removeEventListener('abort', aborted),
  };
}
