import type { Picodollars } from './cost.ts';

/** What is known of one completion before it is sent; kept with it, to be compared with what it came to. */
export interface CompletionEstimate {
  readonly inputTokens: number;
  /** What it costs if its answer is as long as those logged; `null` without such answers or a price. */
  readonly likely: Picodollars | null;
  /** What it costs at the most; `null` without a price or a limit. */
  readonly atMost: Picodollars | null;
}
