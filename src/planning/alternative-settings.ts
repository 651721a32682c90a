import { ALTERNATIVE_SETTINGS, type AlternativeSetting } from '../domain/alternative-setting.ts';
import type { RunRequest } from '../domain/run.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';

/**
 * What a run whose models are known to refuse its temperatures could sweep over instead: settings of which each such model is
 * thought to take at least two values. Empty where all temperatures are taken.
 */
export function alternativesToTemperature(
  models: Pick<ModelCatalog, 'capability'>,
  { sweep }: RunRequest,
): readonly AlternativeSetting[] {
  const [effort = null] = sweep.reasoning_effort;
  const refusing = sweep.model.filter((model) =>
    sweep.temperature.some(
      (temperature) => !models.capability(model, 'temperature', { temperature, reasoning_effort: effort }).accepted,
    ),
  );
  if (refusing.length === 0) return [];
  return ALTERNATIVE_SETTINGS.map(({ axis, values }) => ({
    axis,
    values: values.filter((value) =>
      refusing.every((model) => models.capability(model, axis, { [axis]: value }).accepted),
    ),
  })).filter(({ values }) => values.length >= 2);
}
