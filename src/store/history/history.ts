import type { CompletionFilter, HistoryRow } from '../../domain/history/history.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { isByDay } from './answered-by.ts';
import { CSV_HEAD } from './csv.ts';
import type { HistoryStore } from './history-store.ts';
import { type AskHistory, historyThread } from './history-thread.ts';
import type { MadePart } from './read-at-once.ts';

/** Ids are found in one go, as a search may have to be done anew for each; rows are read in small parts. */
const IDS_AT_ONCE = 20_000;
const ROWS_AT_ONCE = 500;
const CSV_ROWS_AT_ONCE = 1_000;

/**
 * What was ever asked, and what it cost. Two threads answer: one what takes milliseconds, pages and daily sums; the other
 * what is counted one by one, and exports.
 */
export function historyStore(
  database: Pick<OpenDatabase, 'path' | 'watch' | 'days'>,
): HistoryStore & { close(): Promise<void> } {
  const [quickThread, slowThread] = [historyThread(database), historyThread(database)];
  const [quick, slow] = [quickThread.ask, slowThread.ask];
  const atOnce = (filter: CompletionFilter) => isByDay(filter, database.days.calendar);
  /** What takes long else is to find words; with those that were found, or without any, adding up does not. */
  async function forSums(filter: CompletionFilter) {
    if (atOnce(filter)) return { ask: quick, hits: null };
    if (!(await quick('isWarm', filter))) return { ask: slow, hits: null };
    return { ask: quick, hits: filter.q === undefined ? null : await slow('searchHits', filter) };
  }
  return {
    overview: (question) => quick('overview', question),
    page: (filter, page) => quick('page', filter, page),
    totals: async (filter) => {
      const { ask, hits } = await forSums(filter);
      return await ask('totals', filter, hits);
    },
    costs: async (groups, filter) => {
      const { ask, hits } = await forSums(filter);
      return await ask('costs', groups, filter, hits);
    },
    isByDay: atOnce,
    spend: async (question, filter) => {
      const { ask, hits } = await forSums(filter);
      return await ask('spend', question, filter, hits);
    },
    warmUp: () => quick('warmUp'),
    stream: (filter) => stream(slow, filter),
    csv: (filter) => csv(slow, filter),
    close: async () => {
      await Promise.all([quickThread.close(), slowThread.close()]);
    },
  };
}

async function* stream(ask: AskHistory, filter: CompletionFilter): AsyncGenerator<readonly HistoryRow[]> {
  for await (const ids of parts(ask, filter, ROWS_AT_ONCE)) yield* made(ids, (some) => ask('rows', some));
}

async function* csv(ask: AskHistory, filter: CompletionFilter): AsyncGenerator<string> {
  yield CSV_HEAD;
  for await (const ids of parts(ask, filter, CSV_ROWS_AT_ONCE)) yield* made(ids, (some) => ask('csv', some));
}

/** What is made of completions, as many at once as can be held. */
async function* made<T>(ids: readonly number[], make: (ids: readonly number[]) => Promise<MadePart<T>>) {
  for (let rest = ids; rest.length > 0; ) {
    const part = await make(rest);
    yield part.made;
    rest = rest.slice(part.read);
  }
}

/** By keyset, so that no read stays open between two parts: an open one would keep the log from being emptied. */
async function* parts(
  ask: AskHistory,
  filter: CompletionFilter,
  rowsAtOnce: number,
): AsyncGenerator<readonly number[]> {
  for (let before: number | null = null; ; ) {
    const ids: readonly number[] = await ask('ids', filter, { before, limit: IDS_AT_ONCE });
    for (let start = 0; start < ids.length; start += rowsAtOnce) yield ids.slice(start, start + rowsAtOnce);
    const last = ids.at(-1);
    if (last === undefined || ids.length < IDS_AT_ONCE) return;
    before = last;
  }
}
