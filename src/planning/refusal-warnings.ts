import { paramLabel } from '../domain/request/refusal-offer.ts';
import { fixedParams, withoutParam } from '../domain/request/refused-param.ts';
import { changedRequest } from '../domain/request/request-settings.ts';
import { pointsOf } from '../domain/run/plan.ts';
import { type AskedModel, connectionOf, modelsIn, type RunRequest, sweptModels } from '../domain/run/run.ts';
import { AXES, type Axis, type ColumnChanges, gridSize, type Settings } from '../domain/run/sweep.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';

/** A parameter of a run that one of its models is known to refuse. */
export interface KnownRefusal {
  readonly asked: AskedModel;
  /** By the name it has here. */
  readonly param: string;
  readonly reason: string;
  /** The values of it that are refused; empty of what has none worth naming. */
  readonly values: readonly string[];
}

type Capable = Pick<ModelCatalog, 'capability'>;

/** What the models of a run may refuse, as far as is known: once for each model, parameter and reason, with all its values. */
export function knownRefusals(models: Capable, request: RunRequest): readonly KnownRefusal[] {
  const found = new Map<string, KnownRefusal & { readonly values: string[] }>();
  const note = (
    { asked, param, value }: { asked: AskedModel; param: string; value: string | null },
    reason: string,
  ) => {
    const key = JSON.stringify([asked, param, reason]);
    const known = found.get(key) ?? { asked, param, reason, values: [] };
    if (value !== null && !known.values.includes(value)) known.values.push(value);
    found.set(key, known);
  };
  for (const [asked, param, settings] of [...gridSettings(request), ...addedSettings(request)]) {
    const { accepted, reason } = models.capability(asked, param, settings);
    if (!accepted) note({ asked, param, value: String(settings[param]) }, reason);
  }
  const columns: readonly ColumnChanges[] = [{}, ...(request.addedColumns ?? [])];
  for (const changes of columns) {
    const params = fixedParams(changedRequest(request, changes));
    const { reasoning_effort = request.sweep.reasoning_effort[0] ?? null } = changes;
    for (const asked of modelsIn(request, changes)) {
      for (const [param, value] of params) {
        const { accepted, reason } = models.capability(asked, param, { reasoning_effort }, value);
        if (!accepted) note({ asked, param, value: null }, reason);
      }
    }
  }
  return [...found.values()];
}

/** One sentence for each of them. */
export function refusalWarnings(models: Capable, request: RunRequest): readonly string[] {
  return knownRefusals(models, request).map(
    ({ asked, param, values, reason }) =>
      `${asked.model} may refuse ${[paramLabel(param), values.join(', ')].join(' ').trim()}: ${reason}`,
  );
}

/** The parameters among them that the run can do without, each once. */
export function refusedParams(models: Capable, request: RunRequest): readonly string[] {
  const params = new Set(knownRefusals(models, request).map(({ param }) => param));
  return [...params].filter((param) => withoutParam(request, param) !== null);
}

/** A setting with its value, and what besides decides whether the model takes it. */
type AskedSetting = readonly [AskedModel, Axis, Partial<Settings>];

const OPTIONAL = AXES.filter((axis) => axis !== 'model' && axis !== 'variant');

/** Each value of each setting of the grid, for each of its models. */
function gridSettings(request: RunRequest): readonly AskedSetting[] {
  const { sweep } = request;
  return sweptModels(request).flatMap((asked) =>
    OPTIONAL.flatMap((axis) =>
      sweep.reasoning_effort.flatMap((effort) =>
        sweep[axis].map((value) => [asked, axis, { reasoning_effort: effort, [axis]: value }] as const),
      ),
    ),
  );
}

/** The settings of added columns, which come behind the grid. */
function addedSettings(request: RunRequest): readonly AskedSetting[] {
  const added = pointsOf(request).slice(gridSize(request.sweep));
  return added.flatMap(({ settings }) => {
    const asked = { connection: connectionOf(request, settings), model: settings.model };
    return OPTIONAL.map((axis) => [asked, axis, settings] as const);
  });
}
