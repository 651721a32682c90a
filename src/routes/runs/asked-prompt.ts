import type { AppDeps } from '../../app-deps.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import { variantPrompts, versionsNamed } from '../../domain/prompt/variant-prompts.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { RunWithPrompt } from '../../domain/run/run.ts';
import { orNotFound } from '../../errors.ts';

/** The run of a completion, and what of its prompts was asked, by its variant if it has one; its case is not in it. */
export async function askedPrompt(
  { store }: Pick<AppDeps, 'store'>,
  { runId, settings }: Pick<Completion, 'runId' | 'settings'>,
): Promise<{ readonly run: RunWithPrompt; readonly prompt: Prompt }> {
  const run = orNotFound(await store.runs.get(runId), 'run');
  const versions = await store.runs.versionPrompts(run.experimentId, versionsNamed(run.request));
  const asked = variantPrompts(run.prompt, run.request, versions);
  return { run, prompt: asked.find(({ variant }) => variant === settings.variant)?.prompt ?? run.prompt };
}
