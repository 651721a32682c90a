import { draftOfRequest } from '../domain/notebook/draft.ts';
import type { RunRequest } from '../domain/run/run.ts';
import type { Store } from '../store/store.ts';
import { JUDGE_PROMPT } from './judge-prompt.ts';

/** The experiment that judges ask in, in a notebook of their own. */
export async function experimentForJudges({ cells }: Pick<Store, 'cells'>, request: RunRequest): Promise<number> {
  const experiment = await cells.ownExperiment('judge-experiment', {
    notebook: 'Judges',
    title: 'Does the answer pass?',
    draft: draftOfRequest(JUDGE_PROMPT, request),
  });
  return experiment.id;
}
