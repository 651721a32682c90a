import type { Comparison } from '../domain/answers/comparison.ts';
import { changedRequest } from '../domain/request/request-settings.ts';
import { type ColumnHead, wholeChangesText } from '../domain/run/column-label.ts';
import { askedModels, type RunRequest, sweptModels } from '../domain/run/run.ts';
import {
  AXES,
  AXIS_LABELS,
  type Axis,
  type ConnectionNames,
  namedModel,
  type Settings,
  valuesOf,
} from '../domain/run/sweep.ts';

/** What a side was asked with: its run's request, and where only one column of it is meant, that column. */
export interface SettingsSide {
  readonly request: RunRequest;
  readonly column: ColumnHead | null;
}

/** The settings of both sides, those that differ apart from those that do not; swept ones with all their values. Connections by id, or by name. */
export function settingDiff(
  a: SettingsSide,
  b: SettingsSide,
  nameOf: ConnectionNames = (id) => id,
): Pick<Comparison, 'settings' | 'sameSettings'> {
  const ofB = new Map(settingsOf(b, nameOf));
  const ofA = new Map(settingsOf(a, nameOf));
  const names = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const all = names.map((name) => ({ name, a: ofA.get(name) ?? 'none', b: ofB.get(name) ?? 'none' }));
  return {
    settings: all.filter((setting) => setting.a !== setting.b),
    sameSettings: all.filter((setting) => setting.a === setting.b).map(({ name, a: value }) => ({ name, value })),
  };
}

function settingsOf(
  { request: own, column }: SettingsSide,
  nameOf: ConnectionNames,
): readonly (readonly [name: string, value: string])[] {
  const request = changedRequest(own, column?.changes ?? {});
  const { sweep, samples, stop, responseFormat, logprobs, topLogprobs, serviceTier, extraBody } = request;
  const swept = AXES.map((axis) => {
    const values = column === null ? valuesOf(sweep, axis) : valuesIn(column, axis, sweep);
    const text = (value: unknown) =>
      axis === 'model' ? namedModel(String(value), nameOf) : String(value ?? 'not sent');
    return [AXIS_LABELS[axis], values.map(text).join(', ')] as const;
  });
  return [
    ['connection', connectionsOf(request, column).map(nameOf).join(', ')],
    ...swept,
    ...(column === null && request.addedColumns !== undefined
      ? [['added columns', request.addedColumns.map(wholeChangesText).join('; ')] as const]
      : []),
    ['samples', String(samples)],
    ['stop', stop === null ? 'not sent' : JSON.stringify(stop)],
    ['response format', responseFormat === null ? 'not sent' : JSON.stringify(responseFormat)],
    ['service tier', serviceTier ?? 'not sent'],
    ['extra body', extraBody === undefined ? 'not sent' : JSON.stringify(extraBody)],
    ...toolSettings(request),
    ['logprobs', logprobs ? `sent, top ${topLogprobs ?? 0}` : 'not sent'],
  ];
}

/** The values that a column has of a setting: of what makes the columns, and of what an added one changes, one. */
export function valuesIn(
  { axis: own, value, changes }: ColumnHead,
  axis: Axis,
  sweep: RunRequest['sweep'],
): readonly Settings[Axis][] {
  const changed: Settings[Axis] | undefined = changes?.[axis];
  if (changed !== undefined) return [changed];
  return axis === own ? [value] : valuesOf(sweep, axis);
}

function connectionsOf(request: RunRequest, column: ColumnHead | null): readonly string[] {
  if (column?.changes?.connection !== undefined) return [column.changes.connection];
  const asked = column === null ? askedModels(request) : sweptModels(request);
  return [...new Set(asked.map(({ connection }) => connection))];
}

/** What is said of functions. */
function toolSettings({ tools, toolChoice, parallelToolCalls }: RunRequest): readonly (readonly [string, string])[] {
  const text = (value: unknown) => (value === undefined ? 'not sent' : JSON.stringify(value));
  return [
    ['functions', tools === undefined ? 'not sent' : tools.map((tool) => JSON.stringify(tool.function)).join('\n')],
    ['tool choice', typeof toolChoice === 'string' ? toolChoice : text(toolChoice)],
    ['parallel calls', text(parallelToolCalls)],
  ];
}
