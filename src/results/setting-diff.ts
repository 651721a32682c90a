import type { Comparison } from '../domain/comparison.ts';
import { askedModels, type RunRequest } from '../domain/run.ts';
import { AXES, AXIS_LABELS, type Axis, type Settings, valuesOf } from '../domain/sweep.ts';

/** What a side was asked with: its run's request, and where only one column of it is meant, that column's value. */
export interface SettingsSide {
  readonly request: RunRequest;
  readonly column: { readonly axis: Axis; readonly value: Settings[Axis] } | null;
}

/** The settings of both sides, those that differ apart from those that do not; swept ones with all their values. */
export function settingDiff(a: SettingsSide, b: SettingsSide): Pick<Comparison, 'settings' | 'sameSettings'> {
  const ofB = new Map(settingsOf(b));
  const all = settingsOf(a).map(([name, value]) => ({ name, a: value, b: ofB.get(name) ?? '' }));
  return {
    settings: all.filter((setting) => setting.a !== setting.b),
    sameSettings: all.filter((setting) => setting.a === setting.b).map(({ name, a: value }) => ({ name, value })),
  };
}

function settingsOf({ request, column }: SettingsSide): readonly (readonly [name: string, value: string])[] {
  const { sweep, samples, stop, responseFormat, logprobs, topLogprobs, serviceTier, extraBody } = request;
  const swept = AXES.map((axis) => {
    const values: readonly Settings[Axis][] = column?.axis === axis ? [column.value] : valuesOf(sweep, axis);
    return [AXIS_LABELS[axis], values.map((value) => String(value ?? 'not sent')).join(', ')] as const;
  });
  return [
    ['connection', [...new Set(askedModels(request).map(({ connection }) => connection))].join(', ')],
    ...swept,
    ['samples', String(samples)],
    ['stop', stop === null ? 'not sent' : JSON.stringify(stop)],
    ['response format', responseFormat === null ? 'not sent' : JSON.stringify(responseFormat)],
    ['service tier', serviceTier ?? 'not sent'],
    ['extra body', extraBody === undefined ? 'not sent' : JSON.stringify(extraBody)],
    ...toolSettings(request),
    ['logprobs', logprobs ? `sent, top ${topLogprobs ?? 0}` : 'not sent'],
  ];
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
