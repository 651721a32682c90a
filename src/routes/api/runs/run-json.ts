import type { AppDeps } from '../../../app-deps.ts';
import { leakedCasesWarning } from '../../../domain/cases/leak.ts';
import { paramLabel } from '../../../domain/request/refusal-offer.ts';
import type { RunView, RunWithPrompt } from '../../../domain/run/run.ts';
import { type RefusedByModel, refusedIn } from '../../../planning/refusal-offers.ts';
import { knownRefusals, refusalWarnings } from '../../../planning/refusal-warnings.ts';
import { unboundedWarningText } from '../../../planning/unbounded-warning.ts';
import { unpricedWarningText } from '../../../planning/unpriced-warning.ts';
import { settingEffectStates } from '../../../probes/setting-effect.ts';
import { judgeAgreement } from '../../../results/cases/judge-agreement.ts';
import { studyOf } from '../../../results/cases/studies.ts';
import { summariesOf } from '../../../results/summaries.ts';
import { summaryJson, sweepTestJson } from '../summary.ts';
import { offersJson, offerWarnings } from './refusal-json.ts';
import { runJson } from './run-shapes.ts';
import { studyJson } from './study-json.ts';

/** A run with all that is known of it: what it asked, its completions, a summary of each column, tests and warnings. */
export async function wholeRunJson(deps: AppDeps, view: RunView) {
  const { run } = view;
  const study = studyOf(view);
  const [cases, summaries, states, tests] = await Promise.all([
    run.caseSet === undefined ? null : deps.store.cases.ofSet(run.caseSet),
    summariesOf(deps, view),
    settingEffectStates(deps, view),
    run.status === 'running' ? null : deps.measures.of(view, 'norm').then((measures) => measures.tests),
  ]);
  return {
    ...runJson(view, cases),
    summary: summaryJson(view, summaries, states),
    sweep_test: sweepTestJson(tests),
    ...(study === null ? {} : { study: studyJson(study) }),
    ...(run.request.judgedBy === undefined ? {} : { judge: await judgeJson(deps, view, run.request.judgedBy) }),
    ...(run.request.judges === undefined ? {} : { judges: run.request.judges }),
    ...(run.request.leaks === undefined ? {} : { leaks: run.request.leaks }),
    ...warningsJson(deps, run, refusedIn(view)),
  };
}

/** The run in which a judge is asked, and how far it agrees with what people said. */
async function judgeJson({ store }: AppDeps, view: RunView, id: number) {
  const run = await store.runs.get(id);
  const { labels, kappa } = judgeAgreement(view);
  return { run: id, status: run?.status ?? null, agreement: { labels, kappa } };
}

/**
 * What a person should know of a run, and what can be asked instead where its models refuse a parameter; left out when there is
 * nothing to say. `refused` is what they refused in it; without it, what they are known to refuse.
 */
export function warningsJson(deps: AppDeps, run: RunWithPrompt, refused: readonly RefusedByModel[] | null = null) {
  const { request } = run;
  const offers = offersJson(deps, run, refused ?? knownRefusals(deps.models, request));
  const warnings = [
    unpricedWarningText(deps, request),
    unboundedWarningText(deps, request),
    leakedCasesWarning(request.leaks ?? []),
    ...(refused === null ? refusalWarnings(deps.models, request) : refused.map(refusedText)),
    ...offerWarnings(offers),
  ];
  const said = warnings.filter((warning) => warning !== null);
  return { ...(said.length === 0 ? {} : { warnings: said }), ...offers };
}

function refusedText({ asked, param }: RefusedByModel): string {
  return `${asked.model} refused ${paramLabel(param)}: those requests failed, as what was set is never left out unasked.`;
}
