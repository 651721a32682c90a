import type { Completion } from '../run/completion.ts';
import { atMostOfRequest, worstInput } from './at-most.ts';
import type { CompletionEstimate } from './completion-estimate.ts';
import type { Picodollars, UnitPrices } from './cost.ts';

/** Answers that were logged, by which the length of the next one is judged. */
export interface LoggedOutput {
  /** Whose they are: this experiment's own, else anybody's by the same model. */
  readonly of: 'experiment' | 'model';
  readonly answers: number;
  /** Of all of them together. */
  readonly outputTokens: number;
}

/** What it takes to say what one request may use and cost. */
export interface RequestToCome {
  readonly inputTokens: number;
  /** How they were counted, `rough` without the model's own tokeniser; absent: exactly. */
  readonly method?: string;
  /** Max tokens as sent, else the model's own limit; `null`: neither is known. */
  readonly maxOutputTokens: number | null;
  readonly prices: UnitPrices | null;
  readonly logged: LoggedOutput | null;
}

/** What one request is expected to come to. */
export function estimateOf(request: RequestToCome): CompletionEstimate {
  const { inputTokens, method = 'tiktoken' } = request;
  const worst = { ...request, inputTokens: worstInput(inputTokens, method) };
  return { inputTokens, likely: likelyCost(request), atMost: atMostOfRequest(worst).picodollars };
}

/**
 * The cost of a request whose answer is as long as the mean of those logged, or as long as allowed if that is less; rounded
 * down to a whole pico-dollar. Nothing is taken to be cached.
 */
function likelyCost({ inputTokens, maxOutputTokens, prices, logged }: RequestToCome): Picodollars | null {
  if (prices === null || logged === null || logged.answers === 0) return null;
  const input = BigInt(inputTokens) * prices.input;
  const isCut = maxOutputTokens !== null && logged.outputTokens > maxOutputTokens * logged.answers;
  if (isCut) return input + BigInt(maxOutputTokens) * prices.output;
  return input + (BigInt(logged.outputTokens) * prices.output) / BigInt(logged.answers);
}

/** What several requests may cost together. */
export interface CostRange {
  readonly likely: Picodollars | null;
  readonly most: Picodollars | null;
}

/** Estimates added up, each as often as it is asked; what is unknown of one is unknown of all. */
export function rangeOf(estimates: readonly CompletionEstimate[], times: number): CostRange {
  const sum = (of: (estimate: CompletionEstimate) => Picodollars | null) =>
    estimates.reduce<Picodollars | null>((total, estimate) => {
      const own = of(estimate);
      return total === null || own === null ? null : total + own;
    }, 0n);
  const whole = (one: Picodollars | null) => (one === null ? null : one * BigInt(times));
  return { likely: whole(sum(({ likely }) => likely)), most: whole(sum(({ atMost }) => atMost)) };
}

/** How far estimates were off, of one model on one connection, in percent of what it came to. */
export interface EstimateErrors {
  readonly connection: string;
  readonly model: string;
  readonly inputTokens: MeanError;
  /** Of the likely cost. */
  readonly cost: MeanError;
}

export interface MeanError {
  /** Over how many. */
  readonly n: number;
  /** Mean of (estimate - actual) / actual, in percent: above 0, estimates were too high. `null` over none. */
  readonly signed: number | null;
  /** The same of its absolute value: how far off, whichever way. */
  readonly absolute: number | null;
}

/** Further off than this counts as this far, so that one freak cannot overflow the sums. */
const FURTHEST_PPM = 10 ** 12;

/** (estimate - actual) / actual in whole millionths; `null` when there is nothing to compare with. */
export function errorPpm(estimate: bigint | number | null, actual: bigint | number | null): number | null {
  if (estimate === null || actual === null || actual <= 0) return null;
  const [said, was] = [BigInt(estimate), BigInt(actual)];
  return Math.min(FURTHEST_PPM, Number(((said - was) * 1_000_000n) / was));
}

/** A mean from its sums in millionths. */
export function meanError(n: number, errorSum: number, distanceSum: number): MeanError {
  const percent = (sum: number) => (n === 0 ? null : sum / n / 10_000);
  return { n, signed: percent(errorSum), absolute: percent(distanceSum) };
}

/** Figures of a run as expected and as they came, over the requests where both are known. */
export interface Expectation<Figure> {
  readonly n: number;
  readonly expected: Figure;
  readonly actual: Figure;
}

type Estimated = Pick<Completion, 'estimate' | 'usage' | 'cost'>;

/** What was expected of a run's requests beside what they came to. */
export function expectations(completions: readonly Estimated[]): {
  readonly inputTokens: Expectation<number>;
  readonly cost: Expectation<Picodollars>;
} {
  const inputs = completions.flatMap(({ estimate, usage }) =>
    estimate === undefined || usage?.source !== 'reported' || usage.inputTokens === null
      ? []
      : [{ expected: estimate.inputTokens, actual: usage.inputTokens }],
  );
  const costs = completions.flatMap(({ estimate, cost }) =>
    estimate?.likely == null || (cost?.source !== 'computed' && cost?.source !== 'reported')
      ? []
      : [{ expected: estimate.likely, actual: cost.picodollars }],
  );
  return {
    inputTokens: {
      n: inputs.length,
      expected: inputs.reduce((sum, { expected }) => sum + expected, 0),
      actual: inputs.reduce((sum, { actual }) => sum + actual, 0),
    },
    cost: {
      n: costs.length,
      expected: costs.reduce((sum, { expected }) => sum + expected, 0n),
      actual: costs.reduce((sum, { actual }) => sum + actual, 0n),
    },
  };
}
