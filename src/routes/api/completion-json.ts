import type { HistoryRow } from '../../domain/history/history.ts';
import { mayHaveBeenBilled } from '../../domain/money/billing.ts';
import type { CompletionEstimate } from '../../domain/money/completion-estimate.ts';
import type { Cost, UnitPrices } from '../../domain/money/cost.ts';
import { perMillionText } from '../../domain/money/custom-price.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { remarkText } from '../../domain/run/remark.ts';
import type { ConnectionNames } from '../../domain/run/sweep.ts';
import type { Usage } from '../../domain/run/usage.ts';
import { money, usdOrNull } from './money-json.ts';

/** A completion as the API gives it. */
export function completionJson(completion: Completion) {
  const { settings, usage, cost, error } = completion;
  return {
    id: completion.id,
    run: completion.runId,
    connection: completion.connection,
    model: settings.model,
    temperature: settings.temperature,
    settings,
    column: completion.column,
    sample: completion.sample,
    case: completion.case,
    case_name: completion.caseName ?? null,
    variant: settings.variant,
    status: completion.status,
    text: completion.text,
    reasoning: completion.reasoning,
    ...(completion.toolCalls === undefined ? {} : { tool_calls: completion.toolCalls }),
    finish_reason: completion.finishReason,
    passed: completion.checked?.passed ?? null,
    checks: completion.checked?.results.map(({ type, passed, detail }) => ({ type, passed, detail })) ?? [],
    usage: usage === null ? null : usageJson(usage),
    cost: cost === null ? null : costJson(cost),
    prices: completion.prices === null ? null : pricesJson(completion.prices),
    may_have_been_billed: mayHaveBeenBilled(completion),
    ttft_ms: rounded(completion.ttftMs),
    duration_ms: rounded(completion.durationMs),
    attempts: completion.attempts,
    error,
    ...remarksJson(completion),
    created_at: completion.createdAt.toISOString(),
    ended_at: completion.endedAt?.toISOString() ?? null,
    estimate: completion.estimate === undefined ? null : completionEstimateJson(completion.estimate),
  };
}

/** Only what there is to say, so that an answer like any other looks as it always did. */
function remarksJson({ remarks = [] }: Completion) {
  if (remarks.length === 0) return {};
  return { remarks: remarks.map((remark) => ({ ...remark, text: remarkText(remark) })) };
}

function completionEstimateJson({ inputTokens, likely, atMost }: CompletionEstimate) {
  return { input_tokens: inputTokens, likely_cost_usd: usdOrNull(likely), max_cost_usd: usdOrNull(atMost) };
}

/** A completion by itself, with what a person made of it and whether it was asked here. */
export function markedJson(completion: Completion) {
  return { ...completionJson(completion), ...completion.annotations, imported: completion.imported };
}

/** A completion with where it comes from; the connection by its name as well, which is known of one that was removed too. */
export function historyJson(row: HistoryRow, nameOf: ConnectionNames) {
  return {
    ...markedJson(row),
    connection_name: nameOf(row.connection),
    notebook: row.notebook,
    experiment: row.experiment,
    version: row.version,
    expected: row.expected,
  };
}

function usageJson(usage: Usage) {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    ...(usage.cacheWriteTokens === undefined ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    source: usage.source,
  };
}

/** The unit prices it was asked at, in US dollars per million tokens, as exact decimals. */
function pricesJson({ input, cachedInput, cacheWrite, output, model, date, own, fromService }: UnitPrices) {
  return {
    input: perMillionText(input),
    cached_input: cachedInput === null ? null : perMillionText(cachedInput),
    ...(cacheWrite === undefined ? {} : { cache_write: perMillionText(cacheWrite) }),
    output: perMillionText(output),
    model,
    date,
    own: own ?? false,
    ...(fromService === undefined ? {} : { from_service: true }),
  };
}

function costJson({ picodollars, source }: Cost) {
  return { ...money(picodollars), source };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
