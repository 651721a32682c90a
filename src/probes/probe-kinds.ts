/** The probes there are: what each asks, and what its answers say. Both ask for a random word, as that can be many. */

import { groupSizes } from '../analysis/agreement.ts';
import { PROBE_SAMPLES, probeVerdict } from '../analysis/setting-effect.ts';
import { compareLogprobs } from '../analysis/uncertainty.ts';
import { columnsOf, samplesOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { ProbeKind, ProbeResults } from '../domain/run/probe.ts';
import type { RunView } from '../domain/run/run.ts';
import type { Store } from '../store/store.ts';

export interface ProbeMethod<Result> {
  /** The temperatures to ask at, the lower first; `null` when the model is known to refuse one that is needed. */
  temperatures(takes: (temperature: number) => boolean): readonly [lowest: number, highest: number] | null;
  /** Answers at each of them. */
  readonly samples: number;
  readonly maxTokens: number;
  /** How many of the likeliest tokens to ask for; `null`: no logprobs. */
  readonly topLogprobs: number | null;
  /** What the answers show. */
  readonly read: (view: RunView, completions: Pick<Store['completions'], 'logprobs'>) => Promise<Result>;
}

export const QUESTION = 'Say one random word, and nothing else.';
/** The further from 0 the plainer the effect; some models take no more than 1. */
const HIGHEST = [2, 1.5, 1];

export const PROBE_METHODS: { readonly [Kind in ProbeKind]: ProbeMethod<ProbeResults[Kind]> } = {
  temperature: {
    temperatures: (takes) => {
      const highest = HIGHEST.find(takes);
      return highest === undefined || !takes(0) ? null : [0, highest];
    },
    samples: PROBE_SAMPLES,
    // One word, and room for those that do not stop there.
    maxTokens: 16,
    topLogprobs: null,
    read: async (view) => {
      const [lowest = [], highest = []] = samplesByColumn(view).map((samples) => samples.map(({ text }) => text));
      return {
        verdict: probeVerdict({ lowest, highest }),
        distinct: [groupSizes(lowest, 'norm').length, groupSizes(highest, 'norm').length],
        n: [lowest.length, highest.length],
      };
    },
  },
  logprobs: {
    temperatures: (takes) => (takes(0.5) && takes(1) ? [0.5, 1] : null),
    samples: 1,
    // Only the first token is looked at; endpoints that refuse a limit of one are known.
    maxTokens: 16,
    // Some endpoints send no more than five.
    topLogprobs: 5,
    read: async (view, completions) => {
      const [atHalf, atOne] = await Promise.all(
        [0, 1].map((column) => firstTokenOf(samplesByColumn(view)[column]?.[0], completions)),
      );
      const { scale, tokens, largestGap } = compareLogprobs(atHalf ?? new Map(), atOne ?? new Map());
      return { verdict: scale, tokens, largestGap };
    },
  },
};

function samplesByColumn(view: RunView): readonly (readonly Completion[])[] {
  return columnsOf(view).map((column) => samplesOf(column).samples);
}

/** The first token's logprobs by token; empty when the answer or its logprobs did not come. */
async function firstTokenOf(
  completion: Completion | undefined,
  completions: Pick<Store['completions'], 'logprobs'>,
): Promise<ReadonlyMap<string, number>> {
  const tokens = completion === undefined ? null : await completions.logprobs(completion.id);
  return new Map((tokens?.[0]?.top ?? []).map(({ token, logprob }) => [token, logprob]));
}
