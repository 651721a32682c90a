import { columnRequests, type RunRequest } from '../run/run.ts';
import { AXES, type Axis, type ColumnChanges } from '../run/sweep.ts';
import { contentsOf, REQUEST_SETTINGS, type RequestSetting, sentSettings, withContents } from './request-settings.ts';

/*
 * Parameters that services refuse, by the names they are sent under, and runs without them.
 */

/** Names that some services have for a setting, and the name it has here. */
const SETTING_NAMES: ReadonlyMap<string, Axis> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['random_seed', 'seed'],
  ['max_output_tokens', 'max_completion_tokens'],
  ['reasoning.effort', 'reasoning_effort'],
  ['text.verbosity', 'verbosity'],
]);

/** The name that a parameter has here, whatever a service calls it. */
export function paramAsSetting(param: string): string {
  return SETTING_NAMES.get(param) ?? param;
}

/** A setting that may be left out: any but the model and the prompt. */
export type OptionalSetting = Exclude<Axis, 'model' | 'variant'>;

export function optionalSetting(param: string): OptionalSetting | null {
  const axis = AXES.find((name) => name === paramAsSetting(param)) ?? null;
  return axis === 'model' || axis === 'variant' ? null : axis;
}

/** What goes with a setting when it is left out, besides itself. */
const TOGETHER: Partial<Readonly<Record<RequestSetting, readonly RequestSetting[]>>> = {
  logprobs: ['top_logprobs'],
  tools: ['tool_choice', 'parallel_tool_calls'],
};

/** What a run sends with every request besides the prompt and its sweep, by the names it is sent under. */
export function fixedParams(request: RunRequest): ReadonlyMap<string, unknown> {
  const { extra_body: extra = {}, ...own } = sentSettings(request);
  return new Map<string, unknown>([...Object.entries(own), ...Object.entries(extra ?? {})]);
}

/** The run without a parameter; `null` when it does not send it, or cannot do without it. */
export function withoutParam(request: RunRequest, param: string): RunRequest | null {
  const axis = optionalSetting(param);
  if (axis !== null) {
    const { sweep, addedColumns: added = [] } = request;
    const values = [...sweep[axis], ...added.map((changes) => changes[axis] ?? null)];
    if (values.every((value) => value === null)) return null;
    return changingColumns({ ...request, sweep: { ...sweep, [axis]: [null] } }, (changes) => without(changes, [axis]));
  }
  if (columnRequests(request).every((asked) => !fixedParams(asked).has(param))) return null;
  const kept = withContents(request, contentsOf(withoutFixed(sentSettings(request), param)));
  return changingColumns(kept, (changes) => withoutFixed(changes, param));
}

/** With other changes in its added columns; those that change nothing any more are left out. */
function changingColumns(
  { addedColumns = [], ...request }: RunRequest,
  change: (changes: ColumnChanges) => ColumnChanges,
): RunRequest {
  const kept = addedColumns.map(change).filter((changes) => Object.keys(changes).length > 0);
  return kept.length === 0 ? request : { ...request, addedColumns: kept };
}

function withoutFixed<Fields extends ColumnChanges>(settings: Fields, param: string): Fields {
  const own = REQUEST_SETTINGS.find((name) => name === param && name !== 'extra_body');
  if (own !== undefined) return without(settings, [own, ...(TOGETHER[own] ?? [])]);
  const { extra_body: extra } = settings;
  if (extra == null || !(param in extra)) return settings;
  const left = without(extra, [param]);
  const bare = without(settings, ['extra_body']);
  return Object.keys(left).length === 0 ? bare : { ...bare, extra_body: left };
}

function without<Fields extends object>(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) as Fields;
}
