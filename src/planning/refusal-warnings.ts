import type { RunRequest } from '../domain/run.ts';
import { AXES, AXIS_LABELS, gridOf } from '../domain/sweep.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';

/** What the models of a run may refuse, as far as is known: one sentence for each model, setting and reason, with all its values. */
export function refusalWarnings(models: Pick<ModelCatalog, 'capability'>, { sweep }: RunRequest): readonly string[] {
  const refused = new Map<string, { readonly start: string; readonly reason: string; readonly values: Set<string> }>();
  for (const point of gridOf(sweep)) {
    for (const param of AXES) {
      const { accepted, reason } = models.capability(point.model, param, point);
      if (accepted) continue;
      const start = `${point.model} may refuse ${AXIS_LABELS[param]}`;
      const known = refused.get(start + reason) ?? { start, reason, values: new Set() };
      known.values.add(String(point[param]));
      refused.set(start + reason, known);
    }
  }
  return [...refused.values()].map(({ start, reason, values }) => `${start} ${[...values].join(', ')}: ${reason}`);
}
