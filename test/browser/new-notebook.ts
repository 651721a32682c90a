import { DEFAULT_SETTINGS, type Draft } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../../src/domain/prompt/prompt.ts';
import type { TestServer } from '../support/test-app.ts';

/**
 * The address of a notebook as New notebook makes one, with what a test would type first: a user message, and these settings. Two pages
 * less than by pressing and typing.
 */
export async function newNotebook(
  { deps, store, url }: TestServer,
  message = '',
  settings: Partial<Draft['settings']> = {},
): Promise<string> {
  const { id } = await store.notebooks.create('Untitled notebook');
  const draft = {
    prompt: { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content: message }] },
    settings: { ...DEFAULT_SETTINGS, model: await deps.models.defaultModel(), ...settings },
  };
  await store.cells.addExperiment(id, { title: 'Experiment', draft });
  return `${url}/notebooks/${id}`;
}
