import type { Marks } from '../../src/domain/completion.ts';
import type { CompletionFilter, HistoryRow, HistoryTotals } from '../../src/domain/history.ts';
import { STATUS_WORDS } from '../completions/completion.tsx';
import { exactText } from '../exact-text.tsx';
import { costText, count, dateTime, milliseconds, plural, temperatureText, usd } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { temperatureClass } from '../temperature-class.ts';

export interface HistoryProps {
  readonly filter: CompletionFilter;
  readonly facets: { readonly models: readonly string[]; readonly temperatures: readonly (number | null)[] };
  readonly rows: readonly HistoryRow[];
  readonly totals: HistoryTotals;
  /** The address of the next page; `null` on the last. */
  readonly next: string | null;
}

/** Every request ever made, newest first, with what it used and cost. */
export function HistoryPage({ context, ...history }: HistoryProps & { readonly context: PageContext }) {
  return (
    <Page title="History" section="history" context={context}>
      <div class="head">
        <h1>History</h1>
      </div>
      <Filters {...history} />
      <Totals totals={history.totals} />
      <HistoryTable rows={history.rows} />
      {history.next !== null && (
        <p>
          <a class="btn" href={history.next}>
            Older
          </a>
        </p>
      )}
    </Page>
  );
}

function Filters({ filter, facets }: HistoryProps) {
  return (
    <form class="filters fields" action="/history" method="get">
      {filter.notebook !== undefined && <input type="hidden" name="notebook" value={String(filter.notebook)} />}
      <div class="field">
        <label for="filter-model">Model</label>
        <select id="filter-model" name="model">
          <option value="">all</option>
          {facets.models.map((model) => (
            <option value={model} selected={model === filter.model}>
              {model}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="filter-temperature">Temperature</label>
        <select id="filter-temperature" name="temperature">
          <option value="">all</option>
          {facets.temperatures.map((temperature) => (
            <option
              value={temperature === null ? 'null' : String(temperature)}
              selected={temperature === filter.temperature}
            >
              {temperatureText(temperature)}
            </option>
          ))}
        </select>
      </div>
      <MarkFilters filter={filter} />
      <div class="field">
        <label for="filter-q">Words</label>
        <input id="filter-q" type="search" name="q" value={filter.q ?? ''} data-shortcut="/" />
      </div>
      <button type="submit" class="btn">
        Filter
      </button>
      <a class="btn quiet" href="/history">
        Clear
      </a>
    </form>
  );
}

/** By what a person made of an answer. */
function MarkFilters({ filter }: Pick<HistoryProps, 'filter'>) {
  return (
    <>
      <div class="field">
        <label for="filter-rating">Rating</label>
        <select id="filter-rating" name="rating">
          <option value="">all</option>
          {(['good', 'bad'] as const).map((rating) => (
            <option value={rating} selected={rating === filter.rating}>
              {rating}
            </option>
          ))}
        </select>
      </div>
      <label class="check">
        <input type="checkbox" name="pinned" value="true" checked={filter.pinned === true} /> Pinned
      </label>
      <label class="check">
        <input type="checkbox" name="noted" value="true" checked={filter.noted === true} /> With a note
      </label>
    </>
  );
}

/** A rating, a pin and a note in words; nothing where there is none. */
function marksText({ rating, pinned, note }: Marks): string {
  return [
    rating === null ? '' : `rated ${rating}`,
    pinned ? 'pinned' : '',
    note === null ? '' : `note: ${note.slice(0, 140)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function Totals({ totals }: { readonly totals: HistoryTotals }) {
  const { completions, inputTokens, outputTokens, costPicodollars, unpriced, free } = totals;
  const priced = completions - unpriced - free;
  return (
    <p class="totals num">
      <strong>{plural(completions, 'request')}</strong>
      <span>{count(inputTokens)} tokens in</span>
      <span>{count(outputTokens)} tokens out</span>
      {priced > 0 && <span>{usd(costPicodollars)}</span>}
      {unpriced > 0 && <span>{count(unpriced)} unpriced</span>}
      {free > 0 && <span>{count(free)} free, on the built-in model</span>}
    </p>
  );
}

function HistoryTable({ rows }: { readonly rows: readonly HistoryRow[] }) {
  if (rows.length === 0) {
    return (
      <p class="empty">Nothing was logged here yet. Each request of a run becomes a row with its tokens and cost.</p>
    );
  }
  return (
    <section class="table" aria-label="Requests" tabindex={0}>
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
  const marks = marksText(row.marks);
  return (
    <tr>
      <td>
        <time datetime={row.createdAt.toISOString()}>{dateTime(row.createdAt)}</time>
      </td>
      <td>
        <a href={`/notebooks/${row.notebook.id}#cell-${row.experiment.id}`}>{row.notebook.title}</a>
        <span class="muted small">
          {' '}
          {row.experiment.title}, version {row.version}
        </span>
      </td>
      <td>{settings.model}</td>
      <td>
        <span class={`badge ${temperatureClass(settings.temperature)}`}>{temperatureText(settings.temperature)}</span>
      </td>
      <td class="excerpt">
        {status === 'done' ? '' : <span class="muted">{STATUS_WORDS[status].split(':')[0]} </span>}
        {exactText(row.text.slice(0, 140))}
        {marks !== '' && <span class="marks-text small muted">{exactText(marks)}</span>}
      </td>
      <td>{usage?.inputTokens ?? '–'}</td>
      <td>{usage?.outputTokens ?? '–'}</td>
      <td>{usage === null && row.cost === null ? '–' : costText(row.cost)}</td>
      <td>{milliseconds(row.durationMs)}</td>
      <td>
        <a href={`/runs/${row.runId}#completion-${row.id}`}>run {row.runId}</a>
      </td>
    </tr>
  );
}
