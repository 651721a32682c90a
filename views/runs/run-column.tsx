import { type Column, type ColumnCell, progressOf } from '../../src/domain/columns.ts';
import type { Run } from '../../src/domain/run.ts';
import { AXIS_LABELS, type Axis } from '../../src/domain/sweep.ts';
import { ColumnActions } from '../comparisons/column-actions.tsx';
import { CompletionView } from '../completions/completion.tsx';
import { domId } from '../dom-id.ts';
import { temperatureClass } from '../temperature-class.ts';
import type { Showing } from './run-results.tsx';

interface RunColumnProps {
  readonly run: Run;
  readonly column: Column;
  readonly showing: Showing;
}

/** One column: its value as the head, and under it the answers, sample by sample. */
export function RunColumn({ run, column, showing }: RunColumnProps) {
  const { axis, value, cells } = column;
  const label = `${AXIS_LABELS[axis]} ${valueText(axis, value)}`;
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
        <ColumnActions run={run.id} column={column.index} />
      </header>
      {cells.map((cell) => (
        <Cell cell={cell} samples={run.request.samples} showing={showing} />
      ))}
    </section>
  );
}

/** How far a column has come, in words. */
export function ColumnProgress({ run, column }: Pick<RunColumnProps, 'run' | 'column'>) {
  const { total, done, streaming, failed, cancelled, queued } = progressOf(
    column.cells.flatMap((cell) => cell.completions),
  );
  const parts = [
    `${done} of ${total} done`,
    streaming > 0 ? `${streaming} streaming` : '',
    queued > 0 && streaming === 0 ? `${queued} waiting` : '',
    failed > 0 ? `${failed} failed` : '',
    cancelled > 0 ? `${cancelled} not finished` : '',
  ];
  return (
    <p class="muted small num" id={domId('run', run.id, 'column', column.index)}>
      {parts.filter((part) => part !== '').join(', ')}
    </p>
  );
}

function Cell({
  cell,
  samples,
  showing,
}: {
  readonly cell: ColumnCell;
  readonly samples: number;
  readonly showing: Showing;
}) {
  return (
    <>
      {cell.settings.length > 0 && (
        <p class="cell-settings small muted">
          {cell.settings.map(([axis, value]) => `${AXIS_LABELS[axis]} ${valueText(axis, value)}`).join(' · ')}
        </p>
      )}
      {cell.completions.map((live) => (
        <CompletionView live={live} samples={samples} showing={showing} />
      ))}
    </>
  );
}

function valueText(axis: Axis, value: string | number | null): string {
  if (value === null) return axis === 'variant' ? 'as written' : 'not sent';
  return String(value);
}
