import type { Case } from '../../domain/case.ts';
import { totalsOf } from '../../domain/columns.ts';
import { optionalPartsJson } from '../../domain/request-json.ts';
import type { Run, RunView, RunWithPrompt } from '../../domain/run.ts';
import { AXES } from '../../domain/sweep.ts';
import { caseJson } from './case-fields.ts';
import { completionJson } from './completion-json.ts';
import { totalsJson, usdOrNull } from './money-json.ts';
import { askedPromptJson } from './prompt-json.ts';

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
  const { inputTokens, method, likelyCostPicodollars: likely = null, maxCostPicodollars: most } = estimate;
  return { input_tokens: inputTokens, method, likely_cost_usd: usdOrNull(likely), max_cost_usd: usdOrNull(most) };
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
    ...optionalPartsJson(request),
    ...(request.logprobs ? { logprobs: true } : {}),
    ...(request.topLogprobs === null ? {} : { top_logprobs: request.topLogprobs }),
    ...(cases === null || request.study === 'labels' ? {} : { cases: cases.map(caseJson) }),
    ...(request.checks === undefined ? {} : { checks: request.checks }),
    notebook: run.notebookId,
  };
}
