import type { AppDeps } from '../app-deps.ts';
import { orNotFound } from '../errors.ts';
import { writePromptfooConfig } from '../notebook-file/promptfoo/write-config.ts';

/**
 * An experiment as it stands, with its cases and checks, as a promptfoo configuration.
 * @throws NotFoundError, or ValidationError for an experiment that could not be run
 */
export async function promptfooConfig({ store }: Pick<AppDeps, 'store'>, id: number): Promise<string> {
  const { title, draft } = orNotFound(await store.cells.experiment(id), 'experiment');
  const kept = await store.cases.ofExperiment(id);
  const cases = kept?.set == null ? [] : await store.cases.ofSet(kept.set);
  return writePromptfooConfig({ kind: 'experiment', title, draft, cases, checks: kept?.checks ?? [] });
}
