import { Hono } from 'hono';
import { HistoryPage } from '../../views/history/history-page.tsx';
import { RunRequests } from '../../views/history/run-log.tsx';
import { Spend } from '../../views/history/spend.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { CompletionFilter } from '../domain/history/history.ts';
import { addDays } from '../domain/history/period.ts';
import type { SpendReport } from '../domain/money/spend.ts';
import { type ConnectionNames, namedModel } from '../domain/run/sweep.ts';
import { ValidationError } from '../errors.ts';
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
  const filterOf = (query: Query) => readCompletionFilter(query, timeZones.days.calendar);

  async function spendOf(query: Query) {
    const { measure, ...question } = readSpendView(query);
    const [report, { choices, chosen: would }] = await Promise.all([
      history.spend(question, filterOf(query)),
      whatIfProps(deps, query, []),
    ]);
    return { report: named(report, nameOf), measure, query, choices, would, zone: timeZones.days.calendar.zone };
  }

  return new Hono()
    .get('/history', async (c) => {
      const query = filledIn(c.req.query());
      // A form sends its empty fields too; the address that is kept has none.
      if (isFragmentRequest(c)) c.header('HX-Push-Url', historyPath(query));
      else if (Object.keys(query).length < Object.keys(c.req.query()).length) return c.redirect(historyPath(query));
      const filter = filterOf(query);
      readSpendView(query);
      readRepricing(deps, query);
      const today = new Date();
      const [{ log, next }, facets, subjects, spend, stretches] = await Promise.all([
        logOf(deps, filter, readCursor(query['cursor'])),
        history.facets(),
        subjectsOf(deps, filter),
        history.isByDay(filter).then((isByDay) => (isByDay ? spendOf(query) : null)),
        stretchesOf(deps, today),
      ]);
      const props = { query, facets, subjects, log, next, spend, stretches, today, nameOf, zone: timeZones.state };
      return page(c, <HistoryPage {...props} context={pageContext(deps)} />);
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
    .get('/history/spend', async (c) => fragment(c, <Spend {...(await spendOf(filledIn(c.req.query())))} />))
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

/** By run; the requests one by one where only one run is left. */
async function logOf({ store, connections }: AppDeps, filter: CompletionFilter, before: number | null) {
  if (filter.run === undefined) {
    const { runs, next } = await store.history.runs(filter, { before, limit: RUNS_ON_A_PAGE });
    const nameOf = (id: string) => connections.nameOf(id);
    const shown = runs.map((run) => ({ ...run, models: run.models.map((model) => namedModel(model, nameOf)) }));
    return { log: { kind: 'runs' as const, runs: shown }, next };
  }
  const { rows, next } = await store.history.page(filter, { before, limit: PAGE_SIZE });
  return { log: { kind: 'requests' as const, rows }, next };
}

/** What was asked and spent in the last days, up to now; days are those of the zone in force. */
async function stretchesOf({ store }: AppDeps, now: Date) {
  const { calendar } = store.timeZones.days;
  const today = calendar.dayOf(now.getTime());
  return await Promise.all(
    STRETCHES.map(async ([label, days]) => {
      const from = new Date(calendar.startOf(addDays(today, 1 - days)));
      return { label, days, totals: await store.history.totals({ from }) };
    }),
  );
}

/** The titles of what the history is narrowed to. */
async function subjectsOf({ store }: AppDeps, filter: CompletionFilter) {
  const { notebook, experiment, version } = filter;
  const title = async (group: 'notebook' | 'experiment' | 'version', id: number | undefined) =>
    id === undefined ? null : ((await store.history.label(group, id)) ?? `${group} ${id}`);
  return {
    notebook: await title('notebook', notebook),
    experiment: await title('experiment', experiment),
    version: await title('version', version),
  };
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
