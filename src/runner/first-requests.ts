/** Ends the wait of those behind a first request; `settled`: the service took it, so that nobody waits again. */
export type Pass = (settled: boolean) => void;

/**
 * Lets the first request to a model go alone until the service has taken it, so that a form it refuses is mended once rather than by
 * every request of a run.
 */
export class FirstRequests {
  readonly #settled = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Waits while another first request is under way. Rejects with the signal's reason when it aborts. */
  async turn(connection: string, model: string, signal: AbortSignal): Promise<Pass> {
    const key = JSON.stringify([connection, model]);
    for (;;) {
      signal.throwIfAborted();
      if (this.#settled.has(key)) return () => undefined;
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) break;
      await passed(waiting, signal);
    }
    this.#waiting.set(key, []);
    let isOver = false;
    return (settled) => {
      if (isOver) return;
      isOver = true;
      if (settled) this.#settled.add(key);
      const waiting = this.#waiting.get(key) ?? [];
      this.#waiting.delete(key);
      for (const go of waiting) go();
    };
  }
}

function passed(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      signal.removeEventListener('abort', go);
      resolve();
    };
    signal.addEventListener('abort', go, { once: true });
    waiting.push(go);
  });
}
