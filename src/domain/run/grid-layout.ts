import type { RunRequest } from './run.ts';
import { AXES, type Axis, type Settings, valuesOf } from './sweep.ts';

/** How the answers of a run will stand: which setting goes across, and which ones down. */
export interface GridLayout {
  readonly columns: GridAxis;
  /** The other settings with several values, the one chosen for the rows first. */
  readonly rows: readonly GridAxis[];
  /** How many columns stand beside those of the grid. */
  readonly added: number;
}

export interface GridAxis {
  readonly axis: Axis;
  readonly values: readonly Settings[Axis][];
}

export function gridLayout({
  sweep,
  columns,
  rows,
  addedColumns = [],
}: Pick<RunRequest, 'sweep' | 'columns' | 'rows' | 'addedColumns'>): GridLayout {
  const others = AXES.filter((axis) => axis !== columns && sweep[axis].length > 1);
  const ordered = [...others.filter((axis) => axis === rows), ...others.filter((axis) => axis !== rows)];
  const gridAxis = (axis: Axis): GridAxis => ({ axis, values: valuesOf(sweep, axis) });
  return { columns: gridAxis(columns), rows: ordered.map(gridAxis), added: addedColumns.length };
}

/** The two fields of the editor that put columns and rows the other way round; `null` when there is nothing down. */
export function changedOver({ columns, rows: [row] }: GridLayout): { columns: Axis; rows: Axis } | null {
  return row === undefined ? null : { columns: row.axis, rows: columns.axis };
}
