import { amountText, capText } from '../domain/money/cap-text.ts';
import { asksFirst, type CapHit, isCapped, mostOf, type Planned, type Thresholds } from '../domain/money/caps.ts';
import { toUsd } from '../domain/money/cost.ts';
import { amountJson, unitName } from '../domain/money/spending-rules.ts';
import { AppError, ConfirmationRequired } from '../errors.ts';
import type { CapLedger, Spender } from './cap-ledger.ts';
import type { StoredSpendingRules } from './stored-rules.ts';

/** Why a person is asked: for the amount, because nothing bounds it, or because a judge is never asked unasked. */
type AskReason = 'amount' | 'unbounded' | 'judge' | 'study';

/** Requests that somebody wants to send. */
export interface Wanted {
  readonly spender: Spender;
  readonly planned: readonly Planned[];
  /** The input tokens of one request, the longest. */
  readonly inputTokens: number;
  /** Why it is asked about whatever the thresholds are; left out, only they decide. */
  readonly asks?: Exclude<AskReason, 'amount'> | undefined;
}

/** Nothing may be sent: not one of the requests fits under the caps. */
class CapReachedError extends AppError {
  override readonly name = 'CapReachedError';

  constructor(hit: CapHit) {
    const { scope, unit, limit, spent, needed } = hit;
    const cap = {
      scope,
      unit: unitName(unit),
      limit: amountJson(unit, limit),
      spent: amountJson(unit, spent),
      needed: needed === null ? null : amountJson(unit, needed),
    };
    super(402, 'cap-reached', capText(hit), { members: { cap } });
  }
}

/** What a person is asked before so much is sent. */
export interface Question {
  readonly requests: number;
  readonly inputTokens: number;
  /** `null`: no price is known, or nobody can say how long an answer may get. */
  readonly mostPicodollars: bigint | null;
  readonly pricing: 'priced' | 'unpriced' | 'unbounded';
  readonly thresholds: Thresholds;
  /** It is asked about whatever it costs. */
  readonly reason: AskReason;
}

/** What is asked before so much is sent, with the figures that the API gives. */
function spendingQuestion(question: Question): ConfirmationRequired<Question> {
  const { requests, inputTokens, mostPicodollars: most, thresholds } = question;
  const estimate = { requests, input_tokens: inputTokens, max_cost_usd: most === null ? null : toUsd(most) };
  const threshold = {
    usd: thresholds.money === null ? null : toUsd(thresholds.money),
    requests: thresholds.requests === null ? null : Number(thresholds.requests),
  };
  return new ConfirmationRequired(`${questionText(question)} Nothing was sent yet.`, question, { estimate, threshold });
}

/** Whether an error asks a person about spending. */
export function asksAboutSpending(error: unknown): error is ConfirmationRequired<Question> {
  return error instanceof ConfirmationRequired && 'thresholds' in error.question;
}

/** What would be sent, in a sentence. */
function questionText({ requests, mostPicodollars, pricing }: Question): string {
  const what = `This sends ${amountText('requests', BigInt(requests))}`;
  if (pricing === 'unpriced') return `${what}; what they cost is not known, as no price is known for a model.`;
  if (mostPicodollars === null) return `${what}; nobody can say what they cost at most: set Max tokens.`;
  return `${what} and can cost ${amountText('money', mostPicodollars)} at most.`;
}

/** The door that everything that may cost something goes through before a run is changed or begun. */
export class SpendingGate {
  readonly #ledger: Pick<CapLedger, 'standing'>;
  readonly #rules: Pick<StoredSpendingRules, 'rules'>;

  constructor(deps: {
    readonly ledger: Pick<CapLedger, 'standing'>;
    readonly rules: Pick<StoredSpendingRules, 'rules'>;
  }) {
    this.#ledger = deps.ledger;
    this.#rules = deps.rules;
  }

  /** Whether requests can only be let through by an exact count of their input: a cap or a question may depend on it. */
  needsExactCount(planned: readonly Planned[], confirmed: boolean): boolean {
    const { caps, confirmation } = this.#rules.rules;
    return isCapped(caps) || (!confirmed && asksFirst(planned, confirmation));
  }

  /** @throws CapReachedError (402) when nothing of it may be sent, ConfirmationError (409) when it is to be confirmed first */
  async pass({ spender, planned, inputTokens, asks }: Wanted, confirmed: boolean): Promise<void> {
    await this.#refuseIfNothingFits(spender, planned);
    const { confirmation } = this.#rules.rules;
    if (confirmed || (asks === undefined && !asksFirst(planned, confirmation))) return;
    const most = mostOf(planned).money;
    const unpriced = planned.some(({ worst }) => worst.pricing === 'unpriced');
    throw spendingQuestion({
      requests: planned.reduce((sum, { count }) => sum + count, 0),
      inputTokens,
      mostPicodollars: unpriced ? null : most,
      pricing: unpriced ? 'unpriced' : most === null ? 'unbounded' : 'priced',
      thresholds: confirmation,
      reason: asks ?? 'amount',
    });
  }

  async #refuseIfNothingFits(spender: Spender, planned: readonly Planned[]): Promise<void> {
    let first: CapHit | null = null;
    for (const { worst, connection = spender.connection } of planned) {
      const standing = await this.#ledger.standing({ ...spender, connection }, worst);
      if (standing.kind !== 'held') return;
      first ??= standing.hit;
    }
    if (first !== null) throw new CapReachedError(first);
  }
}
