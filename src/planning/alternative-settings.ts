import { ALTERNATIVE_SETTINGS, type AlternativeSetting } from '../domain/request/alternative-setting.ts';
import { type AskedModel, askedModels, type RunRequest } from '../domain/run/run.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';

type Capable = Pick<ModelCatalog, 'capability'>;

/**
 * What a run whose models are known to refuse its temperatures could sweep over instead: settings of which each such model is
 * thought to take at least two values. Empty where all temperatures are taken.
 */
export function alternativesToTemperature(models: Capable, request: RunRequest): readonly AlternativeSetting[] {
  const { sweep } = request;
  const [effort = null] = sweep.reasoning_effort;
  const refusing = askedModels(request).filter((asked) =>
    sweep.temperature.some(
      (temperature) => !models.capability(asked, 'temperature', { temperature, reasoning_effort: effort }).accepted,
    ),
  );
  return refusing.length === 0 ? [] : alternativesFor(models, refusing);
}

/** Settings of which each of these models is thought to take at least two values. */
export function alternativesFor(models: Capable, asked: readonly AskedModel[]): readonly AlternativeSetting[] {
  return ALTERNATIVE_SETTINGS.map(({ axis, values }) => ({
    axis,
    values: values.filter((value) =>
      asked.every((model) => models.capability(model, axis, { [axis]: value }).accepted),
    ),
  })).filter(({ values }) => values.length >= 2);
}
