import { settingsFromRequest } from '../domain/draft.ts';
import { DEFAULT_SETTINGS } from '../domain/notebook.ts';
import type { RunRequest } from '../domain/run.ts';
import type { Store } from '../store/store.ts';
import { JUDGE_PROMPT } from './judge-prompt.ts';

const NOTEBOOK = 'Judges';
const KEPT_AS = 'judge-notebook';

/** Judges have a notebook of their own, made when first needed, and again when it was deleted. */
export async function experimentForJudges(
  store: Pick<Store, 'settings' | 'cells' | 'notebooks'>,
  request: RunRequest,
): Promise<number> {
  const kept = await store.settings.get(KEPT_AS);
  const known = typeof kept === 'number' ? await store.notebooks.get(kept) : null;
  const notebook = known ?? (await store.notebooks.create(NOTEBOOK));
  if (known === null) await store.settings.set(KEPT_AS, notebook.id);
  const settings = { ...DEFAULT_SETTINGS, ...settingsFromRequest(request) };
  return (await store.cells.experimentForApiRuns(notebook.id, { prompt: JUDGE_PROMPT, settings })).id;
}
