import type { Checked } from '../../domain/cases/check.ts';
import type { UnitPrices } from '../../domain/money/cost.ts';
import type { Annotations, CompletionOutcome, Rating } from '../../domain/run/completion.ts';
import type { Settings } from '../../domain/run/sweep.ts';
import type { Flag } from '../schema-columns.ts';

/** The columns of the marks that are given; the others are left out. */
export function annotationColumns({ rating, pinned, note }: Partial<Annotations>) {
  return {
    ...(rating === undefined ? {} : { rating: ratingColumn(rating) }),
    ...(pinned === undefined ? {} : { pinned: (pinned ? 1 : 0) as Flag }),
    ...(note === undefined ? {} : { note }),
  };
}

/** A rating as its column holds it: 1 or -1, so that ratings can be averaged. */
export function ratingColumn(rating: Rating | null): number | null {
  return rating === null ? null : rating === 'good' ? 1 : -1;
}

/** The settings that have no column of their own, but for those not sent, as JSON. */
export function settingsColumn({ model: _, temperature: __, variant: ___, ...others }: Settings): string {
  return JSON.stringify(Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null)));
}

/** The columns that an outcome fills, but for those that depend on what is in the row already. */
export function outcomeColumns({ usage, prices, cost, error, ...outcome }: CompletionOutcome) {
  return {
    status: outcome.status,
    text: outcome.text,
    text_mended: (outcome.textMended ? 1 : 0) as Flag,
    reasoning: outcome.reasoning,
    finish_reason: outcome.finishReason,
    input_tokens: usage?.inputTokens ?? null,
    cached_input_tokens: usage?.cachedInputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    reasoning_tokens: usage?.reasoningTokens ?? null,
    usage_source: usage?.source ?? null,
    price_input_pico: prices?.input ?? null,
    price_cached_input_pico: prices?.cachedInput ?? null,
    price_output_pico: prices?.output ?? null,
    price_model: prices?.model ?? null,
    price_date: prices?.date ?? null,
    price_source: prices === null ? null : priceSource(prices),
    cost_pico: cost?.picodollars ?? null,
    cost_source: cost?.source ?? null,
    ttft_ms: outcome.ttftMs,
    duration_ms: outcome.durationMs,
    attempts: outcome.attempts,
    error_kind: error?.kind ?? null,
    error_message: error?.message ?? null,
    error_status: error?.status ?? null,
    error_param: error?.param ?? null,
    cache_write_tokens: usage?.cacheWriteTokens ?? null,
    price_cache_write_pico: prices?.cacheWrite ?? null,
    remarks: outcome.remarks === undefined ? null : JSON.stringify(outcome.remarks),
    tool_calls: outcome.toolCalls === undefined ? null : JSON.stringify(outcome.toolCalls),
    ...checkedColumns(outcome.checked),
  };
}

/** The columns of what the checks say. */
export function checkedColumns(checked: Checked | undefined) {
  return {
    passed: checked === undefined || checked.passed === null ? null : ((checked.passed ? 1 : 0) as Flag),
    checks: checked === undefined ? null : JSON.stringify(checked.results),
  };
}

function priceSource({ own, fromService }: UnitPrices): 'own' | 'service' | 'list' {
  if (own) return 'own';
  return fromService ? 'service' : 'list';
}
