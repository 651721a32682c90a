import { EMPTY_PROMPT, type Prompt, promptMessages } from '../../../src/domain/prompt/prompt.ts';
import { planCompletions } from '../../../src/domain/run/plan.ts';
import { singlePoint } from '../../../src/domain/run/sweep.ts';
import type { NewRun } from '../../../src/store/runs/run-store.ts';

export function promptOf(text: string, system: string | null = null): Prompt {
  return { ...EMPTY_PROMPT, system, messages: [{ role: 'user', content: text }] };
}

/** A run of one point of the grid, asked `samples` times. */
export function newRun(
  experimentId: number,
  { prompt, createdAt, samples = 1 }: { readonly prompt: Prompt; readonly createdAt: Date; readonly samples?: number },
): NewRun {
  const sweep = singlePoint('gpt-4o-mini');
  return {
    experimentId,
    prompt,
    messages: promptMessages(prompt),
    request: {
      connection: 'openai',
      sweep,
      samples,
      columns: 'temperature',
      rows: null,
      stop: null,
      responseFormat: null,
      logprobs: false,
      topLogprobs: null,
    },
    planned: planCompletions(sweep, { samples, columns: 'temperature' }),
    estimate: { inputTokens: 50, method: 'tiktoken', maxCostPicodollars: null },
    idempotencyKey: null,
    requestHash: null,
    createdAt,
  };
}
