import { Hono } from 'hono';
import { HistoryPage } from '../../views/history/history-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { page, pageContext } from './answer.tsx';
import { readCompletionFilter, readCursor } from './completion-filter.ts';

const PAGE_SIZE = 50;

/** The log of all requests. */
export function historyRoutes(deps: AppDeps) {
  const { store } = deps;
  return new Hono().get('/history', async (c) => {
    const query = c.req.query();
    const filter = readCompletionFilter(query);
    const [rows, totals, facets] = await Promise.all([
      store.history.page(filter, { before: readCursor(query['cursor']), limit: PAGE_SIZE + 1 }),
      store.history.totals(filter),
      store.history.facets(),
    ]);
    const shown = rows.slice(0, PAGE_SIZE);
    const next = rows.length > PAGE_SIZE ? nextPage(query, shown.at(-1)?.id) : null;
    return page(
      c,
      <HistoryPage
        filter={filter}
        facets={facets}
        rows={shown}
        totals={totals}
        next={next}
        context={pageContext(deps)}
      />,
    );
  });
}

function nextPage(query: Readonly<Record<string, string>>, last: number | undefined): string {
  return `/history?${new URLSearchParams({ ...query, cursor: String(last) })}`;
}
