import type { HistoryRow, HistoryRun } from '../../src/domain/history/history.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { ago, columnUsd, count, dateTime, plural, temperatureText } from '../format.ts';
import { Icon } from '../icon.tsx';
import { temperatureClass } from '../temperature-class.ts';
import { type HistoryQuery, historyPath } from './address.ts';
import { RequestTable } from './request-table.tsx';

interface RunLogProps {
  readonly runs: readonly HistoryRun[];
  readonly query: HistoryQuery;
  readonly calendar: Calendar;
}

const MAX_TEMPERATURES = 6;

/** One line for each run; it opens to its requests. */
export function RunLog({ runs, query, calendar }: RunLogProps) {
  const usd = columnUsd(runs.map(({ costPicodollars }) => costPicodollars));
  return (
    <div class="log">
      <p class="log-line log-head" aria-hidden="true">
        <span />
        <span>Run</span>
        <span class="drop">Notebook</span>
        <span>First words</span>
        <span class="drop">Model</span>
        <span class="drop">Temperatures</span>
        <span class="num drop">Answers</span>
        <span class="num drop">Tokens</span>
        <span class="num">Cost</span>
        <span class="num drop">When</span>
      </p>
      {runs.map((run) => (
        <RunLine run={run} cost={costOf(run, usd)} query={query} calendar={calendar} />
      ))}
    </div>
  );
}

interface RunLineProps {
  readonly run: HistoryRun;
  readonly cost: string;
  readonly query: HistoryQuery;
  readonly calendar: Calendar;
}

function RunLine({ run, cost, query, calendar }: RunLineProps) {
  return (
    <details
      hx-get={historyPath(query, { run: String(run.id) }, '/history/requests')}
      hx-trigger="toggle once"
      hx-target="find .log-requests"
      hx-swap="innerHTML"
    >
      <summary class="log-line">
        <Icon name="right" />
        <span class="nowrap">Run {run.id}</span>
        <span class="drop cut" dir="auto">
          {run.notebook.title}
        </span>
        <span class="cut" dir="auto">
          {run.firstWords === '' ? '(empty)' : run.firstWords}
        </span>
        <span class="drop cut muted">{run.models.join(', ')}</span>
        <span class="drop cut">
          <Temperatures values={run.temperatures} />
        </span>
        <span class="num drop">
          {answersText(run)}
          {run.judged > 0 && <span class="muted"> · {passText(run)}</span>}
        </span>
        <span class="num drop muted">
          {count(run.inputTokens)} → {count(run.outputTokens)}
        </span>
        <span class="num">{cost}</span>
        <time
          class="num drop muted nowrap"
          datetime={run.createdAt.toISOString()}
          title={dateTime(run.createdAt, calendar)}
        >
          {ago(run.createdAt, calendar)}
        </time>
      </summary>
      <div class="log-requests">
        <p class="pad">
          <a href={historyPath(query, { run: String(run.id) })}>{plural(run.matching, 'request')} of this run</a>
        </p>
      </div>
    </details>
  );
}

function Temperatures({ values }: { readonly values: readonly (number | null)[] }) {
  const shown = values.slice(0, MAX_TEMPERATURES);
  return (
    <>
      {shown.map((value, index) => (
        <>
          {index > 0 && ', '}
          <span class={`temp ${temperatureClass(value)}`}>{temperatureText(value)}</span>
        </>
      ))}
      {values.length > shown.length && <span class="muted"> +{values.length - shown.length}</span>}
    </>
  );
}

/** Answers of those asked; where a filter leaves some of a run, of how many. */
function answersText({ answered, matching, planned }: HistoryRun): string {
  if (answered === planned) return count(answered);
  return matching === planned ? `${count(answered)} of ${count(planned)}` : `${count(matching)} of ${count(planned)}`;
}

/** How many of the answers that were judged passed. */
function passText({ passed, judged }: HistoryRun): string {
  return `${Math.round((100 * passed) / judged)}% pass`;
}

function costOf({ costPicodollars, unpriced, free, matching }: HistoryRun, usd: (amount: bigint) => string): string {
  if (free === matching) return 'free';
  if (unpriced > 0)
    return costPicodollars === 0n ? 'unpriced' : `${usd(costPicodollars)} + ${count(unpriced)} unpriced`;
  return usd(costPicodollars);
}

interface RunRequestsProps {
  readonly run: number;
  readonly rows: readonly HistoryRow[];
  /** Whether there are more than these. */
  readonly more: boolean;
  readonly query: HistoryQuery;
  readonly calendar: Calendar;
}

/** What a line of the log opens to. */
export function RunRequests({ run, rows, more, query, calendar }: RunRequestsProps) {
  return (
    <>
      <p class="pad small">
        <a href={`/runs/${run}`}>Open run {run}</a>
        {more && (
          <>
            {' · '}
            <a href={historyPath(query)}>All requests of this run</a>
          </>
        )}
      </p>
      <RequestTable rows={rows} calendar={calendar} />
    </>
  );
}
