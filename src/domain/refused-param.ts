import { PLAIN_REQUEST, type RunRequest } from './run.ts';
import { AXES, type Axis } from './sweep.ts';

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

/** The parts of a run that hold a parameter which is no setting, by the name it is sent under; the first is the parameter itself. */
const PARTS: ReadonlyMap<string, readonly (keyof RunRequest)[]> = new Map([
  ['stop', ['stop']],
  ['response_format', ['responseFormat']],
  ['logprobs', ['logprobs', 'topLogprobs']],
  ['top_logprobs', ['topLogprobs']],
  ['service_tier', ['serviceTier']],
  ['tools', ['tools', 'toolChoice', 'parallelToolCalls']],
  ['tool_choice', ['toolChoice']],
  ['parallel_tool_calls', ['parallelToolCalls']],
]);

/** What a run sends with every request besides the prompt and its sweep, by the names it is sent under. */
export function fixedParams(request: RunRequest): ReadonlyMap<string, unknown> {
  const own = [...PARTS].flatMap(([param, [part]]) => {
    const value = part === undefined ? null : (request[part] ?? null);
    return value === null || (param === 'logprobs' && value === false) ? [] : [[param, value] as const];
  });
  return new Map<string, unknown>([...own, ...Object.entries(request.extraBody ?? {})]);
}

/** The run without a parameter; `null` when it does not send it, or cannot do without it. */
export function withoutParam(request: RunRequest, param: string): RunRequest | null {
  const axis = optionalSetting(param);
  if (axis !== null) {
    const { sweep, addedColumns: added = [], ...rest } = request;
    const values = [...sweep[axis], ...added.map((changes) => changes[axis] ?? null)];
    if (values.every((value) => value === null)) return null;
    const kept = added.map((changes) => without(changes, [axis])).filter((changes) => Object.keys(changes).length > 0);
    return { ...rest, sweep: { ...sweep, [axis]: [null] }, ...(kept.length === 0 ? {} : { addedColumns: kept }) };
  }
  if (!fixedParams(request).has(param)) return null;
  const { stop, responseFormat, logprobs, topLogprobs } = PLAIN_REQUEST;
  const kept = without(request, PARTS.get(param) ?? ['extraBody']);
  const extraBody = without(request.extraBody ?? {}, PARTS.has(param) ? [] : [param]);
  const extra = Object.keys(extraBody).length === 0 ? {} : { extraBody };
  return { stop, responseFormat, logprobs, topLogprobs, ...kept, ...extra } as RunRequest;
}

function without(fields: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
