import type { RequestSettings } from '../request/request-settings.ts';

/**
 * The sweepable settings, in the words of the API. `null` means "not sent": the model's own default applies.
 */
export interface Settings {
  readonly model: string;
  readonly temperature: number | null;
  readonly top_p: number | null;
  readonly reasoning_effort: string | null;
  readonly verbosity: string | null;
  readonly presence_penalty: number | null;
  readonly frequency_penalty: number | null;
  readonly seed: number | null;
  readonly max_completion_tokens: number | null;
  readonly variant: string | null;
  /** Where the model is asked, in a run that asks several connections; absent: on the run's own. */
  readonly connection?: string;
}

/** What a column that is added beside the grid changes of what its rows ask; a changed model comes with its connection. */
export type ColumnChanges = Partial<Settings & RequestSettings>;

/** A connection is no axis of its own: it goes with the model, as the two together are what is asked. */
export type Axis = Exclude<keyof Settings, 'connection'>;

/** Each sweepable setting with its values (at least one each); lists multiply into the grid. */
export type Sweep = { readonly [Name in Axis]: readonly Settings[Name][] } & {
  /** Where each of the values of `model` is asked, in their order; absent: all on the run's own connection. */
  readonly connections?: readonly string[];
};

/** The order in which axes multiply: the last one varies fastest. */
export const AXES: readonly Axis[] = [
  'model',
  'variant',
  'reasoning_effort',
  'verbosity',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'seed',
  'max_completion_tokens',
  'temperature',
];

/** The words for an axis on pages. */
export const AXIS_LABELS: Readonly<Record<Axis, string>> = {
  model: 'model',
  temperature: 'temperature',
  top_p: 'top_p',
  reasoning_effort: 'reasoning effort',
  verbosity: 'verbosity',
  presence_penalty: 'presence penalty',
  frequency_penalty: 'frequency penalty',
  seed: 'seed',
  max_completion_tokens: 'max tokens',
  variant: 'variant',
};

export const NUMERIC_RANGES = {
  temperature: { min: 0, max: 2, integer: false },
  top_p: { min: 0, max: 1, integer: false },
  presence_penalty: { min: -2, max: 2, integer: false },
  frequency_penalty: { min: -2, max: 2, integer: false },
  seed: { min: -(2 ** 53) + 1, max: 2 ** 53 - 1, integer: true },
  max_completion_tokens: { min: 1, max: 1_000_000, integer: true },
} as const;

export type NumericAxis = keyof typeof NUMERIC_RANGES;
/** In the order in which a form asks for them. */
export const NUMERIC_AXES = [
  'temperature',
  'top_p',
  'max_completion_tokens',
  'seed',
  'presence_penalty',
  'frequency_penalty',
] as const satisfies readonly NumericAxis[];

export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export const VERBOSITIES = ['low', 'medium', 'high'] as const;
/** Settings whose values are words. */
export const WORD_AXES = { reasoning_effort: REASONING_EFFORTS, verbosity: VERBOSITIES } as const;

/** A sweep that asks one model once, everything else not sent. */
export function singlePoint(model: string): Sweep {
  return {
    model: [model],
    temperature: [null],
    top_p: [null],
    reasoning_effort: [null],
    verbosity: [null],
    presence_penalty: [null],
    frequency_penalty: [null],
    seed: [null],
    max_completion_tokens: [null],
    variant: [null],
  };
}

/** A model on its connection, as one value: a column is told apart by both. */
export function modelOn({ connection, model }: Pick<Settings, 'model' | 'connection'>): string {
  return connection === undefined ? model : `${connection}: ${model}`;
}

/** What a connection is called, by its id; an id that there never was is its own name. */
export type ConnectionNames = (id: string) => string;

/** The name of a model as people read it: with what its connection is called, where `modelOn` put its id. */
export function namedModel(value: string, nameOf: ConnectionNames): string {
  const end = value.indexOf(': ');
  return end === -1 ? value : `${nameOf(value.slice(0, end))}${value.slice(end)}`;
}

/** The value that a point has on an axis; a model's tells its connection, where the run asks several. */
export function settingOn<Name extends Axis>(settings: Settings, axis: Name): Settings[Name];
export function settingOn(settings: Settings, axis: Axis): Settings[Axis] {
  return axis === 'model' ? modelOn(settings) : settings[axis];
}

/** The values of an axis, as `settingOn` gives those of its points. */
export function valuesOf(sweep: Sweep, axis: Axis): readonly Settings[Axis][] {
  return axis === 'model' ? modelNames(sweep) : sweep[axis];
}

/** The models of a sweep by name, with their connections where it asks several. */
function modelNames(sweep: Sweep): readonly string[] {
  return askedModels(sweep).map(modelOn);
}

/** The models of a sweep; with their connections where it asks several. */
function askedModels({ model, connections }: Sweep): readonly Pick<Settings, 'model' | 'connection'>[] {
  return model.map((name, index) => {
    const connection = connections?.[index];
    return { model: name, ...(connection === undefined ? {} : { connection }) };
  });
}

/** Every point of the grid, in the order of `AXES`. */
export function gridOf(sweep: Sweep): readonly Settings[] {
  return AXES.reduce<readonly Partial<Settings>[]>(
    (points, axis) => points.flatMap((point) => partsOf(sweep, axis).map((part) => ({ ...point, ...part }))),
    [{}],
  ) as readonly Settings[];
}

function partsOf(sweep: Sweep, axis: Axis): readonly Partial<Settings>[] {
  return axis === 'model' ? askedModels(sweep) : sweep[axis].map((value) => ({ [axis]: value }));
}

/** How many points the grid has, without building it. */
export function gridSize(sweep: Sweep): number {
  return AXES.reduce((size, axis) => size * sweep[axis].length, 1);
}
