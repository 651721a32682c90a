import { settingsFromRequest } from '../../domain/draft.ts';
import { isFields, type JsonFields } from '../../domain/json.ts';
import { eachOnce } from '../../domain/model-list.ts';
import { DEFAULT_SETTINGS, type DraftSettings } from '../../domain/notebook.ts';
import { columnAxis } from '../../domain/plan.ts';
import { askingOf, PLAIN_REQUEST, type RunRequest } from '../../domain/run.ts';
import {
  AXES,
  type Axis,
  gridSize,
  REASONING_EFFORTS,
  type Settings,
  type Sweep,
  singlePoint,
  VERBOSITIES,
} from '../../domain/sweep.ts';
import { isFileReference, type Notes, type Path, shown } from './problems.ts';
import { LABEL_DOT, modelOfProvider, type NamedModel } from './providers.ts';

interface ReadProvider extends NamedModel {
  readonly path: Path;
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
  const sweep = sweepOf(read);
  const size = gridSize(sweep);
  if (size !== read.length)
    notes.add([key], `Models and settings multiply: ${size} columns come of ${read.length} providers.`);
  if (read.some(({ parts }) => JSON.stringify(parts) !== JSON.stringify(first.parts)))
    notes.add([key], 'Only temperature and the like may differ between providers: the rest is that of the first.');
  return { ...DEFAULT_SETTINGS, ...settingsFromRequest(requestOf(first, sweep, samples)) };
}

function requestOf({ connection, parts }: ReadProvider, sweep: Sweep, samples: number): RunRequest {
  return {
    ...PLAIN_REQUEST,
    ...{ connection, sweep, samples, columns: columnAxis(sweep, null, null) },
    ...parts,
  };
}

function sweepOf(read: readonly ReadProvider[]): Sweep {
  const lists = AXES.map((axis) => [axis, [...new Set(read.map(({ point }) => point[axis] ?? null))]]);
  const { connection: _, ...models } = askingOf(eachOnce(read.map(({ connection, model }) => ({ connection, model }))));
  return { ...singlePoint(''), ...Object.fromEntries(lists), ...models } as Sweep;
}

function readProvider(given: unknown, path: Path, notes: Notes): readonly ReadProvider[] {
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
const AXIS_NAMES: Readonly<Record<string, Axis>> = { max_tokens: 'max_completion_tokens' };
const WORDS: Readonly<Record<string, readonly string[]>> = {
  reasoning_effort: REASONING_EFFORTS,
  verbosity: VERBOSITIES,
};

function readConfig(config: JsonFields, path: Path, notes: Notes) {
  const point: Partial<Record<Axis, unknown>> = {};
  const parts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...config, ...effortOf(config) })) {
    const axis = AXIS_NAMES[name] ?? AXES.find((known) => known === name && known !== 'model' && known !== 'variant');
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
