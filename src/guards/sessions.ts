import { createHash, randomBytes } from 'node:crypto';

export interface SessionsOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** In milliseconds, from log-in. */
  readonly lifetime?: number;
}

export const SESSION_LIFETIME = 30 * 24 * 60 * 60 * 1000;
/** Far more browsers than one password serves; beyond it the oldest session ends. */
const MAX_SESSIONS = 1_000;

/**
 * Who has logged in. Lives in memory only, so a restart, and with it a change of password, ends every session; of the tokens only
 * hashes are kept, so that a dump of the memory opens none.
 */
export class Sessions {
  readonly #now: () => number;
  readonly #lifetime: number;
  readonly #expiries = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor({ now = Date.now, lifetime = SESSION_LIFETIME }: SessionsOptions = {}) {
    this.#now = now;
    this.#lifetime = lifetime;
  }

  /** Starts a session and gives its token (256 random bits), which is not kept and cannot be had again. */
  start(): string {
    this.#makeRoom();
    const token = randomBytes(32).toString('base64url');
    this.#expiries.set(hashOf(token), this.#now() + this.#lifetime);
    return token;
  }

  isOpen(token: string): boolean {
    const expiry = this.#expiries.get(hashOf(token));
    return expiry !== undefined && this.#now() < expiry;
  }

  end(token: string): void {
    this.#end(hashOf(token));
  }

  endAll(): void {
    for (const hash of [...this.#expiries.keys()]) this.#end(hash);
  }

  /** Calls back once when a session ends; gives back what takes the listener away again. */
  onEnd(token: string, listener: () => void): () => void {
    const hash = hashOf(token);
    const listeners = this.#listeners.get(hash) ?? new Set();
    this.#listeners.set(hash, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(hash);
    };
  }

  #end(hash: string): void {
    this.#expiries.delete(hash);
    const listeners = this.#listeners.get(hash) ?? [];
    this.#listeners.delete(hash);
    for (const listener of listeners) listener();
  }

  #makeRoom(): void {
    for (const [hash, expiry] of this.#expiries) {
      const isFull = this.#expiries.size >= MAX_SESSIONS;
      if (isFull || this.#now() >= expiry) this.#end(hash);
    }
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
