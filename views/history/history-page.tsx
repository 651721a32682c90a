import { mayHaveBeenBilled } from '../../src/domain/billing.ts';
import type { Annotations } from '../../src/domain/completion.ts';
import type { HistoryRow } from '../../src/domain/history.ts';
import { CostFact } from '../completions/answer-facts.tsx';
import { STATUS_WORDS } from '../completions/status-words.ts';
import { exactText } from '../exact-text.tsx';
import { dateTime, milliseconds, temperatureText } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { temperatureClass } from '../temperature-class.ts';
import { historyPath } from './address.ts';
import { Filters, type FiltersProps } from './filters.tsx';
import { Spend, SpendLater, type SpendProps } from './spend.tsx';

interface HistoryProps extends FiltersProps {
  readonly rows: readonly HistoryRow[];
  /** The id that ends this page; `null` on the last. */
  readonly next: number | null;
  /** `null` when counting it takes long: the page then asks for it by itself. */
  readonly spend: SpendProps | null;
  readonly context: PageContext;
}

/** Where the money went, and every request ever made, newest first. */
export function HistoryPage({ context, rows, next, spend, ...filters }: HistoryProps) {
  const { query } = filters;
  return (
    <Page title="History" section="history" context={context}>
      <div class="head">
        <h1>History</h1>
        <div class="end">
          <a class="button quiet" href="/settings/data">
            Data file
          </a>
          <a class="button quiet" href={historyPath(query, {}, '/history/export.csv')} download>
            Export CSV
          </a>
          <a class="button quiet" href={historyPath(query, {}, '/history/export.jsonl')} download>
            Export JSON lines
          </a>
        </div>
      </div>
      <Filters {...filters} />
      {spend === null ? <SpendLater query={query} /> : <Spend {...spend} />}
      <h2>Requests</h2>
      <HistoryTable rows={rows} narrowed={Object.keys(query).length > 0} />
      <p class="actions">
        {query['cursor'] !== undefined && (
          <a class="button" href={historyPath(query)}>
            Newest
          </a>
        )}
        {next !== null && (
          <a class="button" href={historyPath(query, { cursor: String(next) })}>
            Older
          </a>
        )}
      </p>
    </Page>
  );
}

function HistoryTable({ rows, narrowed }: { readonly rows: readonly HistoryRow[]; readonly narrowed: boolean }) {
  if (rows.length === 0) {
    return (
      <p class="empty">
        {narrowed ? 'No request matches.' : 'Nothing was logged here yet.'} Each request of a run becomes a row with its
        tokens and cost.
      </p>
    );
  }
  return (
    <section class="scroll card" aria-label="Requests" tabindex={0}>
      <table class="num">
        <thead>
          <tr>
            {['Time', 'Experiment', 'Model', 'Temp.', 'Answer', 'In', 'Out', 'Cost', 'Total time', 'Run'].map(
              (head) => (
                <th scope="col">{head}</th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row }: { readonly row: HistoryRow }) {
  const { settings, usage, status } = row;
  const marks = annotationsText(row.marks);
  return (
    <tr>
      <td>
        <time datetime={row.createdAt.toISOString()}>{dateTime(row.createdAt)}</time>
      </td>
      <td>
        <a href={`/notebooks/${row.notebook.id}#cell-${row.experiment.id}`}>{row.notebook.title}</a>
        <span class="muted small">
          {' '}
          <a href={`/history?experiment=${row.experiment.id}&by=version`}>{row.experiment.title}</a>, version{' '}
          {row.version}
        </span>
      </td>
      <td>{settings.model}</td>
      <td>
        <span class={`badge ${temperatureClass(settings.temperature)}`}>{temperatureText(settings.temperature)}</span>
      </td>
      <td class="excerpt" dir="auto">
        {status === 'done' ? '' : <span class="muted">{STATUS_WORDS[status].split(':')[0]} </span>}
        {row.forgotten ? <span class="muted">text deleted for its age</span> : exactText(row.text.slice(0, 140))}
        {marks !== '' && <span class="marks-text small muted">{exactText(marks)}</span>}
      </td>
      <td>{usage?.inputTokens ?? '–'}</td>
      <td>{usage?.outputTokens ?? '–'}</td>
      <td>
        {usage === null && row.cost === null ? '–' : <CostFact completion={row} />}
        {mayHaveBeenBilled(row) && <span class="small muted"> may have been billed</span>}
      </td>
      <td>{milliseconds(row.durationMs)}</td>
      <td>
        <a href={`/runs/${row.runId}#completion-${row.id}`}>run {row.runId}</a>
      </td>
    </tr>
  );
}

function annotationsText({ rating, pinned, note }: Annotations): string {
  return [
    rating === null ? '' : `rated ${rating}`,
    pinned ? 'pinned' : '',
    note === null ? '' : `note: ${note.slice(0, 140)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
