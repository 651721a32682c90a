import { isIPv6 } from 'node:net';

export interface PasswordAttemptsOptions {
  /** In milliseconds; by default a clock that never jumps, as a jump back would lock everybody out. */
  readonly now?: () => number;
}

interface Failures {
  readonly count: number;
  readonly last: number;
}

interface Rule {
  /** Wrong passwords before the first wait. */
  readonly free: number;
  /** In seconds: doubles from `firstWait` with each further failure, up to `longestWait`. */
  readonly firstWait: number;
  readonly longestWait: number;
}

const PER_ADDRESS: Rule = { free: 5, firstWait: 10, longestWait: 900 };
/** Against many addresses at once; it only delays wrong passwords, so it never locks the owner out. */
const FROM_EVERYWHERE: Rule = { free: 50, firstWait: 2, longestWait: 60 };
/** In milliseconds; failures older than this are forgotten. */
const MEMORY = 60 * 60 * 1000;
const MAX_ADDRESSES = 10_000;
const NONE: Failures = { count: 0, last: 0 };

/**
 * Slows down the guessing of a password: after some wrong ones, each further try has to wait, longer each time. While an address waits
 * for wrong passwords of its own, not even a right one is looked at, else guessing could go on; one that has none of its own is let in
 * with the right one during the wait that others caused.
 */
export class PasswordAttempts {
  readonly #now: () => number;
  readonly #byAddress = new Map<string, Failures>();
  #everywhere: Failures = NONE;

  constructor({ now = () => performance.now() }: PasswordAttemptsOptions = {}) {
    this.#now = now;
  }

  /** Whole seconds until this address may try again, by its own wrong passwords; 0: now. */
  ownWait(address: string | null): number {
    return this.#wait(this.#recent(this.#byAddress.get(groupOf(address))), PER_ADDRESS);
  }

  /** Whole seconds until a wrong password is looked at again, by the wrong ones of everybody; 0: now. */
  sharedWait(): number {
    return this.#wait(this.#recent(this.#everywhere), FROM_EVERYWHERE);
  }

  failed(address: string | null): void {
    const group = groupOf(address);
    const own = this.#recent(this.#byAddress.get(group));
    this.#byAddress.delete(group);
    if (this.#byAddress.size >= MAX_ADDRESSES) this.#forgetOldest();
    this.#byAddress.set(group, this.#oneMore(own));
    this.#everywhere = this.#oneMore(this.#recent(this.#everywhere));
  }

  succeeded(address: string | null): void {
    this.#byAddress.delete(groupOf(address));
    this.#everywhere = NONE;
  }

  #recent(failures: Failures = NONE): Failures {
    return this.#now() - failures.last > MEMORY ? NONE : failures;
  }

  #oneMore({ count }: Failures): Failures {
    return { count: count + 1, last: this.#now() };
  }

  #wait({ count, last }: Failures, { free, firstWait, longestWait }: Rule): number {
    if (count < free) return 0;
    const wait = Math.min(longestWait, firstWait * 2 ** (count - free));
    return Math.max(0, Math.ceil(wait - (this.#now() - last) / 1000));
  }

  /** Insertion order is order of last failure, as each failure sets its address anew. */
  #forgetOldest(): void {
    const oldest = this.#byAddress.keys().next();
    if (!oldest.done) this.#byAddress.delete(oldest.value);
  }
}

/** Whoever has one IPv6 address usually has a /64 of them, so those count as one. */
function groupOf(address: string | null): string {
  if (address === null || !isIPv6(address)) return address ?? 'unknown';
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
