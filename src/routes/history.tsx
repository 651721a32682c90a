import { Hono } from 'hono';
import { HistoryPage } from '../../views/history/history-page.tsx';
import { Spend } from '../../views/history/spend.tsx';
import type { AppDeps } from '../app-deps.ts';
import { type CompletionFilter, isByDay } from '../domain/history.ts';
import { historyJson } from './api/shapes.ts';
import { filledIn, readCompletionFilter, readCursor, readSpendView } from './completion-filter.ts';
import { fragment, page, pageContext } from './http/answer.tsx';
import { streamed } from './http/streamed.ts';
import { readRepricing, whatIfProps } from './runs/what-if.ts';

const PAGE_SIZE = 50;

/** The log of all requests, and where the money went. */
export function historyRoutes(deps: AppDeps) {
  const { history } = deps.store;

  async function spendOf(query: Query) {
    const { measure, ...question } = readSpendView(query);
    const [report, { groups, chosen: would }] = await Promise.all([
      history.spend(question, readCompletionFilter(query)),
      whatIfProps(deps, query),
    ]);
    return { report, measure, query, groups, would };
  }

  return new Hono()
    .get('/history', async (c) => {
      const query = filledIn(c.req.query());
      // A form sends its empty fields too; the address that is kept has none.
      if (Object.keys(query).length < Object.keys(c.req.query()).length) return c.redirect(historyPath(query));
      const filter = readCompletionFilter(query);
      readSpendView(query);
      readRepricing(deps, query);
      const [rows, facets, subjects, spend] = await Promise.all([
        history.page(filter, { before: readCursor(query['cursor']), limit: PAGE_SIZE + 1 }),
        history.facets(),
        subjectsOf(deps, filter),
        isByDay(filter) ? spendOf(query) : null,
      ]);
      const shown = rows.slice(0, PAGE_SIZE);
      const next = rows.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null;
      const props = { query, facets, subjects, rows: shown, next, spend, today: new Date() };
      return page(c, <HistoryPage {...props} context={pageContext(deps)} />);
    })
    .get('/history/spend', async (c) => fragment(c, <Spend {...(await spendOf(filledIn(c.req.query())))} />))
    .get('/history/export.csv', (c) =>
      streamed(c, history.csv(readCompletionFilter(c.req.query())), {
        type: 'text/csv; charset=utf-8',
        file: 'tempera-history.csv',
      }),
    )
    .get('/history/export.jsonl', (c) =>
      streamed(c, jsonLines(history.stream(readCompletionFilter(c.req.query()))), {
        type: 'application/x-ndjson',
        file: 'tempera-history.jsonl',
      }),
    );
}

type Query = Readonly<Record<string, string>>;

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

async function* jsonLines(parts: ReturnType<AppDeps['store']['history']['stream']>): AsyncGenerator<string> {
  for await (const rows of parts) yield rows.map((row) => `${JSON.stringify(historyJson(row))}\n`).join('');
}

function historyPath(query: Query): string {
  const text = String(new URLSearchParams(query));
  return text === '' ? '/history' : `/history?${text}`;
}
