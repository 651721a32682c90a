import type { CompletionEstimate } from '../money/completion-estimate.ts';
import type { RunRequest } from './run.ts';
import {
  AXES,
  type Axis,
  type ColumnChanges,
  gridOf,
  gridSize,
  type Settings,
  type Sweep,
  settingOn,
  valuesOf,
} from './sweep.ts';

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

/** One combination of settings that a run asks, and where its answers stand. */
export interface GridPoint {
  readonly settings: Settings;
  readonly column: number;
  readonly row: number;
}

/** What says which points a run has. */
export type RunGrid = Pick<RunRequest, 'connection' | 'sweep' | 'columns' | 'addedColumns'>;

/** Every point of a run in the order of its plan: the grid, then each added column. */
export function pointsOf(grid: RunGrid): readonly GridPoint[] {
  const { sweep, columns, addedColumns = [] } = grid;
  const all = gridOf(sweep);
  const rows = rowKeys(all, columns);
  const values = valuesOf(sweep, columns);
  const points = all.map((settings) => ({
    settings,
    column: values.indexOf(settingOn(settings, columns)),
    row: rows.indexOf(rowKey(settings, columns)),
  }));
  const first = points.filter(({ column }) => column === 0);
  const added = addedColumns.flatMap((changes, index) => {
    const changed = first.map(({ settings, row }) => ({ settings: pointChanged(settings, changes, grid), row }));
    return eachOnce(changed).map((point) => ({ ...point, column: values.length + index }));
  });
  return [...points, ...added];
}

/** How many points a run has at most, without building them. */
export function mostPoints({ sweep, columns, addedColumns = [] }: RunGrid): number {
  const size = gridSize(sweep);
  return size + (addedColumns.length * size) / valuesOf(sweep, columns).length;
}

function pointChanged(settings: Settings, changes: ColumnChanges, { connection: own, sweep }: RunGrid): Settings {
  const { connection = own, ...changed } = { ...settings, ...sweptChanges(changes) };
  // As everywhere, the run's own connection is only said where the grid asks several.
  return sweep.connections === undefined && connection === own ? changed : { ...changed, connection };
}

/** What of the changes a point is told apart by; the rest is the same in all of its column. */
function sweptChanges(changes: ColumnChanges): Partial<Settings> {
  const names: readonly string[] = ['connection', ...AXES];
  return Object.fromEntries(Object.entries(changes).filter(([name]) => names.includes(name)));
}

/** Rows that differ only in what the column changes are one. */
function eachOnce<Point extends { readonly settings: Settings }>(points: readonly Point[]): readonly Point[] {
  const known = new Map<string, Point>();
  for (const point of points) {
    const key = JSON.stringify([point.settings.connection, ...AXES.map((axis) => point.settings[axis])]);
    if (!known.has(key)) known.set(key, point);
  }
  return [...known.values()];
}

/**
 * Every request of a run. Samples come in rounds over the whole grid, so that all columns start to fill at once
 * rather than one after the other; within a round, so do cases. `firstSample` continues a run that has samples already.
 */
export function planCompletions(
  sweep: Sweep,
  options: Partial<Pick<RunGrid, 'connection' | 'addedColumns'>> & {
    readonly samples: number;
    readonly columns: Axis;
    /** Each with its name. */
    readonly cases?: readonly { readonly name: string | null }[];
    readonly firstSample?: number;
    readonly firstOrdinal?: number;
  },
): readonly PlannedCompletion[] {
  const { samples, cases, firstSample = 0, firstOrdinal = 0, connection = '', ...grid } = options;
  const points = pointsOf({ ...grid, sweep, connection });
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
