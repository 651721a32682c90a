import type { GroupedColumn } from '../domain/answers/answer-groups.ts';
import { namedHead } from '../domain/run/column-label.ts';
import { type Axis, type ConnectionNames, namedModel } from '../domain/run/sweep.ts';

type Value = GroupedColumn['value'];

/** The columns of a run as people read them: models of several connections with what each is called, in place of its id. */
export function namedColumns(columns: readonly GroupedColumn[], nameOf: ConnectionNames): readonly GroupedColumn[] {
  const named = (axis: Axis, value: Value) => (axis === 'model' ? namedModel(String(value), nameOf) : value);
  return columns.map((column) => ({
    ...namedHead(column, nameOf),
    cells: column.cells.map((cell) => ({
      ...cell,
      settings: cell.settings.map(([axis, value]) => [axis, named(axis, value)] as const),
    })),
  }));
}
