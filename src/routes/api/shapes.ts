import { mayHaveBeenBilled } from '../../domain/billing.ts';
import type { Case } from '../../domain/case.ts';
import { type RunTotals, totalsOf } from '../../domain/columns.ts';
import type { Completion } from '../../domain/completion.ts';
import type { CompletionEstimate } from '../../domain/completion-estimate.ts';
import { type Cost, toUsd, type UnitPrices } from '../../domain/cost.ts';
import { perMillionText } from '../../domain/custom-price.ts';
import type { CostGroupRow, HistoryRow } from '../../domain/history.ts';
import { EMPTY_PROMPT, type Prompt } from '../../domain/prompt.ts';
import { remarkText } from '../../domain/remark.ts';
import type { Run, RunView, RunWithPrompt } from '../../domain/run.ts';
import { AXES } from '../../domain/sweep.ts';
import type { Usage } from '../../domain/usage.ts';
import { type Repricing, wouldHaveCost } from '../../domain/what-if.ts';
import { caseJson } from './case-fields.ts';

/** A completion as the API gives it. */
function completionJson(completion: Completion) {
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
  return { ...completionJson(completion), ...completion.marks, imported: completion.imported };
}

/** A completion with where it comes from. */
export function historyJson(row: HistoryRow) {
  return {
    ...markedJson(row),
    notebook: row.notebook,
    experiment: row.experiment,
    version: row.version,
  };
}

/** Sums of one group: labels under the groups' names, ids beside them. */
export function costGroupJson(row: CostGroupRow, would: Repricing | null) {
  const { key, values, completions, inputTokens, cachedInputTokens, outputTokens, costPicodollars, unpriced, free } =
    row;
  const ids = (['notebook', 'experiment', 'version'] as const).flatMap((group) =>
    group in values ? [[`${group}_id`, values[group]] as const] : [],
  );
  return {
    ...key,
    ...Object.fromEntries(ids),
    completions,
    input_tokens: inputTokens,
    cached_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    cost: { ...money(costPicodollars), unpriced },
    free,
    ...(would === null
      ? {}
      : {
          would_have_cost: {
            ...money(wouldHaveCost(row, would)),
            model: would.prices?.model ?? null,
            price_date: would.prices?.date ?? null,
            batch: would.batch,
          },
        }),
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

/** Money twice: as a number people can read, and exactly. */
export function money(picodollars: bigint) {
  return { usd: toUsd(picodollars), picodollars: String(picodollars) };
}

/** A run with its completions as the API gives it. */
export function runJson({ run, completions }: RunView, cases: readonly Case[] | null = null) {
  const rows = completions.map(({ completion }) => completion);
  return {
    ...runHeadJson(run),
    request: requestJson(run, cases),
    completions: rows.map(completionJson),
    totals: totalsJson(totalsOf(rows)),
  };
}

/** A run without its completions, as lists give it. */
export function runHeadJson(run: Run) {
  return {
    id: run.id,
    status: run.status,
    planned: run.planned,
    estimate: estimateJson(run),
    notebook: run.notebookId,
    experiment: run.experimentId,
    version: run.version.number,
    created_at: run.createdAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
  };
}

/**
 * What was known before the run; `max_cost_usd` is null where no price or no limit is known, `likely_cost_usd` where no answers
 * were logged to judge by.
 */
export function estimateJson({ estimate }: Run) {
  const { inputTokens, likelyCostPicodollars: likely = null, maxCostPicodollars: most } = estimate;
  return { input_tokens: inputTokens, likely_cost_usd: usdOrNull(likely), max_cost_usd: usdOrNull(most) };
}

function usdOrNull(picodollars: bigint | null): number | null {
  return picodollars === null ? null : toUsd(picodollars);
}

/** The request as a body that can be posted again. Settings that were not sent are left out. */
function requestJson(run: RunWithPrompt, cases: readonly Case[] | null) {
  const { request } = run;
  // What a study makes itself is no part of what asks for it.
  const own = request.study === undefined ? AXES : AXES.filter((axis) => axis !== 'variant');
  const swept = own.flatMap((axis) => {
    const values: readonly unknown[] = request.sweep[axis];
    if (values.length === 1) return values[0] === null ? [] : [[axis, values[0]]];
    return [[axis, values]];
  });
  return {
    ...askedPromptJson(run.prompt),
    ...(request.study === undefined ? {} : { study: request.study }),
    ...(request.variants === undefined || request.study !== undefined
      ? {}
      : { variants: request.variants.map(({ name, changes }) => ({ name, changes })) }),
    ...Object.fromEntries(swept),
    samples: request.samples,
    connection: request.connection,
    ...(request.study === undefined ? { columns: request.columns } : {}),
    ...(request.rows === null ? {} : { rows: request.rows }),
    ...(request.stop === null ? {} : { stop: request.stop }),
    ...(request.responseFormat === null ? {} : { response_format: request.responseFormat }),
    ...(request.logprobs ? { logprobs: true } : {}),
    ...(request.topLogprobs === null ? {} : { top_logprobs: request.topLogprobs }),
    ...(cases === null || request.study === 'labels' ? {} : { cases: cases.map(caseJson) }),
    ...(request.checks === undefined ? {} : { checks: request.checks }),
    notebook: run.notebookId,
  };
}

/** A prompt with all its parts, as a run's body takes it. */
export function promptJson({ system, examples, messages, encoding, template, variables, templates }: Prompt) {
  return {
    system,
    examples: examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags })),
    messages,
    encoding,
    template,
    ...(variables === undefined ? {} : { variables }),
    ...(templates === false ? { templates } : {}),
  };
}

/** A prompt that a message list can hold is given as one; any other with its parts. Variables stand unfilled, beside it. */
function askedPromptJson(prompt: Prompt) {
  const { system, messages, variables = {}, templates, ...parts } = prompt;
  const asVariables = {
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    ...(templates === false ? { templates } : {}),
  };
  if (parts.examples.length > 0 || parts.encoding !== EMPTY_PROMPT.encoding || parts.template !== null) {
    const examples = parts.examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags }));
    const { encoding, template } = parts;
    return { prompt: { system, examples, messages, encoding, template }, ...asVariables };
  }
  return {
    messages: [...(system === null ? [] : [{ role: 'system' as const, content: system }]), ...messages],
    ...asVariables,
  };
}

/** Sums; tokens are null when none are known, and what has no price is counted apart. */
export function totalsJson(totals: RunTotals) {
  return {
    completions: totals.completions,
    input_tokens: totals.inputTokens,
    output_tokens: totals.outputTokens,
    cost: { ...money(totals.costPicodollars ?? 0n), unpriced: totals.unpriced },
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
