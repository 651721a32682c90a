import { createHash, timingSafeEqual } from 'node:crypto';
import type { PasswordAttempts } from './password-attempts.ts';

/** What came of trying a password; `wait` is in whole seconds, and nothing was compared. */
export type PasswordResult =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many'; readonly wait: number };

export interface PasswordCheckOptions {
  readonly password: string;
  readonly attempts: PasswordAttempts;
}

/** Compares in constant time and slows down guessing; keeps only a hash of the password. */
export class PasswordCheck {
  readonly #hash: Buffer;
  readonly #attempts: PasswordAttempts;

  constructor({ password, attempts }: PasswordCheckOptions) {
    this.#hash = sha256(password);
    this.#attempts = attempts;
  }

  /** A log-in by a person: getting it right makes up for the wrong ones before. */
  logIn(address: string | null, given: string): PasswordResult {
    const result = this.#try(address, given);
    if (result.kind === 'right') this.#attempts.succeeded(address);
    return result;
  }

  /**
   * The password in an Authorization header. Getting it right forgives nothing: else a program that polls would let anybody at the
   * same address go on guessing between two of its requests.
   */
  bearer(address: string | null, given: string): PasswordResult {
    return this.#try(address, Buffer.from(given, 'latin1'));
  }

  #try(address: string | null, given: string | Buffer): PasswordResult {
    const wait = this.#attempts.ownWait(address);
    if (wait > 0) return { kind: 'too-many', wait };
    if (timingSafeEqual(sha256(given), this.#hash)) return { kind: 'right' };
    const shared = this.#attempts.sharedWait();
    this.#attempts.failed(address);
    return shared > 0 ? { kind: 'too-many', wait: shared } : { kind: 'wrong' };
  }
}

function sha256(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
