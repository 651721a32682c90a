import {
  addTotals,
  type CompletionFilter,
  type CostGroup,
  type CostGroupRow,
  type GroupValue,
  type HistoryFacets,
  type HistoryRowPage,
  type HistoryRunPage,
  type HistoryTotals,
  NO_TOTALS,
} from '../../domain/history/history.ts';
import { periodOf } from '../../domain/history/period.ts';
import type { Calendar } from '../../domain/history/time-zone.ts';
import {
  barStarts,
  overAllPeriods,
  type PeriodTotals,
  type SpendQuestion,
  type SpendReport,
  spendReport,
} from '../../domain/money/spend.ts';
import { readZoneInForce, type ZoneInForce } from '../days/reporting-zones.ts';
import type { StoreDatabase } from '../schema.ts';
import { whileUnchanged } from '../sqlite/while-unchanged.ts';
import { isByColumns, isByDay } from './answered-by.ts';
import type { SearchHits } from './columns/column-conditions.ts';
import { ColumnPages } from './columns/column-pages.ts';
import { CompletionColumns } from './columns/completion-columns.ts';
import { csvOf } from './csv.ts';
import type { HistoryOverview, HistoryQuestion } from './history-store.ts';
import { type IdPage, isHardToFind, liveIds, matchingIds } from './ids.ts';
import { madeAtOnce } from './read-at-once.ts';
import { historyRows } from './rows.ts';
import { historyRuns } from './runs.ts';
import { findAll } from './search-hits.ts';
import { CostCube } from './sums/cost-cube.ts';
import { addedUp, countedSums, liveTotals, sumsBesideColumns } from './sums/counted-sums.ts';
import { groupLabels, titlesOf, toldApart } from './sums/group-labels.ts';
import { inOrder, keyed } from './sums/group-rows.ts';
import type { GroupSums } from './sums/group-sums.ts';

/** What is asked of the history; each can be asked of a thread, so arguments and answers are plain values. */
export class HistoryQueries {
  readonly #db: StoreDatabase;
  readonly #cube: CostCube;
  readonly #columns: CompletionColumns;
  readonly #zone: () => Promise<ZoneInForce>;
  readonly #live: ReturnType<typeof liveTotals>;

  /** The connection must never write. */
  constructor(db: StoreDatabase) {
    this.#db = db;
    this.#zone = whileUnchanged(db, () => readZoneInForce(db));
    this.#live = liveTotals(db);
    this.#cube = new CostCube(db);
    this.#columns = new CompletionColumns(db);
  }

  async overview({ filter, page, spend, since }: HistoryQuestion): Promise<HistoryOverview> {
    const stretches: HistoryTotals[] = [];
    for (const from of since) stretches.push(await this.totals({ from }, null));
    return {
      log: await (filter.run === undefined ? this.#runs(filter, page) : this.page(filter, page)),
      facets: await this.#facets(),
      titles: await titlesOf(this.#db, filter),
      spend: spend === null ? null : await this.spend(spend, filter, null),
      stretches,
    };
  }

  async page(filter: CompletionFilter, { before, limit }: IdPage): Promise<HistoryRowPage> {
    const ids = await this.#pagesOf(filter)({ before, limit: limit + 1 });
    const { made: rows, read } = await this.rows(ids.slice(0, limit));
    return { rows, next: read < ids.length ? (ids[read - 1] ?? null) : null };
  }

  /** The same by run. */
  async #runs(filter: CompletionFilter, page: IdPage): Promise<HistoryRunPage> {
    return await historyRuns(this.#db, this.#pagesOf(filter), page);
  }

  /** Finds the ids of what matches, newest first, page after page. */
  #pagesOf(filter: CompletionFilter): (page: IdPage) => Promise<readonly number[]> {
    const inColumns = new ColumnPages(this.#db, this.#columns, filter);
    return async (page) =>
      await this.#inOneZone(async (calendar) => {
        // What the daily sums do not know can only be under way; looking for it among all rows would take long for nothing.
        const onlyLive = isByDay(filter, calendar) && (await this.#cube.span(filter)) === null;
        if (onlyLive) return await liveIds(this.#db, filter, page);
        // Until the columns are read, the data file is searched; whoever looks at one page may soon ask what needs them.
        if (isHardToFind(filter) && (await this.#isWarm({ filter, calendar }))) return await inColumns.ids(page);
        // A failure is told to whoever asks next.
        this.#columns.load().catch(() => {});
        return await matchingIds(this.#db, filter, page);
      });
  }

  /** All that a search finds, for sums; `null` when a filter searches for nothing, or is not answered from the columns. */
  async searchHits({ q, ...others }: CompletionFilter): Promise<SearchHits | null> {
    const { calendar } = await this.#zone();
    return q === undefined || !isByColumns(others, calendar) ? null : await findAll(this.#db, q);
  }

  /** Whether what a filter leaves is added up in milliseconds, but for its words: by day, or once the columns are read. */
  async isWarm(filter: CompletionFilter): Promise<boolean> {
    return await this.#isWarm({ filter, calendar: (await this.#zone()).calendar });
  }

  /** Reads the columns, if that was not done yet. */
  async warmUp(): Promise<void> {
    await this.#columns.load();
  }

  async ids(filter: CompletionFilter, page: IdPage): Promise<readonly number[]> {
    return await matchingIds(this.#db, filter, page);
  }

  async rows(ids: readonly number[]) {
    return await madeAtOnce(this.#db, ids, (part) => historyRows(this.#db, part));
  }

  async csv(ids: readonly number[]) {
    const { calendar } = await this.#zone();
    return await madeAtOnce(this.#db, ids, (part) => csvOf(this.#db, part, calendar));
  }

  async totals(filter: CompletionFilter, hits: SearchHits | null): Promise<HistoryTotals> {
    return await this.#inOneZone(async (calendar) => {
      const sums = (await this.#sums([], { filter, calendar, hits })).reduce<HistoryTotals>(addTotals, NO_TOTALS);
      return isByDay(filter, calendar) ? addTotals(sums, await this.#live(filter)) : sums;
    });
  }

  async costs(
    groups: readonly CostGroup[],
    filter: CompletionFilter,
    hits: SearchHits | null,
  ): Promise<readonly CostGroupRow[]> {
    const unordered = await this.#inOneZone((calendar) => this.#sums(groups, { filter, calendar, hits }));
    const sums = [...unordered].sort(inOrder(groups));
    const labels = new Map<CostGroup, ReadonlyMap<GroupValue, { readonly label: string }>>();
    for (const [index, group] of groups.entries()) {
      if (group === 'day' || group === 'week' || group === 'month') continue;
      const values = [...new Set(sums.map(({ key }) => key[index] ?? null))];
      labels.set(group, await groupLabels(this.#db, group, values));
    }
    return sums.map(({ key, ...totals }) => ({
      key: keyed(groups, (group, index) => labels.get(group)?.get(key[index] ?? null)?.label ?? key[index] ?? null),
      values: keyed(groups, (_, index) => key[index] ?? null),
      ...totals,
    }));
  }

  async spend(question: SpendQuestion, filter: CompletionFilter, hits: SearchHits | null): Promise<SpendReport> {
    const report = await this.#inOneZone((calendar) => this.#report(question, { filter, calendar, hits }));
    const values = report.rows.map(({ value }) => value);
    const labels = toldApart(await groupLabels(this.#db, question.by, values));
    const rows = report.rows.map((row) => {
      const known = labels.get(row.value);
      return { ...row, label: known?.label ?? plainLabel(row.value), experiment: known?.experiment ?? null };
    });
    return { ...report, rows };
  }

  async #facets(): Promise<HistoryFacets> {
    const used = await this.#cube.used();
    const titles = await groupLabels(this.#db, 'notebook', used.notebooks);
    const notebooks = used.notebooks.map((id) => ({ id, title: titles.get(id)?.label ?? '' }));
    return { ...used, notebooks: notebooks.sort((a, b) => a.title.localeCompare(b.title)) };
  }

  async #report(question: SpendQuestion, narrowed: Narrowed) {
    const { filter, calendar } = narrowed;
    if (!isByDay(filter, calendar)) return await this.#spendCounted(question, narrowed);
    const report = await this.#spendByDay(question, narrowed);
    return { ...report, totals: addTotals(report.totals, await this.#live(filter)) };
  }

  /** By period where bars show it, and what lies before the bars by group alone. */
  async #spendByDay({ by, period }: SpendQuestion, { filter, calendar }: InZone) {
    const bars = barStarts(await this.#cube.span(filter), period);
    const [first] = bars.starts;
    const start = first === undefined || !bars.cut ? null : new Date(calendar.startOf(first));
    const cells = await this.#cube.sums([bars.period, by], start === null ? filter : { ...filter, from: start });
    const before = start === null ? [] : await this.#cube.sums([by], { ...filter, to: start });
    const shown = cells.map(toCell);
    // Earlier days first: of groups that cost the same, the one that was asked first comes first.
    const groups = overAllPeriods([
      ...before.map(({ key, ...totals }) => ({ value: key[0] ?? null, ...totals })),
      ...shown,
    ]);
    return spendReport(groups, shown, { ...bars, by });
  }

  /** Counting takes long, so it is done once, by day. */
  async #spendCounted({ by, period }: SpendQuestion, narrowed: Narrowed) {
    const days = (await this.#sums(['day', by], narrowed)).map(toCell);
    const starts = days.map(({ start }) => start).sort();
    const [first, last] = [starts.at(0), starts.at(-1)];
    const bars = barStarts(first === undefined || last === undefined ? null : { first, last }, period);
    const cells = days.map((cell) => ({ ...cell, start: periodOf(cell.start, bars.period) }));
    return spendReport(overAllPeriods(days), cells, { ...bars, by });
  }

  async #isWarm({ filter, calendar }: InZone): Promise<boolean> {
    return isByDay(filter, calendar) || (isByColumns(filter, calendar) && (await this.#columns.isLoaded()));
  }

  /** Asks again where the zone of all days was changed meanwhile: one answer is of one zone. */
  async #inOneZone<Answer>(ask: (calendar: Calendar) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const before = await this.#zone();
      const answer = await ask(before.calendar);
      const after = await this.#zone();
      if (after.generation === before.generation) return answer;
    }
  }

  async #sums(groups: readonly CostGroup[], { filter, calendar, hits }: Narrowed): Promise<readonly GroupSums[]> {
    if (isByDay(filter, calendar)) return await this.#cube.sums(groups, filter);
    if (!(await this.#isWarm({ filter, calendar }))) return await countedSums(this.#db, groups, filter);
    const ended = await this.#columns.sums(groups, filter, hits);
    const beside = await sumsBesideColumns(this.#db, groups, { filter, hits });
    return beside.length === 0 ? ended : addedUp([...ended, ...beside]);
  }
}

interface InZone {
  readonly filter: CompletionFilter;
  /** The days in force. */
  readonly calendar: Calendar;
}

interface Narrowed extends InZone {
  /** What its search finds, when it has one and is answered from the columns. */
  readonly hits: SearchHits | null;
}

function toCell({ key, ...totals }: GroupSums): PeriodTotals {
  return { start: String(key[0]), value: key[1] ?? null, ...totals };
}

function plainLabel(value: GroupValue): string {
  return value === null ? 'not sent' : String(value);
}
