import type { GroupedCell, GroupedColumn } from '../../src/domain/answer-groups.ts';
import { AXIS_LABELS } from '../../src/domain/sweep.ts';
import { ForkTree, type ForkTreeNode } from '../charts/fork-tree.tsx';
import { temperatureClass } from '../temperature-class.ts';

interface ForkTreesProps {
  readonly trees: readonly {
    readonly column: GroupedColumn;
    readonly cell: GroupedCell;
    /** `null` without samples. */
    readonly tree: ForkTreeNode | null;
  }[];
}

/** The samples of each cell of a run as a tree. */
export function ForkTrees({ trees }: ForkTreesProps) {
  return (
    <>
      {trees.map(({ column, cell, tree }) => (
        <div class={column.axis === 'temperature' ? temperatureClass(column.value as number | null) : 't-none'}>
          <ForkTree tree={tree} title={titleOf(column, cell)} />
        </div>
      ))}
    </>
  );
}

function titleOf({ axis, value }: GroupedColumn, { settings }: GroupedCell): string {
  return [[axis, value] as const, ...settings]
    .map(([name, setting]) => `${AXIS_LABELS[name]} ${setting ?? 'not sent'}`)
    .join(' · ');
}
