import { KNOBS, type Knob } from '../domain/alternative-setting.ts';
import type { RunRequest } from '../domain/run.ts';
import type { ModelBook } from '../models/model-catalog.ts';

/**
 * What a run whose models are known to refuse its temperatures could sweep over instead: settings of which each such model is
 * thought to take at least two values. Empty where all temperatures are taken.
 */
export function knobsInstead(models: Pick<ModelBook, 'capability'>, { sweep }: RunRequest): readonly Knob[] {
  const [effort = null] = sweep.reasoning_effort;
  const refusing = sweep.model.filter((model) =>
    sweep.temperature.some(
      (temperature) => !models.capability(model, 'temperature', { temperature, reasoning_effort: effort }).accepted,
    ),
  );
  if (refusing.length === 0) return [];
  return KNOBS.map(({ axis, values }) => ({
    axis,
    values: values.filter((value) =>
      refusing.every((model) => models.capability(model, axis, { [axis]: value }).accepted),
    ),
  })).filter(({ values }) => values.length >= 2);
}
