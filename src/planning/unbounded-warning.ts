import { pointsOf, type RunGrid } from '../domain/run/plan.ts';
import { connectionOf } from '../domain/run/run.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';

type Known = Pick<ModelCatalog, 'prices' | 'isFree' | 'longestAnswer'>;

/** The models of a run that nothing bounds: asked without max tokens on a paid connection, with no price or no limit known. */
export function unboundedModels(models: Known, request: RunGrid): readonly string[] {
  const open = pointsOf(request).flatMap(({ settings }) => {
    const { model, max_completion_tokens: limit } = settings;
    const connection = connectionOf(request, settings);
    if (limit !== null || models.isFree(connection)) return [];
    const isBounded = models.prices(connection, model) !== null && models.longestAnswer(connection, settings) !== null;
    return isBounded ? [] : [model];
  });
  return [...new Set(open)];
}

/** What to say of a run that nothing bounds; `null` of any other. */
export function unboundedWarningText({ models }: { readonly models: Known }, request: RunGrid): string | null {
  const unbounded = unboundedModels(models, request);
  if (unbounded.length === 0) return null;
  const names = unbounded.slice(0, 3).join(', ') + (unbounded.length > 3 ? ` and ${unbounded.length - 3} more` : '');
  return `Nothing bounds what ${names} may cost: no price or no output limit is known. Set max tokens to bound the answers.`;
}
