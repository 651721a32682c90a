import { DEFAULT_SETTINGS, type Draft } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT, type Example, type Prompt } from '../../src/domain/prompt/prompt.ts';
import type { TestApp } from './test-app.ts';

export const row = (id: string, fields: Partial<Example> = {}): Example => ({
  id,
  input: `in ${id}`,
  output: `out ${id}`,
  enabled: true,
  tags: [],
  ...fields,
});

/** An experiment on the built-in model that asks something, in a notebook of its own. */
export async function experimentWith(
  { store }: TestApp,
  prompt: Partial<Prompt>,
  settings: Partial<Draft['settings']> = {},
) {
  const notebook = await store.notebooks.create('Test');
  const draft: Draft = {
    prompt: { ...EMPTY_PROMPT, messages: [{ role: 'user', content: 'Hello!' }], ...prompt },
    settings: { ...DEFAULT_SETTINGS, model: 'practice/practice', temperature: '0', samples: '1', ...settings },
  };
  return (await store.cells.addExperiment(notebook.id, { title: 'Test', draft })).id;
}

export async function promptOf({ store }: TestApp, experiment: number): Promise<Prompt> {
  const cell = await store.cells.experiment(experiment);
  if (cell === null) throw new Error(`There is no experiment ${experiment}.`);
  return cell.draft.prompt;
}

/** Sends fields as the editor's form does. */
export function send(app: TestApp, method: 'POST' | 'PUT', path: string, fields: Record<string, string> = {}) {
  return app.request(path, { method, headers: { 'HX-Request': 'true' }, body: new URLSearchParams(fields) });
}
