import { holm } from '../../analysis/comparisons.ts';
import type { Case } from '../../domain/cases/case.ts';
import type { Matrix, MatrixCell, MatrixColumn, MatrixRow } from '../../domain/cases/matrix.ts';
import { columnLabel, columnText } from '../../domain/run/column-label.ts';
import { type Column, columnsOf, isSample } from '../../domain/run/columns.ts';
import type { RunView } from '../../domain/run/run.ts';
import { flipsOf } from './flips.ts';
import { scoredSamples, scoresOf } from './scores.ts';
import { studyOf } from './studies.ts';

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

const NOTHING: MatrixCell = { passed: 0, failed: 0, unknown: 0, answer: null };

/** Characters of an answer that a cell shows. */
const MAX_ANSWER = 40;

function cellsOf(column: Column): ReadonlyMap<number, MatrixCell> {
  const cells = new Map<number, MatrixCell>();
  for (const { completion } of column.cells.flatMap((cell) => cell.completions)) {
    if (completion.case === null || !isSample(completion)) continue;
    const known = cells.get(completion.case);
    const { passed, failed, unknown } = known ?? NOTHING;
    const said = completion.checked?.passed ?? null;
    cells.set(completion.case, {
      passed: passed + Number(said === true),
      failed: failed + Number(said === false),
      unknown: unknown + Number(said === null),
      answer:
        known === undefined ? [...completion.text.trim().slice(0, 2 * MAX_ANSWER)].slice(0, MAX_ANSWER).join('') : null,
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
  const study = studyOf(view);
  const { examples } = view.run.prompt;
  let next = 0;
  return columns.map((column, index) => {
    const { axis, value } = column;
    const row = study === null || study.kind === 'labels' ? undefined : study.rows[index];
    const own = flips[index] ?? null;
    return {
      axis,
      value,
      label: axis === 'variant' ? columnText(column) : columnLabel(column),
      score: scores?.[index] ?? null,
      flips: own,
      adjusted: own === null || own.p === null ? null : (adjusted[next++] ?? null),
      inputTokens: meanInput(column, request),
      perCase: axis === 'variant' && isPerCase(request, value),
      leftOut: row?.leftOut == null ? null : (examples[row.leftOut]?.input ?? null),
    };
  });
}

function isPerCase({ variants = [] }: RunView['run']['request'], name: Column['value']): boolean {
  return variants.find((variant) => variant.name === name)?.changes.nearest !== undefined;
}

function meanInput(column: Column, request: RunView['run']['request']): number | null {
  const inputs = scoredSamples(column, request).map(({ usage }) => usage?.inputTokens ?? null);
  const known = inputs.filter((tokens) => tokens !== null);
  if (known.length === 0 || known.length < inputs.length) return null;
  return known.reduce((sum, tokens) => sum + tokens, 0) / known.length;
}

/** The share of judged answers that pass; cases that nobody could judge come last. */
function shareOf({ cells }: MatrixRow): number {
  const passed = cells.reduce((sum, cell) => sum + cell.passed, 0);
  const judged = cells.reduce((sum, cell) => sum + cell.passed + cell.failed, 0);
  return judged === 0 ? 2 : passed / judged;
}
