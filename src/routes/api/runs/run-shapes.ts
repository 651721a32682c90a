import type { Case } from '../../../domain/cases/case.ts';
import { requestJson } from '../../../domain/request/request-json.ts';
import { totalsOf } from '../../../domain/run/columns.ts';
import type { Run, RunView } from '../../../domain/run/run.ts';
import { completionJson } from '../completion-json.ts';
import { totalsJson, usdOrNull } from '../money-json.ts';

/** A run with its completions as the API gives it. */
export function runJson({ run, completions }: RunView, cases: readonly Case[] | null = null) {
  const rows = completions.map(({ completion }) => completion);
  return {
    ...runHeadJson(run),
    request: { ...requestJson(run, cases), notebook: run.notebookId },
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
