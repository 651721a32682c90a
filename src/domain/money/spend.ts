import {
  addTotals,
  type GroupValue,
  type HistoryTotals,
  NO_TOTALS,
  type Period,
  type SpendGroup,
} from '../history/history.ts';
import { daysBetween, fittingPeriod, periodOf, periodsBetween } from '../history/period.ts';

export const MEASURES = ['cost', 'requests', 'tokens'] as const;
/** What the bars show: money, requests, or tokens in and out. */
export type Measure = (typeof MEASURES)[number];

export interface SpendQuestion {
  readonly by: SpendGroup;
  /** `null`: whichever makes a readable number of bars. */
  readonly period: Period | null;
}

/** Sums of one group, over all time that was asked about. */
export interface SpendRow extends HistoryTotals {
  readonly value: GroupValue;
  readonly label: string;
  /** For a version, its experiment. */
  readonly experiment: number | null;
}

/** Where the money went: sums by group, and over time. */
export interface SpendReport {
  readonly by: SpendGroup;
  readonly period: Period;
  readonly totals: HistoryTotals;
  /** The groups that cost most, largest first. */
  readonly rows: readonly SpendRow[];
  /** All other groups together; `null` when there are none. */
  readonly others: (HistoryTotals & { readonly groups: number }) | null;
  readonly bars: readonly SpendBar[];
  /** Whether there are earlier periods than the bars show. */
  readonly cut: boolean;
}

export interface SpendBar {
  /** The first day of its period. */
  readonly start: string;
  /** For each of the first `SERIES` groups, in their order, then for all others together. */
  readonly parts: readonly HistoryTotals[];
}

/** As many groups as can be told apart by colour and pattern. */
export const SERIES = 6;
const MAX_ROWS = 12;
const MAX_BARS = 62;

export interface GroupTotals extends HistoryTotals {
  readonly value: GroupValue;
}

/** Sums of one group in one period. */
export interface PeriodTotals extends GroupTotals {
  readonly start: string;
}

/** The periods that bars are drawn for: the last ones that lie between two days. */
export function barStarts(
  days: { readonly first: string; readonly last: string } | null,
  wanted: Period | null,
): { readonly period: Period; readonly starts: readonly string[]; readonly cut: boolean } {
  if (days === null) return { period: wanted ?? 'day', starts: [], cut: false };
  const period = wanted ?? fittingPeriod(daysBetween(days.first, days.last));
  const first = periodOf(days.first, period);
  const starts = periodsBetween({ first, last: periodOf(days.last, period), period, most: MAX_BARS });
  return { period, starts, cut: starts[0] !== undefined && first < starts[0] };
}

/** Puts sums together; labels are still to be found. `cells` need not hold more than the bars show. */
export function spendReport(
  groups: readonly GroupTotals[],
  cells: readonly PeriodTotals[],
  { by, period, starts, cut }: ReturnType<typeof barStarts> & { readonly by: SpendGroup },
): Omit<SpendReport, 'rows'> & { readonly rows: readonly GroupTotals[] } {
  const ranked = rank(groups);
  const rest = ranked.slice(MAX_ROWS);
  const series = ranked.slice(0, SERIES).map(({ value }) => value);
  return {
    by,
    period,
    cut,
    totals: ranked.reduce<HistoryTotals>(addTotals, NO_TOTALS),
    rows: ranked.slice(0, MAX_ROWS),
    others: rest.length === 0 ? null : { ...rest.reduce<HistoryTotals>(addTotals, NO_TOTALS), groups: rest.length },
    bars: barsOf(cells, starts, series),
  };
}

function barsOf(
  cells: readonly PeriodTotals[],
  starts: readonly string[],
  series: readonly GroupValue[],
): readonly SpendBar[] {
  const places = new Map(starts.map((start, index) => [start, index]));
  const seriesOf = new Map(series.map((value, index) => [value, index]));
  const bars = starts.map(() => Array.from({ length: series.length + 1 }, () => NO_TOTALS));
  for (const cell of cells) {
    const bar = bars[places.get(cell.start) ?? -1];
    const part = seriesOf.get(cell.value) ?? series.length;
    if (bar !== undefined) bar[part] = addTotals(bar[part] ?? NO_TOTALS, cell);
  }
  return starts.map((start, index) => ({ start, parts: bars[index] ?? [] }));
}

/** Sums over periods, group by group. */
export function overAllPeriods(cells: readonly GroupTotals[]): readonly GroupTotals[] {
  const sums = new Map<GroupValue, HistoryTotals>();
  for (const cell of cells) sums.set(cell.value, addTotals(sums.get(cell.value) ?? NO_TOTALS, cell));
  return [...sums].map(([value, totals]) => ({ value, ...totals }));
}

/** Largest cost first, then most requests. */
function rank<Row extends HistoryTotals>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) =>
    a.costPicodollars === b.costPicodollars
      ? b.completions - a.completions
      : a.costPicodollars < b.costPicodollars
        ? 1
        : -1,
  );
}

/** A total as the bars measure it: pico-dollars, requests or tokens. */
export function measured(totals: HistoryTotals, measure: Measure): number {
  switch (measure) {
    case 'cost':
      return Number(totals.costPicodollars);
    case 'requests':
      return totals.completions;
    case 'tokens':
      return totals.inputTokens + totals.outputTokens;
  }
}
