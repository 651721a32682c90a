import { holm } from '../analysis/comparisons.ts';
import type { Case } from '../domain/case.ts';
import { type Column, columnsOf, isSample } from '../domain/columns.ts';
import type { Matrix, MatrixCell, MatrixColumn, MatrixRow } from '../domain/matrix.ts';
import type { RunView } from '../domain/run.ts';
import { AXIS_LABELS } from '../domain/sweep.ts';
import { flipsOf } from './flips.ts';
import { scoresOf } from './scores.ts';

/** The matrix of a run over its cases. */
export function matrixOf(view: RunView, cases: readonly Case[]): Matrix {
  const columns = columnsOf(view);
  const leaked = new Set((view.run.request.leaks ?? []).map((leak) => leak.case));
  const counted = columns.map(cellsOf);
  const rows = cases.map(
    (one, place): MatrixRow => ({
      place,
      case: one,
      cells: counted.map((cells) => cells.get(place) ?? NOTHING),
      leaked: leaked.has(place),
    }),
  );
  return { columns: matrixColumns(view, columns), rows: rows.toSorted((a, b) => shareOf(a) - shareOf(b)) };
}

const NOTHING: MatrixCell = { passed: 0, failed: 0, unknown: 0 };

function cellsOf(column: Column): ReadonlyMap<number, MatrixCell> {
  const cells = new Map<number, MatrixCell>();
  for (const { completion } of column.cells.flatMap((cell) => cell.completions)) {
    if (completion.case === null || !isSample(completion)) continue;
    const { passed, failed, unknown } = cells.get(completion.case) ?? NOTHING;
    const said = completion.checked?.passed ?? null;
    cells.set(completion.case, {
      passed: passed + Number(said === true),
      failed: failed + Number(said === false),
      unknown: unknown + Number(said === null),
    });
  }
  return cells;
}

function matrixColumns(view: RunView, columns: readonly Column[]): readonly MatrixColumn[] {
  const { request } = view.run;
  const scores = scoresOf(view);
  const keys = Array.from({ length: request.cases ?? 0 }, (_, place) => String(place));
  const [baseline] = columns;
  const flips = columns.map((column) =>
    scores === null || baseline === undefined || column === baseline
      ? null
      : flipsOf({ column: baseline, request, keys }, { column, request, keys }),
  );
  const tested = flips.flatMap((one) => (one === null || one.p === null ? [] : [one.p]));
  const adjusted = holm(tested);
  let next = 0;
  return columns.map(({ axis, value }, index) => {
    const own = flips[index] ?? null;
    return {
      label: axis === 'variant' ? String(value) : `${AXIS_LABELS[axis]} ${value ?? 'not sent'}`,
      score: scores?.[index] ?? null,
      flips: own,
      adjusted: own === null || own.p === null ? null : (adjusted[next++] ?? null),
    };
  });
}

/** The share of judged answers that pass; cases that nobody could judge come last. */
function shareOf({ cells }: MatrixRow): number {
  const passed = cells.reduce((sum, cell) => sum + cell.passed, 0);
  const judged = cells.reduce((sum, cell) => sum + cell.passed + cell.failed, 0);
  return judged === 0 ? 2 : passed / judged;
}
