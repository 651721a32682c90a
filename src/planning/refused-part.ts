import { withoutParam } from '../domain/request/refused-param.ts';
import {
  changedRequest,
  REQUEST_SETTINGS,
  type RequestContents,
  type RequestSetting,
  sentSettings,
} from '../domain/request/request-settings.ts';
import { type AskedModel, askingOf, type RunRequest, sweptModels } from '../domain/run/run.ts';
import { AXES, type Axis, type ColumnChanges, type Sweep } from '../domain/run/sweep.ts';

/*
 * The part of a run that sends a parameter to models which refuse it: of its grid, and of the columns that were added to it.
 */

/**
 * The run of that part alone, the parameter still in it: those models of the grid, with the added columns that were refused as well;
 * where added columns alone were, one of them, and the others beside it as far as one change of each setting makes them: the first
 * that leaves the fewest out.
 */
export function refusedPart(request: RunRequest, models: readonly AskedModel[], param: string): RunRequest {
  const { addedColumns = [], ...grid } = request;
  const isRefused = (run: RunRequest) => withoutParam(run, param) !== null && modelsOf(run, models).length > 0;
  const added = addedColumns
    .map((changes) => ({ changes, run: columnAlone(request, changes) }))
    .filter(({ run }) => isRefused(run));
  if (added.length === 0 || isRefused(grid)) {
    return withColumns(
      askingOnly(grid, models),
      added.map(({ changes }) => changes),
    );
  }
  const runs = added.map(({ run }) => askingOnly(run, models));
  const ways = runs.map((alone) => {
    const others = runs.filter((run) => run !== alone);
    return withColumns(
      alone,
      others.flatMap((run) => changesBetween(alone, run) ?? []),
    );
  });
  return ways.reduce((best, way) => (columnsOf(way) > columnsOf(best) ? way : best));
}

function columnsOf({ addedColumns = [] }: RunRequest): number {
  return addedColumns.length;
}

function withColumns(run: RunRequest, columns: readonly ColumnChanges[]): RunRequest {
  return columns.length === 0 ? run : { ...run, addedColumns: columns };
}

/** What an added column asks, as a run: the rows of the grid's first column, with its changes. */
function columnAlone({ addedColumns: _, ...request }: RunRequest, changes: ColumnChanges): RunRequest {
  const { sweep, columns } = request;
  const { connections: __, ...all } = sweep;
  const values = Object.fromEntries(
    AXES.map((axis) => {
      const kept = axis === columns ? all[axis].slice(0, 1) : all[axis];
      return [axis, changes[axis] === undefined ? kept : [changes[axis]]];
    }),
  ) as unknown as Sweep;
  const swept = sweptModels(request);
  const asked = (columns === 'model' ? swept.slice(0, 1) : swept).map((own) => ({
    connection: changes.connection ?? own.connection,
    model: changes.model ?? own.model,
  }));
  return asking({ ...changedRequest(request, changes), sweep: values }, eachOnce(asked));
}

function askingOnly(run: RunRequest, models: readonly AskedModel[]): RunRequest {
  const own = modelsOf(run, models);
  return asking(run, own.length === 0 ? models : own);
}

function asking(run: RunRequest, models: readonly AskedModel[]): RunRequest {
  const { connections: _, ...sweep } = run.sweep;
  const { connection, ...asked } = askingOf(models);
  return { ...run, connection, sweep: { ...sweep, ...asked } };
}

function modelsOf(run: RunRequest, models: readonly AskedModel[]): readonly AskedModel[] {
  return sweptModels(run).filter((own) => models.some((one) => keyOf(one) === keyOf(own)));
}

function eachOnce(models: readonly AskedModel[]): readonly AskedModel[] {
  return [...new Map(models.map((one) => [keyOf(one), one])).values()];
}

function keyOf({ connection, model }: AskedModel): string {
  return JSON.stringify([connection, model]);
}

/** What a column added to one run has to change to ask what another one asks; `null` where one value of each setting does not do. */
function changesBetween(from: RunRequest, to: RunRequest): ColumnChanges | null {
  const swept = AXES.filter((axis) => axis !== 'model' && !isSame(from.sweep[axis], to.sweep[axis]));
  const models = sweptModels(to);
  const isElsewhere = !isSame(sweptModels(from), models);
  if (swept.some((axis) => to.sweep[axis].length > 1) || (isElsewhere && models.length > 1)) return null;
  return {
    ...(isElsewhere ? models[0] : {}),
    ...Object.fromEntries(swept.map((axis: Axis) => [axis, to.sweep[axis][0]])),
    ...contentChanges(from, to),
  };
}

/** Log probabilities and how many of them are changed as one setting. */
const AS_ONE: readonly RequestSetting[] = ['logprobs', 'top_logprobs'];

function contentChanges(from: RequestContents, to: RequestContents): ColumnChanges {
  const [was, is] = [sentSettings(from), sentSettings(to)];
  const differing = REQUEST_SETTINGS.filter((name) => !isSame(was[name], is[name]));
  const names = differing.some((name) => AS_ONE.includes(name)) ? new Set([...differing, ...AS_ONE]) : differing;
  return Object.fromEntries([...names].map((name) => [name, is[name] ?? null]));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
