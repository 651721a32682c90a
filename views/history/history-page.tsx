import type { HistoryRow, HistoryRun } from '../../src/domain/history/history.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { Page, type PageContext } from '../layout.tsx';
import { Menu } from '../menu.tsx';
import { ZoneNote, type ZoneNoteProps } from '../settings/zone-note.tsx';
import { type HistoryQuery, historyPath, isFiltered } from './address.ts';
import { Filters, type FiltersProps, Subjects } from './filters.tsx';
import { RequestTable } from './request-table.tsx';
import { RunLog } from './run-log.tsx';
import { Spend, SpendLater, type SpendProps } from './spend.tsx';
import { type Stretch, Tiles } from './tiles.tsx';

/** What was asked: by run, or one by one where the history is narrowed to one run. */
type HistoryLog =
  | { readonly kind: 'runs'; readonly runs: readonly HistoryRun[] }
  | { readonly kind: 'requests'; readonly rows: readonly HistoryRow[] };

interface HistoryProps extends Omit<FiltersProps, 'calendar'> {
  readonly zone: ZoneNoteProps['zone'];
  readonly stretches: readonly Stretch[];
  readonly log: HistoryLog;
  /** The id that ends this page; `null` on the last. */
  readonly next: number | null;
  /** `null` when counting it takes long: the page then asks for it by itself. */
  readonly spend: SpendProps | null;
  readonly context: PageContext;
}

/** Where the money went, and every run ever made, newest first. */
export function HistoryPage({ context, zone, stretches, log, next, spend, ...filters }: HistoryProps) {
  const { query, subjects, problems } = filters;
  const { calendar } = context;
  return (
    <Page title="History" section="history" context={context}>
      <header class="title">
        <h1>History</h1>
        <span class="end">{problems.length === 0 && <ExportMenu query={query} />}</span>
      </header>
      <ZoneNote zone={zone} />
      <Tiles stretches={stretches} today={context.today} />
      <Filters {...filters} calendar={calendar} />
      {problems.length > 0 ? (
        <NothingShown problems={problems} />
      ) : (
        <div id="history" class="history">
          <Subjects query={query} subjects={subjects} />
          {spend === null ? <SpendLater query={query} /> : <Spend {...spend} />}
          <Log log={log} query={query} calendar={calendar} />
          <Pages query={query} next={next} />
        </div>
      )}
    </Page>
  );
}

/** In the place of the log: an empty one would say that nothing was asked. */
function NothingShown({ problems }: Pick<FiltersProps, 'problems'>) {
  return (
    <div id="history" class="history">
      <section class="card empty" role="alert">
        <p>Nothing is shown. {problems.map(({ message }) => message).join(' ')}</p>
      </section>
    </div>
  );
}

function Pages({ query, next }: { readonly query: HistoryQuery; readonly next: number | null }) {
  return (
    <nav class="end" aria-label="Pages of the log">
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
    </nav>
  );
}

function ExportMenu({ query }: { readonly query: HistoryQuery }) {
  return (
    <Menu label="Export, data file" icon="import">
      <ul>
        <li>
          <a href={historyPath(query, {}, '/history/export.csv')} download>
            Export CSV
          </a>
        </li>
        <li>
          <a href={historyPath(query, {}, '/history/export.jsonl')} download>
            Export JSON lines
          </a>
        </li>
        <li>
          <a href="/settings/data">Data file</a>
        </li>
      </ul>
    </Menu>
  );
}

function emptyText(query: HistoryQuery): string {
  if (!isFiltered(query)) return 'Nothing was logged here yet.';
  const isOneDay = query['from'] !== undefined && query['from'] === query['to'];
  const hint = isOneDay ? ' From and Before are the same, and Before itself is not included.' : '';
  return `No request matches.${hint}`;
}

interface LogProps {
  readonly log: HistoryLog;
  readonly query: HistoryQuery;
  readonly calendar: Calendar;
}

function Log({ log, query, calendar }: LogProps) {
  const empty = log.kind === 'runs' ? log.runs.length === 0 : log.rows.length === 0;
  return (
    <section class="card" aria-labelledby="log-title">
      <header>
        <h2 id="log-title">{log.kind === 'runs' ? 'Runs' : 'Requests'}</h2>
        <span class="end muted small">newest first</span>
      </header>
      {empty ? (
        <div class="empty">
          <p>{emptyText(query)} Each run becomes a line that opens to its requests, with their tokens and cost.</p>
        </div>
      ) : log.kind === 'runs' ? (
        <RunLog runs={log.runs} query={query} calendar={calendar} />
      ) : (
        <RequestTable rows={log.rows} calendar={calendar} />
      )}
    </section>
  );
}
