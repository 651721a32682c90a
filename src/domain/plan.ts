import type { CompletionEstimate } from './completion-estimate.ts';
import { AXES, type Axis, gridOf, type Settings, type Sweep, settingOn, valuesOf } from './sweep.ts';

/** One request to come: a point of the grid, and which of its samples. */
export interface PlannedCompletion {
  /** Position in the run, from 0. */
  readonly ordinal: number;
  readonly settings: Settings;
  /** Which column it stands in, from 0, by the values of the column axis. */
  readonly column: number;
  /** Which row of cells it stands in, from 0, by everything else that is swept. */
  readonly row: number;
  /** Which repetition of its point, from 0. */
  readonly sample: number;
  /** The place of its case, from 0; absent without cases. */
  readonly case?: number;
  readonly caseName?: string;
  /** What it is expected to use and cost. */
  readonly estimate?: CompletionEstimate;
}

/**
 * The axis that makes the columns: the one asked for, else temperature, unless it makes the rows or only another one has several values.
 */
export function columnAxis(sweep: Sweep, asked: Axis | null = null, rows: Axis | null = null): Axis {
  if (asked !== null) return asked;
  if (sweep.temperature.length > 1 && rows !== 'temperature') return 'temperature';
  const swept = AXES.find((axis) => sweep[axis].length > 1 && axis !== rows);
  return swept ?? (rows === 'temperature' ? 'model' : 'temperature');
}

/**
 * Every request of a run. Samples come in rounds over the whole grid, so that all columns start to fill at once
 * rather than one after the other; within a round, so do cases. `firstSample` continues a run that has samples already.
 */
export function planCompletions(
  sweep: Sweep,
  options: {
    readonly samples: number;
    readonly columns: Axis;
    /** Each with its name. */
    readonly cases?: readonly { readonly name: string | null }[];
    readonly firstSample?: number;
    readonly firstOrdinal?: number;
  },
): readonly PlannedCompletion[] {
  const { samples, columns, cases, firstSample = 0, firstOrdinal = 0 } = options;
  const grid = gridOf(sweep);
  const rows = rowKeys(grid, columns);
  const values = valuesOf(sweep, columns);
  const points = grid.map((settings) => ({
    settings,
    column: values.indexOf(settingOn(settings, columns)),
    row: rows.indexOf(rowKey(settings, columns)),
  }));
  const asked: readonly AskedCase[] = cases?.map(({ name }, place) => askedCase(place, name)) ?? [{}];
  const perRound = points.length * asked.length;
  return Array.from({ length: samples }, (_, round) =>
    asked.flatMap((one, place) =>
      points.map((point, position) => ({
        ...point,
        ...one,
        ordinal: firstOrdinal + round * perRound + place * points.length + position,
        sample: firstSample + round,
      })),
    ),
  ).flat();
}

type AskedCase = Pick<PlannedCompletion, 'case' | 'caseName'>;

function askedCase(place: number, name: string | null): AskedCase {
  return { case: place, ...(name === null ? {} : { caseName: name }) };
}

/** What tells rows apart: every setting but the one that makes the columns. */
function rowKey(settings: Settings, columns: Axis): string {
  return JSON.stringify(AXES.filter((axis) => axis !== columns).map((axis) => settingOn(settings, axis)));
}

function rowKeys(grid: readonly Settings[], columns: Axis): readonly string[] {
  return [...new Set(grid.map((settings) => rowKey(settings, columns)))];
}
