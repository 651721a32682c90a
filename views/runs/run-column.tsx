import type { PropsWithChildren } from 'hono/jsx';
import type { GroupedCell, GroupedColumn } from '../../src/domain/answer-groups.ts';
import type { RunMeasures } from '../../src/domain/measures.ts';
import type { Run } from '../../src/domain/run.ts';
import { AXIS_LABELS, type Axis } from '../../src/domain/sweep.ts';
import { ColumnActions } from '../comparisons/column-actions.tsx';
import { domId } from '../dom-id.ts';
import { temperatureClass } from '../temperature-class.ts';
import { CellAnswers } from './answer-groups.tsx';
import type { DisplayOptions } from './display-options.ts';
import { MeasuresPanel } from './measures-panel.tsx';

interface RunColumnProps {
  readonly run: Run;
  readonly column: GroupedColumn;
  readonly measures: RunMeasures | null;
  readonly showing: DisplayOptions;
}

/** One column: its value as the head with what its samples show, and under it the answers. */
export function RunColumn({ run, column, measures, showing }: RunColumnProps) {
  const [cell] = column.cells;
  return (
    <section class={`col ${columnClass(column)}`} aria-label={columnLabel(column)}>
      <ColumnHead run={run} column={column}>
        {cell !== undefined && <Measures run={run} column={column} cell={cell} measures={measures} />}
      </ColumnHead>
      {cell !== undefined && <Answers run={run} column={column} cell={cell} showing={showing} />}
    </section>
  );
}

/** A column's value, how far it has come, and what can be done with it. */
export function ColumnHead({ run, column, children }: PropsWithChildren<Pick<RunColumnProps, 'run' | 'column'>>) {
  const { axis, value, index } = column;
  return (
    <header>
      <div>
        <span class="temp num">{valueText(axis, value)}</span> <span class="muted small">{AXIS_LABELS[axis]}</span>
      </div>
      <ColumnProgress run={run} column={column} />
      {children}
      <ColumnActions run={run.id} column={index} />
    </header>
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

interface AnswersProps extends Omit<RunColumnProps, 'measures'> {
  readonly cell: GroupedCell;
}

/** The answers of a cell: the part of it that changes while the run goes on. */
export function Answers({ run, column, cell, showing }: AnswersProps) {
  return (
    <div id={answersId(run.id, column.index, cell.row)}>
      <CellAnswers run={run} column={column} cell={cell} showing={showing} />
    </div>
  );
}

/** The id of the part of a cell that holds its answers. */
export function answersId(run: number, column: number, row: number): string {
  return domId('run', run, 'answers', column, row);
}

/** A setting's value as a head says it. */
export function valueText(axis: Axis, value: string | number | null): string {
  if (value === null) return axis === 'variant' ? 'as written' : 'not sent';
  return String(value);
}

function columnLabel({ axis, value }: GroupedColumn): string {
  return `${AXIS_LABELS[axis]} ${valueText(axis, value)}`;
}

/** The colour of a column. */
export function columnClass({ axis, value }: GroupedColumn): string {
  return axis === 'temperature' ? temperatureClass(value as number | null) : 't-none';
}

interface MeasuresProps extends Pick<RunColumnProps, 'run' | 'column' | 'measures'> {
  readonly cell: GroupedCell;
}

/** What the samples of a cell show, once the run has ended. */
export function Measures({ run, column, cell, measures }: MeasuresProps) {
  if (run.status === 'running') return null;
  const known = measures?.cells.find((one) => one.column === column.index && one.row === cell.row) ?? null;
  return <MeasuresPanel place={{ run: run.id, column: column.index, row: cell.row }} measures={known} />;
}
