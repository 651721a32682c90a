import type { Selectable } from 'kysely';
import type { CheckResult } from '../../domain/cases/check.ts';
import type { Cost, UnitPrices } from '../../domain/money/cost.ts';
import type { ToolCall } from '../../domain/prompt/tool.ts';
import type { Annotations, Completion, CompletionError } from '../../domain/run/completion.ts';
import type { Remark } from '../../domain/run/remark.ts';
import type { Settings } from '../../domain/run/sweep.ts';
import type { Usage } from '../../domain/run/usage.ts';
import type { CompletionsTable } from '../schema-runs.ts';
import { exactly, toBigInt, toDate } from '../sqlite/exact-integers.ts';

const PLAIN_COLUMNS = [
  'id',
  'run_id',
  'ordinal',
  'connection',
  'model',
  'temperature',
  'variant',
  'settings',
  'column_index',
  'row_index',
  'sample',
  'case_name',
  'status',
  'text',
  'text_mended',
  'reasoning',
  'finish_reason',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'usage_source',
  'price_model',
  'price_date',
  'cost_source',
  'ttft_ms',
  'duration_ms',
  'attempts',
  'error_kind',
  'error_message',
  'error_status',
  'error_param',
  'rating',
  'pinned',
  'note',
  'imported',
  'created_at',
  'ended_at',
  'forgotten_at',
  'price_source',
  'estimate_input_tokens',
  'cache_write_tokens',
  'remarks',
  'tool_calls',
  'case_index',
  'passed',
  'checks',
] as const;

const EXACT_COLUMNS = [
  'price_input_pico',
  'price_cached_input_pico',
  'price_output_pico',
  'cost_pico',
  'likely_cost_pico',
  'max_cost_pico',
  'price_cache_write_pico',
] as const;

export const COMPLETION_COLUMNS = PLAIN_COLUMNS.map((name) => `completions.${name}` as const);
export const COMPLETION_EXACT_COLUMNS = EXACT_COLUMNS.map((name) => exactly(`completions.${name}`).as(name));

export type CompletionRow = Pick<Selectable<CompletionsTable>, (typeof PLAIN_COLUMNS)[number]> &
  Record<(typeof EXACT_COLUMNS)[number], string | null>;

export function toCompletion(row: CompletionRow): Completion {
  return {
    id: row.id,
    runId: row.run_id,
    ordinal: row.ordinal,
    connection: row.connection,
    settings: toSettings(row),
    column: row.column_index,
    row: row.row_index,
    sample: row.sample,
    case: row.case_index,
    ...(row.case_name === null ? {} : { caseName: row.case_name }),
    status: row.status,
    text: row.text,
    reasoning: row.reasoning,
    finishReason: row.finish_reason,
    usage: toUsage(row),
    prices: toPrices(row),
    cost: toCost(row),
    ttftMs: row.ttft_ms,
    durationMs: row.duration_ms,
    attempts: row.attempts,
    error: toError(row),
    textMended: row.text_mended === 1,
    annotations: toAnnotations(row),
    imported: row.imported === 1,
    createdAt: new Date(row.created_at),
    endedAt: toDate(row.ended_at),
    ...(row.remarks === null ? {} : { remarks: JSON.parse(row.remarks) as readonly Remark[] }),
    ...(row.tool_calls === null ? {} : { toolCalls: JSON.parse(row.tool_calls) as readonly ToolCall[] }),
    ...toEstimate(row),
    ...toChecked(row),
    ...(row.forgotten_at === null ? {} : { forgotten: true as const }),
  };
}

/** Settings that have no column of their own, as they stand in the JSON; those not sent are left out of it. */
const NOT_SENT: Omit<Settings, 'model' | 'temperature' | 'variant'> = {
  top_p: null,
  reasoning_effort: null,
  verbosity: null,
  presence_penalty: null,
  frequency_penalty: null,
  seed: null,
  max_completion_tokens: null,
};

function toSettings({ model, temperature, variant, settings }: CompletionRow): Settings {
  return { ...NOT_SENT, ...(JSON.parse(settings) as Partial<Settings>), model, temperature, variant };
}

function toAnnotations({ rating, pinned, note }: CompletionRow): Annotations {
  return { rating: rating === null ? null : rating > 0 ? 'good' : 'bad', pinned: pinned === 1, note };
}

function toUsage(row: CompletionRow): Usage | null {
  if (row.usage_source === null) return null;
  return {
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    ...(row.cache_write_tokens === null ? {} : { cacheWriteTokens: row.cache_write_tokens }),
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    source: row.usage_source,
  };
}

function toPrices(row: CompletionRow): UnitPrices | null {
  const input = toBigInt(row.price_input_pico);
  const output = toBigInt(row.price_output_pico);
  if (input === null || output === null || row.price_model === null || row.price_date === null) return null;
  const cachedInput = toBigInt(row.price_cached_input_pico);
  const cacheWrite = toBigInt(row.price_cache_write_pico);
  return {
    input,
    cachedInput,
    ...(cacheWrite === null ? {} : { cacheWrite }),
    output,
    model: row.price_model,
    date: row.price_date,
    ...(row.price_source === 'own' ? { own: true as const } : {}),
    ...(row.price_source === 'service' ? { fromService: true as const } : {}),
  };
}

function toEstimate(row: CompletionRow): Pick<Completion, 'estimate'> {
  const { estimate_input_tokens: inputTokens, likely_cost_pico, max_cost_pico } = row;
  if (inputTokens === null) return {};
  return { estimate: { inputTokens, likely: toBigInt(likely_cost_pico), atMost: toBigInt(max_cost_pico) } };
}

function toChecked({ passed, checks }: CompletionRow): Pick<Completion, 'checked'> {
  if (checks === null) return {};
  const results = JSON.parse(checks) as readonly CheckResult[];
  return { checked: { passed: passed === null ? null : passed === 1, results } };
}

function toCost({ cost_pico, cost_source }: CompletionRow): Cost | null {
  return cost_pico === null || cost_source === null ? null : { picodollars: BigInt(cost_pico), source: cost_source };
}

function toError(row: CompletionRow): CompletionError | null {
  const { error_kind: kind, error_message: message, error_status: status, error_param: param } = row;
  return kind === null ? null : { kind, message: message ?? '', status, param };
}
