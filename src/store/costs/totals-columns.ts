import { sql } from 'kysely';
import type { HistoryTotals } from '../../domain/history/history.ts';
import { exactSum } from '../sqlite/exact-integers.ts';

/** The columns of `daily_costs` (or of accounts like them) summed up. */
export const TOTALS = [
  sql<number>`coalesce(sum(completions), 0)`.as('completions'),
  sql<number>`coalesce(sum(input_tokens), 0)`.as('input_tokens'),
  sql<number>`coalesce(sum(cached_input_tokens), 0)`.as('cached_input_tokens'),
  sql<number>`coalesce(sum(output_tokens), 0)`.as('output_tokens'),
  exactSum('cost_pico').as('cost_pico'),
  sql<number>`coalesce(sum(unpriced), 0)`.as('unpriced'),
  sql<number>`coalesce(sum(free), 0)`.as('free'),
] as const;

export interface TotalsRow {
  readonly completions: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly cost_pico: string;
  readonly unpriced: number;
  readonly free: number;
}

export function toTotals(row: TotalsRow): HistoryTotals {
  const { completions, input_tokens: inputTokens, output_tokens: outputTokens, cost_pico, unpriced, free } = row;
  const cachedInputTokens = row.cached_input_tokens;
  const costPicodollars = BigInt(cost_pico);
  return { completions, inputTokens, cachedInputTokens, outputTokens, costPicodollars, unpriced, free };
}
