import type { Completion } from '../domain/run/completion.ts';
import type { Provider } from '../provider/provider.ts';

/** Ends the wait of those behind a first request; `settled`: the service took it, so that nobody waits again. */
export type Pass = (settled: boolean) => void;

/**
 * Lets the first request under a key go alone until the service has taken it, so that a form it refuses is mended once rather than by
 * every request of a run.
 */
export class FirstRequests {
  readonly #settled = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Waits while another first request is under way. Rejects with the signal's reason when it aborts. */
  async turn(key: string, signal: AbortSignal): Promise<Pass> {
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

/** The turn of a completion among the first requests to its model, at the address that its connection has now. */
export async function firstTurn(
  { firsts, provider }: { readonly firsts: FirstRequests | null; readonly provider: Pick<Provider, 'connection'> },
  { connection, settings }: Pick<Completion, 'connection' | 'settings'>,
  signal: AbortSignal,
): Promise<Pass | undefined> {
  const baseUrl = provider.connection(connection)?.baseUrl ?? null;
  return firsts?.turn(JSON.stringify([connection, baseUrl, settings.model]), signal);
}

/** Whether an ended completion was taken in the form it was sent in: one that a setting kept from being read tells nothing of it. */
export function isTaken({ attempts, error }: Pick<Completion, 'attempts' | 'error'>): boolean {
  return attempts > 0 && error?.kind !== 'parameter_refused';
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
