import { isFields, type JsonFields } from '../../domain/json.ts';
import { eachOnce } from '../../domain/models/model-list.ts';
import { settingsFromRequest } from '../../domain/notebook/draft.ts';
import { DEFAULT_SETTINGS, type DraftSettings } from '../../domain/notebook/notebook.ts';
import { REQUEST_SETTINGS, type RequestSettings, sentSettings } from '../../domain/request/request-settings.ts';
import { columnAxis } from '../../domain/run/plan.ts';
import { askingOf, MAX_ADDED_COLUMNS, PLAIN_REQUEST, type RunRequest } from '../../domain/run/run.ts';
import {
  AXES,
  type Axis,
  type ColumnChanges,
  gridSize,
  REASONING_EFFORTS,
  type Settings,
  type Sweep,
  singlePoint,
  VERBOSITIES,
  valuesOf,
} from '../../domain/run/sweep.ts';
import type { YamlPath } from '../../platform/input/read-yaml.ts';
import { isFileReference, type Notes, shown } from './problems.ts';
import { LABEL_DOT, modelOfProvider, type NamedModel } from './providers.ts';

interface ReadProvider extends NamedModel {
  readonly path: YamlPath;
  readonly point: Partial<Settings>;
  readonly parts: JsonFields;
}

/** What does not belong to the request: where promptfoo asks, and how it shows what comes. */
const SILENT: readonly string[] = ['apiBaseUrl', 'apiHost', 'apiKeyEnvar', 'showThinking', 'cost'];

/** The fields of the sweep bar that ask what a configuration's providers ask. */
export function readProviders({ providers, targets, evaluateOptions }: JsonFields, notes: Notes): DraftSettings {
  const key = providers === undefined && targets !== undefined ? 'targets' : 'providers';
  const given = providers ?? targets ?? [];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const read = list.flatMap((one, place) => readProvider(one, [key, place], notes));
  const samples = samplesOf(evaluateOptions, notes);
  const [first] = read;
  if (first === undefined) return { ...DEFAULT_SETTINGS, temperature: 'not sent', samples: String(samples) };
  const layout = layoutOf(read, first);
  const sweep = sweepOf(layout?.grid ?? read);
  if (layout === null) {
    notes.add([key], `Models and settings multiply: ${gridSize(sweep)} columns come of ${read.length} providers.`);
    if (read.some((one) => !isAlike(one, first)))
      notes.add(
        [key],
        'Of so many providers, only temperature and the like may differ: the rest is that of the first.',
      );
  }
  const changes = (layout?.added ?? []).map((one) => changesFrom(first, one));
  return { ...DEFAULT_SETTINGS, ...settingsFromRequest(requestOf(first, { sweep, samples, changes })) };
}

/** The providers that make a grid, the first among them, and those that stand beside it. */
interface ProviderLayout {
  readonly grid: readonly ReadProvider[];
  readonly added: readonly ReadProvider[];
}

/** As many as possible in a grid; where that leaves some over, those that differ from the first in temperature alone. `null`: there is none. */
function layoutOf(read: readonly ReadProvider[], first: ReadProvider): ProviderLayout | null {
  const alike = read.filter((one) => isAlike(one, first));
  const temperatures = alike.filter((one) =>
    Object.keys(changesFrom(first, one)).every((name) => name === 'temperature'),
  );
  const layouts = [alike, temperatures].map((grid) => ({ grid, added: read.filter((one) => !grid.includes(one)) }));
  return layouts.find(isExact) ?? null;
}

/** Whether the providers are asked as they are, each once: what stands beside the grid is asked in each of its rows. */
function isExact({ grid, added }: ProviderLayout): boolean {
  const sweep = sweepOf(grid);
  const rows = gridSize(sweep) / valuesOf(sweep, columnAxis(sweep)).length;
  return gridSize(sweep) === grid.length && (added.length === 0 || (rows === 1 && added.length <= MAX_ADDED_COLUMNS));
}

function isAlike(one: ReadProvider, other: ReadProvider): boolean {
  return JSON.stringify(sentBy(one)) === JSON.stringify(sentBy(other));
}

/** What a provider sends besides its model and what can be swept. */
function sentBy({ parts }: ReadProvider): Partial<RequestSettings> {
  return sentSettings({ ...PLAIN_REQUEST, ...parts });
}

/** What a column beside that of one provider changes, to ask as another one does. */
function changesFrom(first: ReadProvider, one: ReadProvider): ColumnChanges {
  const { connection, model } = one;
  const isSameModel = connection === first.connection && model === first.model;
  const swept = AXES.filter((axis) => axis !== 'model' && axis !== 'variant')
    .map((axis) => [axis, one.point[axis] ?? null] as const)
    .filter(([axis, value]) => value !== (first.point[axis] ?? null));
  const [was, is] = [sentBy(first), sentBy(one)];
  const others = REQUEST_SETTINGS.map((name) => [name, is[name] ?? null] as const).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name] ?? null),
  );
  return { ...(isSameModel ? {} : { connection, model }), ...Object.fromEntries<unknown>([...swept, ...others]) };
}

interface Asked {
  readonly sweep: Sweep;
  readonly samples: number;
  readonly changes: readonly ColumnChanges[];
}

function requestOf({ connection, parts }: ReadProvider, { sweep, samples, changes }: Asked): RunRequest {
  return {
    ...PLAIN_REQUEST,
    ...{ connection, sweep, samples, columns: columnAxis(sweep, null, null) },
    ...(changes.length === 0 ? {} : { addedColumns: changes }),
    ...parts,
  };
}

function sweepOf(read: readonly ReadProvider[]): Sweep {
  const lists = AXES.map((axis) => [axis, [...new Set(read.map(({ point }) => point[axis] ?? null))]]);
  const { connection: _, ...models } = askingOf(eachOnce(read.map(({ connection, model }) => ({ connection, model }))));
  return { ...singlePoint(''), ...Object.fromEntries(lists), ...models } as Sweep;
}

function readProvider(given: unknown, path: YamlPath, notes: Notes): readonly ReadProvider[] {
  const { id, label, config } = providerFields(given);
  const named = typeof id === 'string' && !isFileReference(id) ? modelOfProvider(id) : null;
  if (named === null) {
    notes.add(path, `The provider ${shown(id ?? given)} names no model that can be asked here: nothing of it is run.`);
    return [];
  }
  const { point, parts } = readConfig(isFields(config) ? config : {}, [...path, 'config'], notes);
  return [{ ...named, ...connectionOf(label, named), path, point, parts }];
}

/** An id alone, an object with `id`, or an object whose only key is the id. */
function providerFields(given: unknown): JsonFields {
  if (!isFields(given)) return { id: given };
  if ('id' in given) return given;
  const [[id, fields] = ['', {}]] = Object.entries(given);
  return { ...(isFields(fields) ? fields : {}), id };
}

function connectionOf(label: unknown, { model }: NamedModel): { readonly connection?: string } {
  const [key = ''] = typeof label === 'string' ? label.split(LABEL_DOT) : [];
  const isKey = key.endsWith(`/${model}`) && key.length > model.length + 1;
  return isKey ? { connection: key.slice(0, -model.length - 1) } : {};
}

/** Names of the API that promptfoo writes otherwise. */
const AXIS_NAMES: ReadonlyMap<string, Axis> = new Map([['max_tokens', 'max_completion_tokens']]);
const WORDS: Readonly<Record<string, readonly string[]>> = {
  reasoning_effort: REASONING_EFFORTS,
  verbosity: VERBOSITIES,
};

function readConfig(config: JsonFields, path: YamlPath, notes: Notes) {
  const point: Partial<Record<Axis, unknown>> = {};
  const parts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...config, ...effortOf(config) })) {
    const axis =
      AXIS_NAMES.get(name) ?? AXES.find((known) => known === name && known !== 'model' && known !== 'variant');
    const part = partOf(name, value);
    const fits = axis !== undefined && (WORDS[axis]?.includes(String(value)) ?? Number.isFinite(value));
    if (axis !== undefined && fits) point[axis] = value;
    else if (part !== null) Object.assign(parts, part);
    else if (!SILENT.includes(name)) notes.add([...path, name], `The setting ${shown(name)} is left out.`);
  }
  return { point: point as Partial<Settings>, parts };
}

function effortOf({ reasoning }: JsonFields): JsonFields {
  return isFields(reasoning) && 'effort' in reasoning ? { reasoning_effort: reasoning['effort'] } : {};
}

function partOf(name: string, value: unknown): JsonFields | null {
  if (name === 'reasoning') return {};
  if (name === 'stop' && (typeof value === 'string' || isTexts(value))) return { stop: [value].flat() };
  if (name === 'response_format' && isFields(value) && !JSON.stringify(value).includes('"file://'))
    return { responseFormat: value };
  if (name === 'service_tier' && typeof value === 'string') return { serviceTier: value };
  return name === 'passthrough' && isFields(value) ? { extraBody: value } : null;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function samplesOf(options: unknown, notes: Notes): number {
  const repeat = isFields(options) ? options['repeat'] : undefined;
  if (repeat === undefined) return 1;
  if (Number.isInteger(repeat) && Number(repeat) >= 1 && Number(repeat) <= 1_000) return Number(repeat);
  notes.add(['evaluateOptions', 'repeat'], `${shown(repeat)} is no number of samples from 1 to 1,000: 1 is taken.`);
  return 1;
}
