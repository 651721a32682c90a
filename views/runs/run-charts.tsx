import type { GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import type { CellMeasures, RunMeasures } from '../../src/domain/answers/measures.ts';
import { columnText } from '../../src/domain/run/column-label.ts';
import { AXIS_LABELS } from '../../src/domain/run/sweep.ts';
import { AgreementChart } from '../charts/agreement-chart.tsx';
import { AnswersChart } from '../charts/answers-chart.tsx';
import { decimal, limits } from '../charts/figures.ts';
import { QuantityChart } from '../charts/quantity-chart.tsx';
import { SweepVerdict } from '../comparisons/sweep-verdict.tsx';
import { domId } from '../dom-id.ts';
import { dash, milliseconds, percent, usd } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { temperatureClass } from '../temperature-class.ts';
import { type ChartGroup, type ChartPoint, chartGroups } from './chart-groups.ts';

interface RunChartsProps {
  readonly run: number;
  readonly columns: readonly GroupedColumn[];
  /** `null` until they are worked out: they are then fetched on their own. */
  readonly measures: RunMeasures | null;
}

/** So many settings besides temperature get charts of their own; more would bury the answers. */
const MAX_GROUPS = 4;

/** Below the grid of an ended run: the columns' figures as charts over temperature, and all of them in a table. */
export function RunCharts({ run, columns, measures }: RunChartsProps) {
  const id = chartsId(run);
  if (measures === null) {
    return <div id={id} hx-get={`/runs/${run}/measures`} hx-trigger="load" hx-swap="none" />;
  }
  const groups = chartGroups(columns, measures).filter(({ points }) => canBeDrawn(points));
  return (
    <div id={id}>
      {measures.tests !== null && <SweepVerdict tests={measures.tests} columns={columns} />}
      {groups.slice(0, MAX_GROUPS).map((group, index) => (
        <GroupCharts run={run} index={index} group={group} />
      ))}
      {groups.length > MAX_GROUPS && (
        <p class="muted small pad">{`Charts of the first ${MAX_GROUPS} of ${groups.length}; the figures of all are in the table.`}</p>
      )}
      {measures.cells.some(({ n }) => n > 1) && <ForkTreesDetails run={run} />}
      <FiguresTable columns={columns} measures={measures} />
    </div>
  );
}

export function chartsId(run: number): string {
  return domId('run', run, 'charts');
}

interface Row {
  readonly index: number;
  /** What tells it from the other rows; empty when there is one only. */
  readonly label: string;
  readonly cells: readonly { readonly column: GroupedColumn; readonly measures: CellMeasures }[];
}

function rowsOf(columns: readonly GroupedColumn[], measures: RunMeasures): readonly Row[] {
  const indexes = [...new Set(measures.cells.map((cell) => cell.row))].sort((a, b) => a - b);
  return indexes.map((index) => {
    const settings = columns.flatMap((column) => column.cells).find((cell) => cell.row === index)?.settings ?? [];
    return {
      index,
      label: settings.map(([axis, value]) => `${AXIS_LABELS[axis]} ${value ?? 'not sent'}`).join(' · '),
      cells: columns.flatMap((column) => {
        const cell = measures.cells.find((one) => one.column === column.index && one.row === index);
        return cell === undefined ? [] : [{ column, measures: cell }];
      }),
    };
  });
}

/** Charts need temperatures to stand along, and several samples to say anything. */
function canBeDrawn(points: readonly ChartPoint[]): boolean {
  return points.length > 1 && points.some(({ n }) => n > 1);
}

interface GroupChartsProps {
  readonly run: number;
  readonly index: number;
  readonly group: ChartGroup;
}

function GroupCharts({ run, index, group: { label, points } }: GroupChartsProps) {
  const shared = { temperatureClass } as const;
  return (
    <section class="charts" aria-label={label === '' ? 'Charts' : `Charts: ${label}`}>
      {label !== '' && <h3>{label}</h3>}
      <AgreementChart points={points} {...shared} />
      <AnswersChart
        id={domId('run', run, 'bars', index)}
        columns={points.map(({ temperature, answers }) => ({ temperature, answers }))}
        {...shared}
      />
      {points.some(({ length }) => length?.median != null) && (
        <QuantityChart
          quantity="Output tokens"
          method="length-and-truncation"
          points={points.map(({ temperature, n, length }) => ({
            temperature,
            n,
            median: length?.median ?? null,
            q1: length?.q1 ?? null,
            q3: length?.q3 ?? null,
          }))}
          {...shared}
        />
      )}
      {points.some(({ cost }) => cost.each.median !== null) && (
        <QuantityChart
          quantity={costTitle(points)}
          method="cost"
          points={points.map(({ temperature, n, cost }) => ({ temperature, n, ...cost.each }))}
          format={(dollars) => usd(BigInt(Math.round(dollars * 1e12)))}
          {...shared}
        />
      )}
    </section>
  );
}

function costTitle(points: readonly Pick<CellMeasures, 'cost'>[]): string {
  const reference = points.find(({ cost }) => cost.kind === 'free')?.cost.reference ?? null;
  return reference === null ? 'Cost per answer' : `Cost per answer, were it ${reference}`;
}

/** The samples of each column as a tree, drawn when it is asked for. */
function ForkTreesDetails({ run }: { readonly run: number }) {
  return (
    <details
      class="figures"
      hx-get={`/runs/${run}/fork-trees`}
      hx-trigger="toggle once"
      hx-target="find .trees"
      hx-swap="innerHTML"
    >
      <summary class="small">Where the answers part</summary>
      <div class="trees">
        <p class="muted small">Loading…</p>
      </div>
    </details>
  );
}

const RULES = 'rules-for-every-figure';
const HEADS: readonly (readonly [name: string, method: string])[] = [
  ['Samples', RULES],
  ['Failed', RULES],
  ['Agreement', 'agreement'],
  ['95% interval', 'agreement'],
  ['Different', 'distinct-answers'],
  ['Similarity', 'similarity'],
  ['Median tokens', 'length-and-truncation'],
  ['Quartiles', 'length-and-truncation'],
  ['Cut off', 'length-and-truncation'],
  ['Uncertainty', 'uncertainty'],
  ['Cost', 'cost'],
  ['First token', 'times-and-speed'],
];

/** Every figure of every column, to read off or to copy. */
function FiguresTable({ columns, measures }: Pick<RunChartsProps, 'columns'> & { readonly measures: RunMeasures }) {
  const rows = rowsOf(columns, measures);
  const [first] = columns;
  if (first === undefined) return null;
  return (
    <details class="figures">
      <summary class="small">All figures</summary>
      <section class="scroll" tabindex={0} aria-label="All figures by column">
        <table>
          <thead>
            <tr>
              <th scope="col">{AXIS_LABELS[first.axis]}</th>
              {HEADS.map(([name, method]) => (
                <th scope="col">
                  <MethodLink method={method} title="How it is worked out, and where it misleads">
                    {name}
                  </MethodLink>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.flatMap((row) =>
              row.cells.map(({ column, measures: cell }) => (
                <tr>
                  <th scope="row">{`${columnText(column)}${row.label === '' ? '' : ` · ${row.label}`}`}</th>
                  {figuresOf(cell).map((figure) => (
                    <td class="num">{figure}</td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function figuresOf(cell: CellMeasures): readonly string[] {
  const { agreement, length, uncertainty, cost } = cell;
  return [
    String(cell.n),
    String(cell.failed),
    decimal(agreement.value, 3),
    limits(agreement.low, agreement.high, (value) => decimal(value, 3)),
    decimal(cell.distinct),
    decimal(cell.similarity, 3),
    decimal(length?.median ?? null),
    limits(length?.q1 ?? null, length?.q3 ?? null),
    percent(length?.truncated ?? null),
    dash(uncertainty?.nll ?? null, 3),
    costFigure(cost),
    milliseconds(cell.ttftMs),
  ];
}

function costFigure({ kind, total }: CellMeasures['cost']): string {
  if (kind === 'free') return 'free';
  return total === null ? '–' : usd(total);
}
