import { DEFAULT_SETTINGS, type DraftSettings, type ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT, type Prompt } from '../../src/domain/prompt/prompt.ts';
import type { Completion } from '../../src/domain/run/completion.ts';
import type { TestApp } from './test-app.ts';

const ONE_ANSWER = {
  ...DEFAULT_SETTINGS,
  model: 'practice/practice',
  temperature: '0',
  samples: '1',
  max_completion_tokens: '20',
};

export function asking(content: string, system: string | null = null): Prompt {
  return { ...EMPTY_PROMPT, system, messages: [{ role: 'user', content }] };
}

/** An experiment in a notebook of its own. */
export async function experimentWith(
  { store }: Pick<TestApp, 'store'>,
  prompt: Prompt,
  settings: DraftSettings = ONE_ANSWER,
): Promise<ExperimentCell> {
  const notebook = await store.notebooks.create('Workbench');
  return await store.cells.addExperiment(notebook.id, { title: 'Greeting', draft: { prompt, settings } });
}

/** Presses Run, and waits until the built-in model has answered. */
export async function answered(
  app: Pick<TestApp, 'send' | 'store' | 'deps'>,
  experiment: number,
): Promise<readonly Completion[]> {
  const response = await app.send('POST', `/experiments/${experiment}/runs`);
  if (response.status !== 200) throw new Error(await response.text());
  const run = await app.store.runs.latestOf(experiment);
  if (run === null) throw new Error('no run was started');
  await app.deps.runner.wait(run.id, 10_000);
  return await app.store.completions.ofRun(run.id);
}

export async function promptOf({ store }: Pick<TestApp, 'store'>, experiment: number): Promise<Prompt> {
  const cell = await store.cells.experiment(experiment);
  if (cell === null) throw new Error('the experiment is gone');
  return cell.draft.prompt;
}
