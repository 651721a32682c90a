import type { PropsWithChildren } from 'hono/jsx';
import type { GroupedCell, GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import { columnFigures } from '../../src/domain/answers/column-figures.ts';
import type { RunMeasures } from '../../src/domain/answers/measures.ts';
import { changesText } from '../../src/domain/run/column-label.ts';
import type { Progress, RunTotals } from '../../src/domain/run/columns.ts';
import type { CompletionStatus } from '../../src/domain/run/completion.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { AXIS_LABELS } from '../../src/domain/run/sweep.ts';
import { ColumnActions } from '../comparisons/column-actions.tsx';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { count, plural, usd } from '../format.ts';
import { Menu } from '../menu.tsx';
import { temperatureClass } from '../temperature-class.ts';
import { CellAnswers } from './answer-groups.tsx';
import type { DisplayOptions } from './display-options.ts';
import { MeasuresPanel } from './measures-panel.tsx';
import { headText, shortHeadText, valueText } from './value-text.ts';

interface RunColumnProps {
  readonly run: Run;
  readonly column: GroupedColumn;
  readonly measures: RunMeasures | null;
  readonly display: DisplayOptions;
}

/** One column: its value as the head in one line, and under it the answers, in rows shared with the other columns. */
export function RunColumn({ run, column, measures, display }: RunColumnProps) {
  const [cell] = column.cells;
  return (
    <section class={`col ${columnClass(column)}`} aria-label={columnLabel(column)}>
      <ColumnHead run={run} column={column}>
        {cell !== undefined && <Measures run={run} column={column} cell={cell} measures={measures} />}
      </ColumnHead>
      {cell !== undefined && <Answers run={run} column={column} cell={cell} display={display} />}
    </section>
  );
}

/** A column's value, how far it has come or what it came to in one line, and behind it the details. */
export function ColumnHead({ run, column, children }: PropsWithChildren<Pick<RunColumnProps, 'run' | 'column'>>) {
  const { axis, index, changes } = column;
  return (
    <header>
      <h4 title={headText(column)} class={changes === undefined ? undefined : 'added'}>
        <span class="temp">{shortHeadText(column)}</span>
        {changes === undefined && <span class="unseen"> {AXIS_LABELS[axis]}</span>}
      </h4>
      <ColumnProgress run={run} column={column} />
      <Menu label={`About ${columnLabel(column)}`} kind="reveal" small>
        <div class="pop">
          {changes !== undefined && <p class="small">{exactText(changesText(changes))}</p>}
          {children}
          <ColumnActions run={run.id} column={index} />
        </div>
      </Menu>
    </header>
  );
}

/** How far a column has come; once it has ended, how many of its answers are the same, their length and their cost. */
export function ColumnProgress({ run, column }: Pick<RunColumnProps, 'run' | 'column'>) {
  const id = columnProgressId(run.id, column.index);
  const { total, ended } = column.progress;
  return (
    <span class="sums num" id={id}>
      {run.status === 'running' && ended < total ? (
        <span>{progressText(column)}</span>
      ) : (
        <Figures column={column} cases={run.request.cases ?? 1} {...column.progress} />
      )}
    </span>
  );
}

/** The id of the line in a column's head. */
export function columnProgressId(run: number, column: number): string {
  return domId('run', run, 'column', column);
}

function progressText({ progress: { total, done, streaming, failed, held } }: GroupedColumn): string {
  const parts = [
    `${done} of ${total}`,
    streaming > 0 ? `${streaming} streaming` : '',
    held > 0 ? `${held} held` : '',
    failed > 0 ? `${failed} failed` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

interface FiguresProps extends Pick<Progress, 'failed' | 'held' | 'cancelled'> {
  readonly column: Pick<GroupedColumn, 'cells'>;
  /** How many cases each cell asks: equal answers to several of them are no agreement. */
  readonly cases: number;
}

function Figures({ column, cases, failed, held, cancelled }: FiguresProps) {
  const { n, same, good, bad, outputTokens, totals } = columnFigures(column);
  return (
    <>
      <span class="same">{sameText(n, same, column.cells.length * cases)}</span>
      {good > 0 && <span title="Rated good">{good} good</span>}
      {bad > 0 && <span title="Rated bad">{bad} bad</span>}
      {failed > 0 && <span class="bad">{failed} failed</span>}
      {held > 0 && <span class="warn">{held} held</span>}
      {cancelled > 0 && <span class="warn">{cancelled} not finished</span>}
      {outputTokens !== null && <span title="Output tokens, the median answer">{count(outputTokens)} tok</span>}
      <span>{moneyText(totals)}</span>
    </>
  );
}

function sameText(n: number, same: number, asked: number): string {
  if (n === 0) return 'no answer';
  if (n === 1 || asked > 1) return plural(n, 'answer');
  if (same === n) return `all ${n} same`;
  return same === 1 ? `${n} different` : `${same} of ${n} same`;
}

function moneyText({ costPicodollars, unpriced }: RunTotals): string {
  if (costPicodollars === null) return unpriced > 0 ? 'unpriced' : '';
  return `${usd(costPicodollars)}${unpriced > 0 ? '+' : ''}`;
}

interface AnswersProps extends Omit<RunColumnProps, 'measures'> {
  readonly cell: GroupedCell;
}

/** The answers of a cell: the part of it that changes while the run goes on. */
export function Answers({ run, column, cell, display }: AnswersProps) {
  return (
    <div class="rows" id={answersId(run.id, column.index, cell.row)}>
      <CellAnswers run={run} column={column} cell={cell} display={display} />
    </div>
  );
}

/** The id of the part of a cell that holds its answers. */
export function answersId(run: number, column: number, row: number): string {
  return domId('run', run, 'answers', column, row);
}

function columnLabel(column: GroupedColumn): string {
  return column.changes === undefined ? `${AXIS_LABELS[column.axis]} ${headText(column)}` : headText(column);
}

/** The colour of a column. */
export function columnClass({ axis, value }: GroupedColumn): string {
  return axis === 'temperature' ? temperatureClass(value as number | null) : 't-none';
}

/** What the answers of one of a column's cells came to, in one line, and behind it the details; once the run has ended. */
export function CellHead(props: MeasuresProps) {
  const { run, column, cell } = props;
  if (run.status === 'running') return null;
  const ended = cell.failures.flatMap(({ members }) => members.map(({ status }) => status));
  const of = (wanted: CompletionStatus) => ended.filter((status) => status === wanted).length;
  const row = cell.settings.map(([axis, value]) => `${AXIS_LABELS[axis]} ${valueText(axis, value)}`).join(', ');
  return (
    <header class="cell-head small">
      <span class="sums num">
        <Figures
          column={{ cells: [cell] }}
          cases={run.request.cases ?? 1}
          failed={of('failed')}
          held={of('held')}
          cancelled={of('cancelled')}
        />
      </span>
      <Menu label={`About ${columnLabel(column)}, ${row}`} kind="reveal" small>
        <div class="pop">
          <Measures {...props} />
        </div>
      </Menu>
    </header>
  );
}

interface MeasuresProps extends Pick<RunColumnProps, 'run' | 'column' | 'measures'> {
  readonly cell: GroupedCell;
}

/** What the samples of a cell show, once the run has ended. */
function Measures({ run, column, cell, measures }: MeasuresProps) {
  if (run.status === 'running') return null;
  const known = measures?.cells.find((one) => one.column === column.index && one.row === cell.row) ?? null;
  return <MeasuresPanel place={{ run: run.id, column: column.index, row: cell.row }} measures={known} />;
}
