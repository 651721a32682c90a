import type {
  CompletionFilter,
  CostGroup,
  CostGroupRow,
  HistoryFacets,
  HistoryRow,
  HistoryRowPage,
  HistoryRunPage,
  HistoryTotals,
} from '../../domain/history/history.ts';
import type { SpendQuestion, SpendReport } from '../../domain/money/spend.ts';

/** What a page of the history shows. */
export interface HistoryQuestion {
  readonly filter: CompletionFilter;
  /** `before` is the id that ended the page before; `limit` counts runs, or requests where the filter names a run. */
  readonly page: { readonly before: number | null; readonly limit: number };
  /** `null` where the sums of the filter are asked for apart. */
  readonly spend: SpendQuestion | null;
  /** When stretches of time begin that last until now. */
  readonly since: readonly Date[];
}

export interface HistoryOverview {
  /** Newest first: the runs of what matches; the requests where the filter names a run. */
  readonly log: HistoryRunPage | HistoryRowPage;
  /** What there is to filter by; an answer that is still the first of its model does not show yet. */
  readonly facets: HistoryFacets;
  /** The titles of what the filter names; `null` where it names none, or one that is no more. */
  readonly titles: Readonly<Record<'notebook' | 'experiment' | 'version', string | null>>;
  readonly spend: SpendReport | null;
  /** The sums of everything since each of the times that were asked for. */
  readonly stretches: readonly HistoryTotals[];
}

export interface HistoryStore {
  /** All that a page of the history shows, in one answer. */
  overview(question: HistoryQuestion): Promise<HistoryOverview>;
  /** Newest first by id (keyset): `before` is the last id of the page before. */
  page(
    filter: CompletionFilter,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<HistoryRowPage>;
  totals(filter: CompletionFilter): Promise<HistoryTotals>;
  /** Spend by one or more groups; largest cost first (by day, week or month: newest first). */
  costs(groups: readonly CostGroup[], filter: CompletionFilter): Promise<readonly CostGroupRow[]>;
  /** Whether the sums of a filter are there at once, as those of days are kept; else completions are counted one by one. */
  isByDay(filter: CompletionFilter): boolean;
  /** Where the money went: sums by one group, and over time. */
  spend(question: SpendQuestion, filter: CompletionFilter): Promise<SpendReport>;
  /**
   * Reads the figures that make what is filtered by cost, time or words quick to answer; else that is done on the side once
   * somebody looks at a page, and the data file is searched until then.
   */
  warmUp(): Promise<void>;
  /** All that matches, newest first, in small parts. */
  stream(filter: CompletionFilter): AsyncIterable<readonly HistoryRow[]>;
  /** The same as CSV with a head line. */
  csv(filter: CompletionFilter): AsyncIterable<string>;
}
