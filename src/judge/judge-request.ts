import { PLAIN_REQUEST, type RunRequest } from '../domain/run/run.ts';
import { singlePoint } from '../domain/run/sweep.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { JudgeCheck } from './judge-items.ts';

export type JudgeModels = Pick<ModelCatalog, 'capability' | 'find' | 'probeLimit'>;

/** Tokens for a reason in two sentences and the verdict. */
const MAX_TOKENS = 300;

/** What a judge is asked with: temperature 0 unless the model is known to refuse it, and few tokens. */
export function judgeRequest(
  models: Pick<JudgeModels, 'capability' | 'probeLimit'>,
  { judged, check }: { readonly judged: number; readonly check: JudgeCheck },
): RunRequest {
  const model = check.model ?? '';
  const connection = check.connection ?? '';
  const { accepted } = models.capability({ connection, model }, 'temperature', { temperature: 0 });
  return {
    ...PLAIN_REQUEST,
    connection,
    sweep: {
      ...singlePoint(model),
      temperature: [accepted ? 0 : null],
      max_completion_tokens: [models.probeLimit(model, MAX_TOKENS)],
    },
    judges: judged,
  };
}
