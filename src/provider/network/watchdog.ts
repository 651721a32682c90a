import type { Timeouts } from '../provider.ts';

/** Which limit was passed. The limit on connecting is kept by the socket. */
export type Limit = 'firstToken' | 'idle' | 'total';

export interface Watchdog {
  /** Bytes came: the endpoint is alive. Cheap enough for every chunk. */
  heard(): void;
  /** A token came: from now on only silence counts. */
  token(): void;
  stop(): void;
}

/**
 * Watches one attempt, which starts now: at most `firstToken` ms until the first token, then at most `idle` ms of silence,
 * and `total` ms in all. Calls `expired` once at most.
 */
export function startWatchdog(timeouts: Omit<Timeouts, 'connect'>, expired: (limit: Limit) => void): Watchdog {
  const started = performance.now();
  let heardAt = started;
  let waitsForToken = true;
  let timer: NodeJS.Timeout | null = null;

  /** Arms one timer for the nearest limit; when it rings and more was heard meanwhile, it is armed for the rest. */
  function watch(): void {
    const now = performance.now();
    const [limit, deadline] = nearest();
    if (now >= deadline) {
      timer = null;
      expired(limit);
    } else {
      timer = setTimeout(watch, Math.min(Math.ceil(deadline - now), MAX_TIMER));
    }
  }

  function nearest(): readonly [Limit, number] {
    const total = started + timeouts.total;
    const silence = waitsForToken ? started + timeouts.firstToken : heardAt + timeouts.idle;
    if (total <= silence) return ['total', total];
    return [waitsForToken ? 'firstToken' : 'idle', silence];
  }

  watch();
  return {
    heard: () => {
      heardAt = performance.now();
    },
    token: () => {
      if (!waitsForToken || timer === null) return;
      waitsForToken = false;
      heardAt = performance.now();
      clearTimeout(timer);
      watch();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** Longer timers would ring at once. */
const MAX_TIMER = 2 ** 31 - 1;
