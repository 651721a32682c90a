import { added, type CapHit, chargeOf, NOTHING_SPENT, type Spent, type WorstCase } from '../domain/money/caps.ts';
import type { CompletionOutcome } from '../domain/run/completion.ts';
import type { CapLedger, Reservation, Spender } from './cap-ledger.ts';

/** What one completion reserves and spends, attempt by attempt: each of them may be billed. */
export class CompletionBudget {
  readonly #ledger: Pick<CapLedger, 'reserve'>;
  readonly #spender: Spender;
  readonly #worst: WorstCase;
  #reservation: Reservation | null = null;
  #spent: Spent = NOTHING_SPENT;

  constructor(ledger: Pick<CapLedger, 'reserve'>, spender: Spender, worst: WorstCase) {
    this.#ledger = ledger;
    this.#spender = spender;
    this.#worst = worst;
  }

  /** What its settled attempts used. */
  get spent(): Spent {
    return this.#spent;
  }

  /** Keeps room for the next attempt, as soon as there is some; the cap that holds it, or `null`. Throws when the signal aborts. */
  async reserve(signal: AbortSignal): Promise<CapHit | null> {
    const reserved = await this.#ledger.reserve(this.#spender, this.#worst, signal);
    if (reserved.kind === 'held') return reserved.hit;
    this.#reservation = reserved.reservation;
    return null;
  }

  /**
   * The attempt that room was kept for has ended like this. Each attempt may be billed; the completion is one request of unknown
   * cost, or none, as its last attempt is: so the history counts it too.
   */
  settle(ended: Pick<CompletionOutcome, 'usage' | 'cost' | 'error'>): void {
    const reservation = this.#reservation;
    if (reservation === null) return;
    this.#reservation = null;
    const attempt = chargeOf(ended, this.#worst);
    const charge = { ...attempt, unpriced: attempt.unpriced - this.#spent.unpriced };
    this.#spent = added(this.#spent, charge);
    reservation.settle(charge);
  }

  /** The attempt that room was kept for is not made. */
  release(): void {
    this.#reservation?.settle(NOTHING_SPENT);
    this.#reservation = null;
  }
}
