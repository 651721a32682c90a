import type {
  CompletionFilter,
  CostGroup,
  CostGroupRow,
  HistoryFacets,
  HistoryRow,
  HistoryRowPage,
  HistoryRunPage,
  HistoryTotals,
  SpendGroup,
} from '../../domain/history/history.ts';
import type { SpendQuestion, SpendReport } from '../../domain/money/spend.ts';

export interface HistoryStore {
  /** Newest first by id (keyset): `before` is the last id of the page before. */
  page(
    filter: CompletionFilter,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<HistoryRowPage>;
  /** The runs of what matches, newest first: `limit` counts runs, `before` is a completion's id as `next` gave it. */
  runs(
    filter: CompletionFilter,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<HistoryRunPage>;
  totals(filter: CompletionFilter): Promise<HistoryTotals>;
  /** Spend by one or more groups; largest cost first (by day, week or month: newest first). */
  costs(groups: readonly CostGroup[], filter: CompletionFilter): Promise<readonly CostGroupRow[]>;
  /** Whether the sums of a filter are there at once, as those of days are kept; else completions are counted one by one. */
  isByDay(filter: CompletionFilter): Promise<boolean>;
  /** Where the money went: sums by one group, and over time. */
  spend(question: SpendQuestion, filter: CompletionFilter): Promise<SpendReport>;
  /**
   * Reads the figures that make what is filtered by cost, time or words quick to answer; else that is done on the side once
   * somebody looks at a page, and the data file is searched until then.
   */
  warmUp(): Promise<void>;
  /** What there is to filter by; an answer that is still the first of its model does not show yet. */
  facets(): Promise<HistoryFacets>;
  /** The title of a notebook, an experiment or a version. */
  label(group: SpendGroup, id: number): Promise<string | null>;
  /** All that matches, newest first, in small parts. */
  stream(filter: CompletionFilter): AsyncIterable<readonly HistoryRow[]>;
  /** The same as CSV with a head line. */
  csv(filter: CompletionFilter): AsyncIterable<string>;
}
