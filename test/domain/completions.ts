import { EMPTY_PROMPT } from '../../src/domain/prompt/prompt.ts';
import type { Completion, LiveCompletion } from '../../src/domain/run/completion.ts';
import { planCompletions } from '../../src/domain/run/plan.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { type Axis, type Sweep, singlePoint } from '../../src/domain/run/sweep.ts';

const AT = new Date('2026-11-22T12:00:00Z');

export function completion(fields: Partial<Completion> = {}): Completion {
  return {
    id: 1,
    runId: 1,
    ordinal: 0,
    connection: 'openai',
    settings: {
      ...Object.fromEntries(Object.keys(singlePoint('m')).map((axis) => [axis, null])),
      model: 'm',
    } as Completion['settings'],
    column: 0,
    row: 0,
    sample: 0,
    case: null,
    status: 'done',
    text: '',
    reasoning: null,
    finishReason: 'stop',
    usage: null,
    prices: null,
    cost: null,
    ttftMs: null,
    durationMs: null,
    attempts: 1,
    error: null,
    textMended: false,
    annotations: { rating: null, pinned: false, note: null },
    imported: false,
    createdAt: AT,
    endedAt: AT,
    ...fields,
  };
}

/** A run of a sweep, as planned, with each completion as `fields` says. */
export function runView(
  lists: Partial<Sweep>,
  options: {
    readonly samples?: number;
    readonly columns?: Axis;
    readonly fields?: (ordinal: number) => Partial<Completion>;
  } = {},
): RunView {
  const { samples = 1, columns = 'temperature', fields = () => ({}) } = options;
  const sweep = { ...singlePoint('m'), ...lists };
  const planned = planCompletions(sweep, { samples, columns });
  const completions = planned.map(
    (plan): LiveCompletion => ({
      completion: completion({ id: plan.ordinal + 1, ...plan, ...fields(plan.ordinal) }),
      waiting: null,
    }),
  );
  const request = { connection: 'openai', sweep, samples, columns, rows: null } as const;
  return {
    run: {
      id: 1,
      notebookId: 1,
      experimentId: 1,
      version: { id: 1, number: 1, hash: 'h' },
      status: 'running',
      request: { ...request, stop: null, responseFormat: null, logprobs: false, topLogprobs: null },
      planned: planned.length,
      estimate: { inputTokens: 9, method: 'tiktoken', maxCostPicodollars: null },
      createdAt: AT,
      endedAt: null,
      prompt: EMPTY_PROMPT,
    },
    completions,
  };
}
