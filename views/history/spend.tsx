import { capital } from '../../src/domain/capital.ts';
import { type HistoryTotals, PERIODS, SPEND_GROUPS } from '../../src/domain/history/history.ts';
import { MEASURES, type Measure, type SpendReport, type SpendRow } from '../../src/domain/money/spend.ts';
import { type PricedChoices, type Repricing, wouldHaveCost } from '../../src/domain/money/what-if.ts';
import { SpendChart } from '../charts/spend-chart.tsx';
import { WhatIfForm, WhatIfNote } from '../costs/what-if.tsx';
import { columnUsd, count, usd } from '../format.ts';
import { type HistoryQuery, historyPath, isFiltered } from './address.ts';
import { SpendTotals } from './spend-totals.tsx';

export interface SpendProps {
  readonly report: SpendReport;
  /** `null`: money, or requests where no money was spent. */
  readonly measure: Measure | null;
  readonly query: HistoryQuery;
  /** Offers what it would have cost. */
  readonly choices: PricedChoices;
  readonly would: Repricing | null;
  /** The time zone of its days. */
  readonly zone: string;
}

/** Where the money went: totals, bars over time, and sums by whatever one asks for. */
export function Spend({ report, measure, query, choices, would, zone }: SpendProps) {
  const shown = measure ?? (report.totals.costPicodollars > 0n ? 'cost' : 'requests');
  return (
    <section id="spend" class="card sums" aria-labelledby="spend-title">
      <header>
        <h2 id="spend-title">What it cost</h2>
        <SpendTotals totals={report.totals} would={would} />
        <span class="end">
          <SumsMenu query={query} report={report} shown={shown} />
        </span>
      </header>
      {report.totals.completions === 0 ? (
        <p class="empty">
          {isFiltered(query)
            ? 'There is nothing to add up: no request matches.'
            : 'What you ask is added up here, day by day: requests, tokens and cost.'}
        </p>
      ) : (
        <div class="split">
          <SpendChart report={report} measure={shown} zone={zone} />
          {report.rows.length > 0 && <SpendTable report={report} query={query} would={would} />}
        </div>
      )}
      <details class="aside" open={would !== null}>
        <summary class="muted small">What would it have cost on another model?</summary>
        <WhatIfForm choices={choices} chosen={would} action="/history" query={query} />
        {would !== null && <WhatIfNote chosen={would} />}
      </details>
    </section>
  );
}

function SumsMenu({
  query,
  report: { by, period },
  shown,
}: Pick<SpendProps, 'query' | 'report'> & { readonly shown: Measure }) {
  return (
    <details class="menu" data-menu>
      <summary class="chip">
        By {by}, per {period}
      </summary>
      <nav class="pop choices stack" aria-label="How to add up">
        <Choices query={query} field="by" label="By" values={SPEND_GROUPS} chosen={by} />
        <Choices query={query} field="period" label="Per" values={PERIODS} chosen={period} />
        <Choices query={query} field="measure" label="Show" values={MEASURES} chosen={shown} />
      </nav>
    </details>
  );
}

/** Stands in until the sums are counted; without scripts, a link to them. */
export function SpendLater({ query }: { readonly query: HistoryQuery }) {
  const path = historyPath(query, {}, '/history/spend');
  return (
    <section
      id="spend"
      class="card sums"
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
  const all = others === null ? rows : [...rows, others];
  const columns: Columns = {
    totals,
    would,
    usd: columnUsd(all.map(({ costPicodollars }) => costPicodollars)),
    unpriced: totals.unpriced > 0,
  };
  return (
    <section class="scroll" aria-label={`Sums by ${by}`} tabindex={0}>
      <table class="tight">
        <thead>
          <tr>
            <th scope="col">{capital(by)}</th>
            {[
              'Requests',
              'Tokens in',
              'Tokens out',
              'Cost',
              ...(would === null ? [] : ['Would have cost']),
              'Share',
            ].map((head) => (
              <th scope="col" class="num">
                {head}
              </th>
            ))}
            {columns.unpriced && (
              <th scope="col" class="num">
                Unpriced
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <RowName row={row} report={report} query={query} />
              </th>
              <Figures row={row} columns={columns} />
            </tr>
          ))}
          {others !== null && (
            <tr>
              <th scope="row">{count(others.groups)} more</th>
              <Figures row={others} columns={columns} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

/** What the columns of sums have in common. */
interface Columns {
  readonly totals: HistoryTotals;
  readonly would: Repricing | null;
  readonly usd: (picodollars: bigint) => string;
  /** Whether there is a column for what has no known cost. */
  readonly unpriced: boolean;
}

/** Leads on: from a notebook to its experiments, from an experiment to its versions, and to what changed between them. */
function RowName({ row, report, query }: { readonly row: SpendRow } & Pick<SpendProps, 'report' | 'query'>) {
  const { by } = report;
  const next = by === 'notebook' ? { by: 'experiment' } : by === 'experiment' ? { by: 'version' } : {};
  return (
    <>
      <a href={historyPath(query, { [by]: String(row.value), ...next })}>
        <bdi>{row.label}</bdi>
      </a>
      {row.experiment !== null && (
        <>
          {' '}
          <a class="muted small nowrap" href={`/experiments/${row.experiment}/versions`}>
            what changed
            <span class="unseen">
              {' '}
              between the versions of <bdi>{row.label}</bdi>
            </span>
          </a>
        </>
      )}
    </>
  );
}

function Figures({ row, columns }: { readonly row: HistoryTotals; readonly columns: Columns }) {
  const { totals, would, usd: money } = columns;
  const priced = row.completions > row.unpriced + row.free || row.costPicodollars > 0n;
  const cells = [
    count(row.completions),
    count(row.inputTokens),
    count(row.outputTokens),
    priced ? money(row.costPicodollars) : row.free > 0 && row.unpriced === 0 ? 'free' : '–',
    ...(would === null ? [] : [usd(wouldHaveCost(row, would))]),
    share(row.costPicodollars, totals.costPicodollars),
    ...(columns.unpriced ? [row.unpriced === 0 ? '–' : count(row.unpriced)] : []),
  ];
  return (
    <>
      {cells.map((cell) => (
        <td class="num">{cell}</td>
      ))}
    </>
  );
}

function share(part: bigint, whole: bigint): string {
  if (whole === 0n || part === 0n) return '–';
  const percent = (Number(part) / Number(whole)) * 100;
  return percent < 0.1 ? '< 0.1%' : `${percent.toFixed(1)}%`;
}
