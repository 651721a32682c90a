import type { FoldedCell, FoldedColumn } from '../../src/domain/folded.ts';
import type { RunMeasures } from '../../src/domain/measures.ts';
import type { Run } from '../../src/domain/run.ts';
import { AXIS_LABELS, type Axis } from '../../src/domain/sweep.ts';
import { ColumnActions } from '../comparisons/column-actions.tsx';
import { domId } from '../dom-id.ts';
import { temperatureClass } from '../temperature-class.ts';
import { CellAnswers } from './answer-folds.tsx';
import { MeasuresPanel } from './measures-panel.tsx';
import type { Showing } from './run-results.tsx';

interface RunColumnProps {
  readonly run: Run;
  readonly column: FoldedColumn;
  readonly measures: RunMeasures | null;
  readonly showing: Showing;
}

/** One column: its value as the head with what its samples show, and under it the answers. */
export function RunColumn({ run, column, measures, showing }: RunColumnProps) {
  const { axis, value, cells } = column;
  const label = `${AXIS_LABELS[axis]} ${valueText(axis, value)}`;
  const lone = cells.length === 1 ? cells[0] : undefined;
  return (
    <section
      class={`col ${axis === 'temperature' ? temperatureClass(value as number | null) : 't-none'}`}
      aria-label={label}
    >
      <header>
        <div>
          <span class="temp num">{valueText(axis, value)}</span> <span class="muted small">{AXIS_LABELS[axis]}</span>
        </div>
        <ColumnProgress run={run} column={column} />
        {lone !== undefined && <Measures run={run} column={column} cell={lone} measures={measures} />}
        <ColumnActions run={run.id} column={column.index} />
      </header>
      <ColumnAnswers run={run} column={column} measures={measures} showing={showing} />
    </section>
  );
}

/** How far a column has come, in words. */
export function ColumnProgress({ run, column }: Pick<RunColumnProps, 'run' | 'column'>) {
  const { total, done, streaming, failed, cancelled, queued, held } = column.progress;
  const parts = [
    `${done} of ${total} done`,
    streaming > 0 ? `${streaming} streaming` : '',
    queued > 0 && streaming === 0 ? `${queued} waiting` : '',
    held > 0 ? `${held} held` : '',
    failed > 0 ? `${failed} failed` : '',
    cancelled > 0 ? `${cancelled} not finished` : '',
  ];
  return (
    <p class="muted small num" id={domId('run', run.id, 'column', column.index)}>
      {parts.filter((part) => part !== '').join(', ')}
    </p>
  );
}

/** The answers of a column, cell by cell: the part of it that changes while the run goes on. */
export function ColumnAnswers({ run, column, measures, showing }: RunColumnProps) {
  return (
    <div id={columnAnswersId(run.id, column.index)}>
      {column.cells.map((cell) => (
        <>
          {cell.settings.length > 0 && (
            <p class="cell-settings small muted">
              {cell.settings.map(([axis, value]) => `${AXIS_LABELS[axis]} ${valueText(axis, value)}`).join(' · ')}
            </p>
          )}
          {column.cells.length > 1 && <Measures run={run} column={column} cell={cell} measures={measures} />}
          <CellAnswers run={run} column={column} cell={cell} showing={showing} />
        </>
      ))}
    </div>
  );
}

function valueText(axis: Axis, value: string | number | null): string {
  if (value === null) return axis === 'variant' ? 'as written' : 'not sent';
  return String(value);
}

/** The id of the part of a column that holds its answers. */
export function columnAnswersId(run: number, column: number): string {
  return domId('run', run, 'answers', column);
}

interface MeasuresProps extends Pick<RunColumnProps, 'run' | 'column' | 'measures'> {
  readonly cell: FoldedCell;
}

function Measures({ run, column, cell, measures }: MeasuresProps) {
  if (run.status === 'running') return null;
  const known = measures?.cells.find((one) => one.column === column.index && one.row === cell.row) ?? null;
  return <MeasuresPanel place={{ run: run.id, column: column.index, row: cell.row }} measures={known} />;
}
