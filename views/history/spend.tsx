import { type HistoryTotals, PERIODS, SPEND_GROUPS } from '../../src/domain/history.ts';
import { MEASURES, type Measure, type SpendReport, type SpendRow } from '../../src/domain/spend.ts';
import { type PricedModelGroup, type Repricing, wouldHaveCost } from '../../src/domain/what-if.ts';
import { SpendChart } from '../charts/spend-chart.tsx';
import { WhatIfForm, WhatIfNote, whatIfText } from '../costs/what-if.tsx';
import { count, plural, usd } from '../format.ts';
import { type HistoryQuery, historyPath } from './address.ts';

export interface SpendProps {
  readonly report: SpendReport;
  /** `null`: money, or requests where no money was spent. */
  readonly measure: Measure | null;
  readonly query: HistoryQuery;
  /** Offers what it would have cost. */
  readonly groups: readonly PricedModelGroup[];
  readonly would: Repricing | null;
}

/** Where the money went: totals, bars over time, and sums by whatever one asks for. */
export function Spend({ report, measure, query, groups, would }: SpendProps) {
  const shown = measure ?? (report.totals.costPicodollars > 0n ? 'cost' : 'requests');
  return (
    <section id="spend" class="card spend" aria-labelledby="spend-title">
      <header>
        <h2 id="spend-title">What it cost</h2>
        <Totals totals={report.totals} would={would} />
      </header>
      <nav class="choices pad" aria-label="How to add up">
        <Choices query={query} field="by" label="By" values={SPEND_GROUPS} chosen={report.by} />
        <Choices query={query} field="period" label="Per" values={PERIODS} chosen={report.period} />
        <Choices query={query} field="measure" label="Show" values={MEASURES} chosen={shown} />
      </nav>
      <SpendChart report={report} measure={shown} />
      {report.rows.length > 0 && <SpendTable report={report} query={query} would={would} />}
      <div class="pad">
        <WhatIfForm groups={groups} chosen={would} action="/history" query={query} />
        {would !== null && <WhatIfNote chosen={would} />}
      </div>
    </section>
  );
}

/** Stands in until the sums are counted; without scripts, a link to them. */
export function SpendLater({ query }: { readonly query: HistoryQuery }) {
  const path = historyPath(query, {}, '/history/spend');
  return (
    <section
      id="spend"
      class="card spend"
      aria-label="What it cost"
      aria-busy="true"
      hx-get={path}
      hx-trigger="load"
      hx-swap="outerHTML"
    >
      <p class="pad muted">
        Adding up what matches … <a href={path}>show the sums alone</a>
      </p>
    </section>
  );
}

function Totals({ totals, would }: { readonly totals: HistoryTotals; readonly would: Repricing | null }) {
  const { completions, inputTokens, outputTokens, costPicodollars, unpriced, free } = totals;
  return (
    <p class="totals num">
      <strong>{plural(completions, 'request')}</strong>
      <span>{count(inputTokens)} tokens in</span>
      <span>{count(outputTokens)} tokens out</span>
      {(costPicodollars > 0n || completions > unpriced + free) && <strong>{usd(costPicodollars)}</strong>}
      {would !== null && (
        <strong>
          would have cost {usd(wouldHaveCost(totals, would))} {whatIfText(would)}
        </strong>
      )}
      {unpriced > 0 && (
        <a href="/models">
          {count(unpriced)} unpriced<span class="unseen">: set prices</span>
        </a>
      )}
      {free > 0 && <span>{count(free)} free, on the built-in model</span>}
    </p>
  );
}

interface ChoicesProps {
  readonly query: HistoryQuery;
  readonly field: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen: string;
}

function Choices({ query, field, label, values, chosen }: ChoicesProps) {
  return (
    <p>
      <span class="muted">{label}</span>{' '}
      {values.map((value) => (
        <>
          <a href={historyPath(query, { [field]: value })} aria-current={value === chosen ? 'true' : undefined}>
            {value}
          </a>{' '}
        </>
      ))}
    </p>
  );
}

function SpendTable({ report, query, would }: Pick<SpendProps, 'report' | 'query' | 'would'>) {
  const { by, rows, others, totals } = report;
  return (
    <section class="scroll" aria-label={`Sums by ${by}`} tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            {[
              capital(by),
              'Requests',
              'Tokens in',
              'Tokens out',
              'Cost',
              ...(would === null ? [] : ['Would have cost']),
              'Share',
              'Unpriced',
            ].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <RowName row={row} report={report} query={query} />
              </th>
              <Figures row={row} totals={totals} would={would} />
            </tr>
          ))}
          {others !== null && (
            <tr>
              <th scope="row">{count(others.groups)} more</th>
              <Figures row={others} totals={totals} would={would} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

/** Leads on: from a notebook to its experiments, from an experiment to its versions, and to what changed between them. */
function RowName({ row, report, query }: { readonly row: SpendRow } & Pick<SpendProps, 'report' | 'query'>) {
  const { by } = report;
  const next = by === 'notebook' ? { by: 'experiment' } : by === 'experiment' ? { by: 'version' } : {};
  return (
    <>
      <a href={historyPath(query, { [by]: String(row.value), ...next })}>{row.label}</a>
      {row.experiment !== null && (
        <>
          {' '}
          <a class="muted small" href={`/experiments/${row.experiment}/versions`}>
            what changed
            <span class="unseen"> between the versions of {row.label}</span>
          </a>
        </>
      )}
    </>
  );
}

interface FiguresProps {
  readonly row: HistoryTotals;
  readonly totals: HistoryTotals;
  readonly would: Repricing | null;
}

function Figures({ row, totals, would }: FiguresProps) {
  const priced = row.completions > row.unpriced + row.free || row.costPicodollars > 0n;
  return (
    <>
      <td>{count(row.completions)}</td>
      <td>{count(row.inputTokens)}</td>
      <td>{count(row.outputTokens)}</td>
      <td>{priced ? usd(row.costPicodollars) : row.free > 0 && row.unpriced === 0 ? 'free' : '–'}</td>
      {would !== null && <td>{usd(wouldHaveCost(row, would))}</td>}
      <td>{share(row.costPicodollars, totals.costPicodollars)}</td>
      <td>{row.unpriced === 0 ? '–' : count(row.unpriced)}</td>
    </>
  );
}

function share(part: bigint, whole: bigint): string {
  if (whole === 0n || part === 0n) return '–';
  const percent = (Number(part) / Number(whole)) * 100;
  return percent < 0.1 ? '< 0.1%' : `${percent.toFixed(1)}%`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
