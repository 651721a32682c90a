import { Hono } from 'hono';
import { filterLabel } from '../../views/history/filter-fields.tsx';
import { HistoryPage } from '../../views/history/history-page.tsx';
import { RunRequests } from '../../views/history/run-log.tsx';
import { Spend } from '../../views/history/spend.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { CompletionFilter, HistoryRowPage, HistoryRunPage, HistoryTotals } from '../domain/history/history.ts';
import { addDays } from '../domain/history/period.ts';
import type { Calendar } from '../domain/history/time-zone.ts';
import type { SpendQuestion, SpendReport } from '../domain/money/spend.ts';
import { type ConnectionNames, namedModel } from '../domain/run/sweep.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import type { HistoryOverview } from '../store/history/history-store.ts';
import { historyJson } from './api/completion-json.ts';
import { filledIn, readCompletionFilter, readCursor, readSpendView } from './completion-filter.ts';
import { fragment, isFragmentRequest, page, pageContext } from './http/answer.tsx';
import { streamed } from './http/streamed.ts';
import { readRepricing, whatIfProps } from './runs/what-if.tsx';

const PAGE_SIZE = 50;
const RUNS_ON_A_PAGE = 25;
const STRETCHES = [
  ['Today', 1],
  ['7 days', 7],
  ['30 days', 30],
] as const;

/** The log of all requests, and where the money went. */
export function historyRoutes(deps: AppDeps) {
  const { history, timeZones } = deps.store;
  const nameOf = (id: string) => deps.connections.nameOf(id);
  const filterOf = (query: Query) => readCompletionFilter(query, timeZones.days.calendar, filterLabel);

  /** How sums are shown, apart from the sums themselves. */
  async function viewOf(query: Query) {
    const { measure } = readSpendView(query);
    const { choices, chosen: would } = await whatIfProps(deps, query, []);
    return { measure, query, choices, would, zone: timeZones.days.calendar.zone };
  }

  return new Hono()
    .get('/history', async (c) => {
      const query = filledIn(c.req.query());
      // A form sends its empty fields too; the address that is kept has none.
      if (isFragmentRequest(c)) c.header('HX-Push-Url', historyPath(query));
      else if (Object.keys(query).length < Object.keys(c.req.query()).length) return c.redirect(historyPath(query));
      const { filter, problems } = tried(() => filterOf(query));
      const question = questionOf(query);
      readRepricing(deps, query);
      const today = new Date();
      const isByDay = history.isByDay(filter);
      const [{ log, facets, titles, spend, stretches }, view] = await Promise.all([
        history.overview({
          filter,
          page: { before: readCursor(query['cursor']), limit: filter.run === undefined ? RUNS_ON_A_PAGE : PAGE_SIZE },
          spend: isByDay ? question : null,
          since: STRETCHES.map(([, days]) => beginningOf(days, timeZones.days.calendar, today)),
        }),
        isByDay ? viewOf(query) : null,
      ]);
      const props = {
        query,
        facets,
        subjects: subjectsOf(filter, titles),
        log: shownLog(log, nameOf),
        next: log.next,
        spend: spend === null || view === null ? null : { report: named(spend, nameOf), ...view },
        stretches: shownStretches(stretches),
        today,
        nameOf,
        zone: timeZones.state,
        problems,
      };
      return page(c, <HistoryPage {...props} context={pageContext(deps)} />, problems.length === 0 ? 200 : 422);
    })
    .get('/history/requests', async (c) => {
      const query = filledIn(c.req.query());
      const filter = filterOf(query);
      const { run } = filter;
      if (run === undefined) throw new ValidationError([{ path: 'run', message: 'run must be the id of a run.' }]);
      const { rows, next } = await history.page(filter, { before: null, limit: PAGE_SIZE });
      const shown = { rows, more: next !== null };
      return fragment(c, <RunRequests run={run} query={query} calendar={timeZones.days.calendar} {...shown} />);
    })
    .get('/history/spend', async (c) => {
      const query = filledIn(c.req.query());
      const [report, view] = await Promise.all([history.spend(questionOf(query), filterOf(query)), viewOf(query)]);
      return fragment(c, <Spend report={named(report, nameOf)} {...view} />);
    })
    .get('/history/export.csv', (c) =>
      streamed(c, history.csv(filterOf(c.req.query())), {
        type: 'text/csv; charset=utf-8',
        file: 'tempera-history.csv',
      }),
    )
    .get('/history/export.jsonl', (c) =>
      streamed(c, jsonLines(history.stream(filterOf(c.req.query())), nameOf), {
        type: 'application/x-ndjson',
        file: 'tempera-history.jsonl',
      }),
    );
}

type Query = Readonly<Record<string, string>>;

/** A filter that cannot be used is mended on the page itself, where all that was typed still stands. */
function tried(read: () => CompletionFilter): { readonly filter: CompletionFilter; readonly problems: FieldError[] } {
  try {
    return { filter: read(), problems: [] };
  } catch (error) {
    if (error instanceof ValidationError) return { filter: {}, problems: [...error.errors] };
    throw error;
  }
}

/** @throws ValidationError naming the field */
function questionOf(query: Query): SpendQuestion {
  const { by, period } = readSpendView(query);
  return { by, period };
}

/** Runs, with the models they asked by the names of connections; or requests. */
function shownLog(log: HistoryRunPage | HistoryRowPage, nameOf: ConnectionNames) {
  if ('rows' in log) return { kind: 'requests' as const, rows: log.rows };
  const runs = log.runs.map((run) => ({ ...run, models: run.models.map((model) => namedModel(model, nameOf)) }));
  return { kind: 'runs' as const, runs };
}

/** When the last days began, the one that goes on now among them; days are those of the zone in force. */
function beginningOf(days: number, { dayOf, startOf }: Calendar, now: Date): Date {
  return new Date(startOf(addDays(dayOf(now.getTime()), 1 - days)));
}

function shownStretches(sums: readonly HistoryTotals[]) {
  return STRETCHES.flatMap(([label, days], index) => {
    const totals = sums[index];
    return totals === undefined ? [] : [{ label, days, totals }];
  });
}

/** The titles of what the history is narrowed to; of what is no more, its id. */
function subjectsOf(filter: CompletionFilter, titles: HistoryOverview['titles']) {
  const subject = (group: keyof typeof titles) =>
    filter[group] === undefined ? null : (titles[group] ?? `${group} ${filter[group]}`);
  return { notebook: subject('notebook'), experiment: subject('experiment'), version: subject('version') };
}

/** Sums by connection, by what each is called. */
function named(report: SpendReport, nameOf: ConnectionNames): SpendReport {
  if (report.by !== 'connection') return report;
  return { ...report, rows: report.rows.map((row) => ({ ...row, label: nameOf(String(row.value)) })) };
}

async function* jsonLines(
  parts: ReturnType<AppDeps['store']['history']['stream']>,
  nameOf: ConnectionNames,
): AsyncGenerator<string> {
  for await (const rows of parts) yield rows.map((row) => `${JSON.stringify(historyJson(row, nameOf))}\n`).join('');
}

function historyPath(query: Query): string {
  const text = String(new URLSearchParams(query));
  return text === '' ? '/history' : `/history?${text}`;
}
