import type { GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import type { CellMeasures, RunMeasures } from '../../src/domain/answers/measures.ts';
import { changesText } from '../../src/domain/run/column-label.ts';
import { AXIS_LABELS, type Axis } from '../../src/domain/run/sweep.ts';

/** Cells that differ in temperature only, to be drawn along it. */
export interface ChartGroup {
  /** What else was set; empty when nothing else is swept. */
  readonly label: string;
  readonly points: readonly ChartPoint[];
}

export type ChartPoint = CellMeasures & {
  /** `null`: not sent. */
  readonly temperature: number | null;
};

/** The cells of a run by whatever is swept besides temperature, whether that makes the columns or the rows; none without it. */
export function chartGroups(columns: readonly GroupedColumn[], measures: RunMeasures): readonly ChartGroup[] {
  const groups = new Map<string, ChartPoint[]>();
  for (const { column, cell, point } of placed(columns, measures)) {
    const settings: readonly (readonly [Axis, string | number | null])[] = [
      [column.axis, column.value],
      ...cell.settings,
    ];
    const temperature = settings.find(([axis]) => axis === 'temperature');
    if (temperature === undefined) continue;
    const label = [othersText(column), ...cell.settings.filter(([axis]) => axis !== 'temperature').map(settingText)]
      .filter((text) => text !== '')
      .join(' · ');
    const group = groups.get(label) ?? [];
    group.push({ ...point, temperature: temperature[1] as number | null });
    groups.set(label, group);
  }
  return [...groups].map(([label, points]) => ({ label, points }));
}

/** What a column sets besides temperature. */
function othersText({ axis, value, changes }: GroupedColumn): string {
  const { temperature: _, ...others } = changes ?? {};
  if (changes !== undefined) return changesText(others);
  return axis === 'temperature' ? '' : settingText([axis, value]);
}

function settingText([axis, value]: readonly [Axis, string | number | null]): string {
  return `${AXIS_LABELS[axis]} ${value ?? 'not sent'}`;
}

function placed(columns: readonly GroupedColumn[], measures: RunMeasures) {
  return columns.flatMap((column) =>
    column.cells.flatMap((cell) => {
      const point = measures.cells.find((one) => one.column === column.index && one.row === cell.row);
      return point === undefined ? [] : [{ column, cell, point }];
    }),
  );
}
