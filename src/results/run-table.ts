import type { GroupedCell, GroupedColumn } from '../domain/answers/answer-groups.ts';
import { columnFigures } from '../domain/answers/column-figures.ts';
import { capital } from '../domain/capital.ts';
import { toUsd } from '../domain/money/cost.ts';
import { columnText } from '../domain/run/column-label.ts';
import type { RunView } from '../domain/run/run.ts';
import { AXIS_LABELS } from '../domain/run/sweep.ts';
import { type CsvValue, csvLine } from '../platform/csv-line.ts';

/** A run as a table for a report: one line for each combination of settings. */
export interface RunTable {
  readonly heads: readonly string[];
  /** Costs are in US dollars; `null` where something is not known. */
  readonly lines: readonly (readonly CsvValue[])[];
}

/** What the columns of a run came to; of a run in rows, each cell has its line. */
export function runTable({ run: { request } }: RunView, columns: readonly GroupedColumn[]): RunTable {
  const others = columns[0]?.cells[0]?.settings.map(([axis]) => AXIS_LABELS[axis]) ?? [];
  const heads = [capital(AXIS_LABELS[request.columns]), ...others.map(capital), ...FIGURES];
  const lines = columns.flatMap((column) =>
    column.cells.map((cell) => [
      column.changes === undefined ? (column.value ?? 'not sent') : columnText(column),
      ...cell.settings.map(([, value]) => value ?? 'not sent'),
      ...figuresOf(column, cell),
    ]),
  );
  return { heads, lines };
}

const FIGURES = [
  'Answers',
  'Most frequent answer',
  'Times',
  'Rated good',
  'Rated bad',
  'Output tokens (median)',
  'Cost in USD',
];

function figuresOf(column: GroupedColumn, cell: GroupedCell): readonly CsvValue[] {
  const { n, good, bad, outputTokens, totals } = columnFigures({ ...column, cells: [cell] });
  const [first] = cell.answers;
  const cost = totals.unpriced > 0 || totals.costPicodollars === null ? null : toUsd(totals.costPicodollars);
  return [n, first?.shown.text ?? null, first?.members.length ?? null, good, bad, outputTokens, cost];
}

/** The table as comma-separated values. */
export function tableAsCsv({ heads, lines }: RunTable): string {
  return [csvLine(heads), ...lines.map((line) => csvLine(line))].join('');
}

/** The table as a Markdown table; what would end a cell or a line in an answer is written so that it does not. */
export function tableAsMarkdown({ heads, lines }: RunTable): string {
  const line = (values: readonly CsvValue[]) => `| ${values.map(markdownCell).join(' | ')} |\n`;
  return [line(heads), line(heads.map(() => '---')), ...lines.map(line)].join('');
}

function markdownCell(value: CsvValue): string {
  if (value === null) return '';
  return String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .trim()
    .replace(/\r\n?|\n/g, '<br>');
}
