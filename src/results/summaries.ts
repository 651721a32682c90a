import type { Analyst } from '../analysis/analyst.ts';
import type { Column, Summary } from '../analysis/summary.ts';
import type { Equality } from '../domain/answers/answer-groups.ts';
import { answerText } from '../domain/prompt/tool.ts';
import { columnsOf, samplesOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import { asksLogprobs, type RunView } from '../domain/run/run.ts';
import type { Store } from '../store/store.ts';
import { logprobsOf } from './logprobs.ts';
import { stratumNumbers } from './strata.ts';

export interface SummaryDeps {
  readonly analyst: Pick<Analyst, 'summarise'>;
  readonly store: { readonly completions: Pick<Store['completions'], 'logprobs'> };
}

/** Samples that are summarised together, and how many requests beside them gave none. */
export interface SampleGroup {
  readonly samples: readonly Completion[];
  readonly failed: number;
  /** The row and case of each sample, by number; left out where all are of one. */
  readonly strata?: readonly number[];
}

/** Summarises each column of a run, off the main thread where that takes long. */
export function summariesOf(deps: SummaryDeps, view: RunView): Promise<readonly Summary[]> {
  const groups = columnsOf(view).map((column) => ({ ...samplesOf(column), strata: stratumNumbers(column) }));
  return summarise(deps, groups, { equality: 'norm', logprobs: asksLogprobs(view.run.request) });
}

/** Summarises groups of samples; `logprobs`: whether they were asked for. */
export async function summarise(
  { analyst, store }: SummaryDeps,
  groups: readonly SampleGroup[],
  { equality, logprobs }: { readonly equality: Equality; readonly logprobs: boolean },
): Promise<readonly Summary[]> {
  const samples = groups.flatMap((group) => group.samples);
  const known = logprobs ? await logprobsOf(store.completions, samples) : new Map<number, readonly number[]>();
  return analyst.summarise(groups.map((group) => columnOf(group, equality, known)));
}

function columnOf(
  { samples, failed, strata }: SampleGroup,
  equality: Equality,
  logprobs: ReadonlyMap<number, readonly number[]>,
): Column {
  return {
    failed,
    equality,
    ...(strata === undefined ? {} : { strata }),
    outputs: samples.map(({ id, text, toolCalls = [], usage, finishReason, cost, ttftMs }) => ({
      text: answerText({ text, toolCalls }),
      outputTokens: usage?.outputTokens ?? null,
      finishReason,
      logprobs: logprobs.get(id) ?? null,
      costPicodollars: cost === null || cost.source === 'free' ? null : cost.picodollars,
      ttftMs,
    })),
  };
}
