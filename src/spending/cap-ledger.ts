import type { SpendingDay } from '../domain/history/reporting-days.ts';
import {
  type Account,
  type Admission,
  added,
  admission,
  type CapHit,
  type CapScope,
  type Caps,
  type CapUnit,
  type Charge,
  minus,
  NOTHING,
  NOTHING_SPENT,
  plus,
  type Spent,
  type WorstCase,
} from '../domain/money/caps.ts';
import type { SpendingAccount } from '../store/costs/spending-store.ts';

/** Whose request it is. */
export interface Spender {
  /** `null` before there is a run. */
  readonly run: number | null;
  readonly notebook: number;
  readonly connection: string;
}

/** Room that is kept for one request, until it is settled. */
export interface Reservation {
  readonly worst: WorstCase;
  /** Puts what the request used in the reservation's place; only the first call counts. */
  settle(charge: Charge): void;
}

export type Reserved =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  | { readonly kind: 'held'; readonly hit: CapHit };

export interface CapLedgerOptions {
  readonly caps: () => Caps;
  /** What an account had spent when this process began. */
  readonly load: (account: SpendingAccount) => Promise<Spent>;
  readonly now: () => Date;
  /** The day that a time counts for. */
  readonly dayOf: (time: number) => SpendingDay;
}

type OpenAccount = { -readonly [Name in keyof Account]: Account[Name] };

/**
 * The accounts that caps are held against, in memory. Deciding and reserving is one step without a pause in it, so that however
 * many requests want to start at once, what is spent and what is reserved never exceed a cap together. What accounts spent in
 * earlier times comes from the data file, once, when an account is first used; reservations are nowhere but here.
 */
export class CapLedger {
  readonly #options: CapLedgerOptions;
  readonly #accounts = new Map<string, OpenAccount>();
  readonly #opening = new Map<string, Promise<unknown>>();
  #waiting: (() => void)[] = [];

  constructor(options: CapLedgerOptions) {
    this.#options = options;
  }

  /**
   * Keeps room for a request. Waits while there is too little only because of what is reserved for requests in flight.
   * @throws the signal's reason when it aborts meanwhile, StoreError when the data file cannot be read
   */
  async reserve(spender: Spender, worst: WorstCase, signal: AbortSignal): Promise<Reserved> {
    for (;;) {
      const keys = this.#keysOf(spender);
      await this.#open(keys);
      signal.throwIfAborted();
      const accounts = this.#of(keys);
      const decision = admission(this.#options.caps(), accounts, worst);
      if (decision.kind === 'held') return decision;
      if (decision.kind === 'fits') return { kind: 'reserved', reservation: this.#reserveIn(accounts, worst) };
      await this.#change(signal);
    }
  }

  /** Whether a request could be sent as things stand; nothing is reserved. */
  async standing(spender: Spender, worst: Readonly<Record<CapUnit, bigint | null>>): Promise<Admission> {
    const keys = this.#keysOf(spender);
    await this.#open(keys);
    return admission(this.#options.caps(), this.#of(keys), worst);
  }

  /** What was spent today, and what is reserved for requests in flight. */
  today(): Account {
    const account = { scope: 'day', id: this.#day() } as const;
    const open = this.#accounts.get(keyOf(account));
    // A day that is not open yet has just begun, or is being read.
    if (open === undefined) void this.#open([account]).catch(() => undefined);
    return open ?? { spent: NOTHING_SPENT, reserved: NOTHING };
  }

  /** Reads what was spent today, so that `today` knows it at once. */
  async openToday(): Promise<void> {
    await this.#open([{ scope: 'day', id: this.#day() }]);
  }

  /** Looks again at those that wait, as after a change of the caps. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }

  /** Counts what earlier requests turned out to have cost, in the accounts that are open; the data file has it already. */
  correct({ run, notebook, connection, day }: Spender & { readonly day: SpendingDay }, charge: Charge): void {
    const accounts: readonly SpendingAccount[] = [
      ...(run === null ? [] : [{ scope: 'run', id: run } as const]),
      { scope: 'day', id: day },
      { scope: 'notebook', id: notebook },
      { scope: 'connection', id: connection },
    ];
    for (const account of accounts) {
      const open = this.#accounts.get(keyOf(account));
      if (open !== undefined) open.spent = added(open.spent, charge);
    }
  }

  /** A run has ended and is on disk: its account is read anew when it goes on. */
  forget(run: number): void {
    const key = keyOf({ scope: 'run', id: run });
    const reserved = this.#accounts.get(key)?.reserved ?? NOTHING;
    if (reserved.requests > 0n) return;
    this.#accounts.delete(key);
    this.#opening.delete(key);
  }

  #reserveIn(accounts: Readonly<Record<CapScope, OpenAccount>>, worst: WorstCase): Reservation {
    const all = Object.values(accounts);
    for (const account of all) account.reserved = plus(account.reserved, worst);
    let settled = false;
    return {
      worst,
      settle: (charge) => {
        if (settled) return;
        settled = true;
        for (const account of all) {
          account.reserved = minus(account.reserved, worst);
          account.spent = added(account.spent, charge);
        }
        this.wake();
      },
    };
  }

  #keysOf({ run, notebook, connection }: Spender): readonly SpendingAccount[] {
    return [
      ...(run === null ? [] : [{ scope: 'run', id: run } as const]),
      { scope: 'day', id: this.#day() },
      { scope: 'notebook', id: notebook },
      { scope: 'connection', id: connection },
    ];
  }

  #of(keys: readonly SpendingAccount[]): Readonly<Record<CapScope, OpenAccount>> {
    const fresh = { run: emptyAccount() };
    return Object.assign(
      fresh,
      Object.fromEntries(keys.map((key) => [key.scope, this.#accounts.get(keyOf(key)) ?? emptyAccount()])),
    ) as Readonly<Record<CapScope, OpenAccount>>;
  }

  async #open(keys: readonly SpendingAccount[]): Promise<void> {
    await Promise.all(keys.map((account) => this.#opening.get(keyOf(account)) ?? this.#load(account)));
  }

  #load(account: SpendingAccount): Promise<unknown> {
    const key = keyOf(account);
    const loading = this.#options.load(account).then(
      (spent) => this.#accounts.set(key, { spent, reserved: NOTHING }),
      (error: unknown) => {
        this.#opening.delete(key);
        throw error;
      },
    );
    this.#opening.set(key, loading);
    return loading;
  }

  #day(): SpendingDay {
    return this.#options.dayOf(this.#options.now().getTime());
  }

  /** Resolves when a reservation was settled or the caps were changed, or the signal aborts. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#waiting.push(done);
    });
  }
}

function emptyAccount(): OpenAccount {
  return { spent: NOTHING_SPENT, reserved: NOTHING };
}

function keyOf(account: SpendingAccount): string {
  const id = account.scope === 'day' ? `${account.id.day} ${account.id.zone}` : account.id;
  return `${account.scope}:${id}`;
}
