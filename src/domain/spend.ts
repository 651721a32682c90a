import { addTotals, type GroupValue, type HistoryTotals, NO_TOTALS, type Period, type SpendGroup } from './history.ts';
import { daysBetween, fittingPeriod, periodOf, periodsBetween } from './period.ts';

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
const MOST_ROWS = 25;
const MOST_BARS = 62;

export interface DaySums extends HistoryTotals {
  readonly day: string;
  readonly value: GroupValue;
}

/** Puts daily sums together; the labels are still to be found. */
export function spendReport(
  cells: readonly DaySums[],
  { by, period }: SpendQuestion,
): Omit<SpendReport, 'rows'> & { readonly rows: readonly Omit<SpendRow, 'label' | 'experiment'>[] } {
  const ranked = rank(sumBy(cells, ({ value }) => value));
  const days = cells.map(({ day }) => day).sort();
  const chosen = period ?? fittingPeriod(daysBetween(days.at(0) ?? '2000-01-01', days.at(-1) ?? '2000-01-01'));
  const bars = barsOf(cells, { period: chosen, days, series: ranked.slice(0, SERIES).map(({ value }) => value) });
  const rest = ranked.slice(MOST_ROWS);
  return {
    by,
    period: chosen,
    totals: ranked.reduce<HistoryTotals>(addTotals, NO_TOTALS),
    rows: ranked.slice(0, MOST_ROWS),
    others: rest.length === 0 ? null : { ...rest.reduce<HistoryTotals>(addTotals, NO_TOTALS), groups: rest.length },
    ...bars,
  };
}

function barsOf(
  cells: readonly DaySums[],
  options: { readonly period: Period; readonly days: readonly string[]; readonly series: readonly GroupValue[] },
): Pick<SpendReport, 'bars' | 'cut'> {
  const { period, days, series } = options;
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return { bars: [], cut: false };
  const starts = periodsBetween({
    first: periodOf(first, period),
    last: periodOf(last, period),
    period,
    most: MOST_BARS,
  });
  const places = new Map(starts.map((start, index) => [start, index]));
  const seriesOf = new Map(series.map((value, index) => [value, index]));
  const bars = starts.map(() => Array.from({ length: series.length + 1 }, () => NO_TOTALS));
  for (const cell of cells) {
    const bar = bars[places.get(periodOf(cell.day, period)) ?? -1];
    const part = seriesOf.get(cell.value) ?? series.length;
    if (bar !== undefined) bar[part] = addTotals(bar[part] ?? NO_TOTALS, cell);
  }
  return {
    bars: starts.map((start, index) => ({ start, parts: bars[index] ?? [] })),
    cut: starts[0] !== undefined && periodOf(first, period) < starts[0],
  };
}

function sumBy(
  cells: readonly DaySums[],
  valueIn: (cell: DaySums) => GroupValue,
): readonly (HistoryTotals & { readonly value: GroupValue })[] {
  const sums = new Map<GroupValue, HistoryTotals>();
  for (const cell of cells) {
    const value = valueIn(cell);
    sums.set(value, addTotals(sums.get(value) ?? NO_TOTALS, cell));
  }
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
