import type { GroupedCell, GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import type { ForkNode } from '../../src/domain/answers/fork-node.ts';
import { columnLabel } from '../../src/domain/run/column-label.ts';
import { AXIS_LABELS } from '../../src/domain/run/sweep.ts';
import { ForkTree } from '../charts/fork-tree.tsx';
import { temperatureClass } from '../temperature-class.ts';

interface ForkTreesProps {
  readonly trees: readonly {
    readonly column: GroupedColumn;
    readonly cell: GroupedCell;
    /** `null` without samples. */
    readonly tree: ForkNode | null;
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

function titleOf(column: GroupedColumn, { settings }: GroupedCell): string {
  const others = settings.map(([name, setting]) => `${AXIS_LABELS[name]} ${setting ?? 'not sent'}`);
  return [columnLabel(column), ...others].join(' · ');
}
