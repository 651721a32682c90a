import { isUnpriced } from '../money/billing.ts';
import { type ColumnHead, columnHeads } from './column-label.ts';
import { type Completion, ENDED, type LiveCompletion } from './completion.ts';
import type { RunView } from './run.ts';
import { AXES, type Axis, type Settings, settingOn, valuesOf } from './sweep.ts';

/** One column of a run: everything that was asked with one value of the column axis, or with the changes of an added column. */
export interface Column extends ColumnHead {
  readonly index: number;
  /** The column's cells: one for each combination of whatever else is swept, in the order of the plan. */
  readonly cells: readonly ColumnCell[];
}

export interface ColumnCell {
  readonly row: number;
  /** The other swept settings of this cell, by axis; empty when only the column axis is swept. */
  readonly settings: readonly (readonly [Axis, Settings[Axis]])[];
  readonly completions: readonly LiveCompletion[];
}

/** How far a run, or a part of it, has come. */
export interface Progress {
  readonly total: number;
  readonly ended: number;
  readonly done: number;
  readonly streaming: number;
  readonly queued: number;
  /** Not sent because of a cap. */
  readonly held: number;
  /** Failed and incomplete ones. */
  readonly failed: number;
  readonly cancelled: number;
}

/** The columns of a run with their completions. */
export function columnsOf({ run, completions }: RunView): readonly Column[] {
  const { sweep, columns: axis, rows: chosen } = run.request;
  const others = AXES.filter((name) => name !== axis && sweep[name].length > 1);
  const swept = [...others.filter((name) => name === chosen), ...others.filter((name) => name !== chosen)];
  return columnHeads(run.request).map((head, index) => {
    const own = completions.filter(({ completion }) => completion.column === index);
    const rows = [...new Set(own.map(({ completion }) => completion.row))].sort((a, b) => a - b);
    return {
      ...head,
      index,
      cells: inRows(
        rows.map((row) => cellOf(row, swept, own)),
        chosen === null ? null : { axis: chosen, values: valuesOf(sweep, chosen) },
      ),
    };
  });
}

/** Cells of one value of the axis that makes the rows stand together, in the order of its values. */
function inRows(
  cells: readonly ColumnCell[],
  rows: { readonly axis: Axis; readonly values: readonly Settings[Axis][] } | null,
): readonly ColumnCell[] {
  if (rows === null) return cells;
  const place = (cell: ColumnCell) => {
    const value = cell.settings.find(([axis]) => axis === rows.axis)?.[1];
    return value === undefined ? 0 : rows.values.indexOf(value);
  };
  return [...cells].sort((a, b) => place(a) - place(b) || a.row - b.row);
}

function cellOf(row: number, swept: readonly Axis[], own: readonly LiveCompletion[]): ColumnCell {
  const completions = own.filter(({ completion }) => completion.row === row);
  const settings = completions[0]?.completion.settings;
  return {
    row,
    settings: settings === undefined ? [] : swept.map((axis) => [axis, settingOn(settings, axis)] as const),
    completions,
  };
}

/** Whether something was answered, whole or cut. */
export function isSample({ status }: Pick<Completion, 'status'>): boolean {
  return status === 'done' || status === 'incomplete';
}

/** The outputs of a column that count as samples: whatever was answered, whole or cut. Failures are counted apart. */
export function samplesOf(column: Column): { readonly samples: readonly Completion[]; readonly failed: number } {
  const ended = column.cells.flatMap((cell) => cell.completions.map(({ completion }) => completion));
  return {
    samples: ended.filter(isSample),
    failed: ended.filter(({ status }) => status === 'failed').length,
  };
}

/** Counts completions by how far they have come. */
export function progressOf(completions: readonly LiveCompletion[]): Progress {
  const count = (...statuses: readonly Completion['status'][]) =>
    completions.filter(({ completion }) => statuses.includes(completion.status)).length;
  return {
    total: completions.length,
    ended: completions.filter(({ completion }) => ENDED.has(completion.status)).length,
    done: count('done'),
    streaming: count('streaming'),
    queued: count('queued'),
    held: count('held'),
    failed: count('failed', 'incomplete'),
    cancelled: count('cancelled', 'interrupted'),
  };
}

/** What a run used and cost so far. */
export interface RunTotals {
  readonly completions: number;
  /** `null` when no completion's tokens are known. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Money only: free completions count nothing here. `null` when no completion has a known price. */
  readonly costPicodollars: bigint | null;
  readonly unpriced: number;
  readonly free: number;
}

/** Adds up usage and cost over completions; what is unknown is counted, never taken for 0. */
export function totalsOf(completions: readonly Completion[]): RunTotals {
  const costs = completions.flatMap(({ cost }) => (cost === null || cost.source === 'free' ? [] : [cost.picodollars]));
  return {
    completions: completions.length,
    inputTokens: sumKnown(completions.map(({ usage }) => usage?.inputTokens ?? null)),
    outputTokens: sumKnown(completions.map(({ usage }) => usage?.outputTokens ?? null)),
    costPicodollars: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0n),
    unpriced: completions.filter(isUnpriced).length,
    free: completions.filter(({ cost }) => cost?.source === 'free').length,
  };
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
