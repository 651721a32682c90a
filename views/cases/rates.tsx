import type { MatrixColumn } from '../../src/domain/cases/matrix.ts';
import { percent } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { cut } from './cut.ts';
import { flipsText } from './flips-text.ts';

interface RatesProps {
  readonly columns: readonly MatrixColumn[];
  readonly run: number;
  /** Whether it is a study, whose variants can become the draft. */
  readonly applicable: boolean;
}

/** The pass rate of each column with its interval, what it costs, and how its cases came out against the first column. */
export function Rates({ columns, run, applicable }: RatesProps) {
  const [baseline] = columns;
  return (
    <section class="scroll card rates" aria-label="Pass rates" tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            {HEADS.map(({ name, method, title }) => (
              <th scope="col">
                {method === undefined || title === undefined ? (
                  name
                ) : (
                  <MethodLink method={method} title={title}>
                    {name}
                  </MethodLink>
                )}
              </th>
            ))}
            {applicable && <th scope="col">As the draft</th>}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <RateRow column={column} baseline={baseline} run={run} applicable={applicable} />
          ))}
        </tbody>
      </table>
      <Spread columns={columns} />
    </section>
  );
}

/** With the method of those that the methods page defines, and what it says. */
const HEADS: readonly { readonly name: string; readonly method?: string; readonly title?: string }[] = [
  { name: 'Column' },
  { name: 'Pass rate', method: 'pass-rate', title: 'Share of cases that passed every check' },
  { name: '95% interval' },
  { name: 'Cases' },
  { name: 'Off-list' },
  { name: 'Tokens in' },
  { name: 'Cost per correct', method: 'cost-per-correct', title: 'What all answers cost for each case that passed' },
  { name: 'Against the first', method: 'flips', title: 'Cases that pass in one column and not in the other' },
];

interface RateRowProps extends Pick<RatesProps, 'run' | 'applicable'> {
  readonly column: MatrixColumn;
  readonly baseline: MatrixColumn | undefined;
}

function RateRow({ column, baseline, run, applicable }: RateRowProps) {
  const { label, score, flips, adjusted, leftOut, inputTokens } = column;
  const saved = leftOut === null ? null : savedText(baseline?.inputTokens ?? null, inputTokens);
  return (
    <tr>
      <th scope="row">
        {label}
        {leftOut !== null && <span class="muted"> {cut(leftOut, 60)}</span>}
      </th>
      <td>{rate(score?.passRate.value ?? null)}</td>
      <td>{score?.passRate.low == null ? '–' : `${rate(score.passRate.low)} to ${rate(score.passRate.high)}`}</td>
      <td>{score?.passRate.cases ?? '–'}</td>
      <td>{rate(score?.offList ?? null)}</td>
      <td>
        {inputTokens === null ? '–' : inputTokens.toFixed(0)}
        {saved}
      </td>
      <td>{costText(column)}</td>
      <td>{column === baseline ? 'baseline' : flips === null ? '–' : flipsText(flips, adjusted)}</td>
      {applicable && (
        <td>
          {column.perCase ? (
            <span class="muted small">chosen for each case: no prompt can be it</span>
          ) : (
            <form action={`/runs/${run}/matrix/application`} method="post">
              <input type="hidden" name="variant" value={label} />
              <button type="submit" class="button">
                Apply “{label}”
              </button>
            </form>
          )}
        </td>
      )}
    </tr>
  );
}

/** All orders of a study together: never only the best. */
function Spread({ columns }: Pick<RatesProps, 'columns'>) {
  const rates = columns.flatMap(({ score }) => (score?.passRate.value == null ? [] : [score.passRate.value]));
  if (rates.length < 3) return null;
  const sorted = rates.toSorted((a, b) => a - b);
  const half = Math.floor((sorted.length - 1) / 2);
  const middle = ((sorted[half] ?? 0) + (sorted[sorted.length - 1 - half] ?? 0)) / 2;
  return (
    <p class="muted small">
      Over all columns: lowest {rate(sorted[0] ?? null)}, median {rate(middle)}, highest {rate(sorted.at(-1) ?? null)}.
    </p>
  );
}

function savedText(before: number | null, after: number | null): string | null {
  if (before === null || after === null) return null;
  return `, ${(before - after).toFixed(0)} saved`;
}

function costText({ score }: MatrixColumn): string {
  const { usd = null, low = null, high = null } = score?.costPerCorrect ?? {};
  return usd === null ? '–' : `${dollars(usd)}, ${dollars(low)} to ${dollars(high)}`;
}

/** A rate as a percentage. */
function rate(share: number | null): string {
  return percent(share, 1);
}

function dollars(usd: number | null): string {
  return usd === null ? '–' : `$${usd.toPrecision(3)}`;
}
