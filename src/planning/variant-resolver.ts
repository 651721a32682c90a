import type { Prompt } from '../domain/prompt/prompt.ts';
import { type VariantPrompt, variantPrompts, versionsNamed } from '../domain/prompt/variant-prompts.ts';
import type { RunRequest } from '../domain/run/run.ts';
import { ValidationError } from '../errors.ts';
import type { RunStore } from '../store/runs/run-store.ts';

/** Finds the prompts that a run asks: one for each of its variants. */
export class VariantResolver {
  readonly #runs: Pick<RunStore, 'versionPrompts'>;

  constructor(runs: Pick<RunStore, 'versionPrompts'>) {
    this.#runs = runs;
  }

  /**
   * Every prompt of a run, in the order of its variants.
   * @param experiment whose versions variants may name; `null`: there are none
   * @throws ValidationError for a version that this experiment does not have
   */
  async prompts(
    prompt: Prompt,
    request: Pick<RunRequest, 'sweep' | 'variants' | 'addedColumns'>,
    experiment: number | null,
  ): Promise<readonly VariantPrompt[]> {
    const named = versionsNamed(request);
    const versions =
      named.length === 0 || experiment === null ? new Map() : await this.#runs.versionPrompts(experiment, named);
    const unknown = named.find((number) => !versions.has(number));
    if (unknown !== undefined) {
      throw new ValidationError([{ path: 'variants', message: `This experiment has no version ${unknown}.` }]);
    }
    return variantPrompts(prompt, request, versions);
  }
}
