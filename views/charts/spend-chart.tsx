import { capital } from '../../src/domain/capital.ts';
import type { Period } from '../../src/domain/history/history.ts';
import { lazily } from '../../src/domain/lazily.ts';
import { type Measure, measured, SERIES, type SpendBar, type SpendReport } from '../../src/domain/money/spend.ts';
import { columnUsd, count, usd } from '../format.ts';
import { temperatureClass } from '../temperature-class.ts';
import { BaseLine, EmptyPlot, HeightAxis, TickText } from './axes.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { clip } from './figures.ts';
import { across, evenly, heightScale, niceTicks, PLOT, round } from './scale.ts';

interface Props {
  readonly report: SpendReport;
  readonly measure: Measure;
  /** The time zone of its days. */
  readonly zone: string;
}

const NOUNS: Readonly<Record<Measure, string>> = { cost: 'Cost', requests: 'Requests', tokens: 'Tokens in and out' };
/** The axis of dates has no name below it. */
const HEIGHT_WITH_DATES = PLOT.bottom + 28;

interface Series {
  readonly label: string;
  /** Its colour: by place, or a temperature's own. */
  readonly colour: string;
}

/** Spending over time: a bar for each day, week or month, in pieces for the groups that cost most and one for the rest. */
export function SpendChart({ report, measure, zone }: Props) {
  const { bars, by, period } = report;
  const series = seriesOf(report);
  const format = formatOf(measure);
  const sums = bars.map((bar) => bar.parts.reduce((sum, part) => sum + measured(part, measure), 0));
  // Requests and tokens are whole: there is no half of one.
  const ticks = niceTicks(0, Math.max(0, ...sums)).filter((tick) => Number.isInteger(tick));
  const y = heightScale(0, ticks.at(-1) ?? 1);
  const total = sums.reduce((sum, value) => sum + value, 0);
  const cut = report.cut ? ` The last ${bars.length} are shown: narrow the dates to see earlier ones.` : '';
  return (
    <ChartFigure
      title={`${NOUNS[measure]} per ${period} by ${by}`}
      caption={`${capital(period)}s are of ${zone}${period === 'week' ? ' and begin on Monday' : ''}.${cut}`}
      label={`${NOUNS[measure]} per ${period}, ${bars.length} bars, ${format(total)} in all. The table has the figures.`}
      height={HEIGHT_WITH_DATES}
      legend={<Legend series={series} />}
      table={{
        columns: [capital(period), ...series.map(({ label }) => label), 'All'],
        rows: bars.map((bar, index) => [
          bar.start,
          ...series.map((_, part) => format(valueIn(bar, part, measure))),
          format(sums[index] ?? 0),
        ]),
      }}
    >
      <HeightAxis ticks={ticks} y={y} format={measure === 'cost' ? axisFormat(ticks) : format} />
      {total === 0 && <EmptyPlot>{`Nothing here has ${measure === 'cost' ? 'a cost' : measure}`}</EmptyPlot>}
      {bars.map((bar, index) => (
        <Bar bar={bar} place={placeOf(index, bars.length)} {...{ series, measure, y }} />
      ))}
      <DateAxis bars={bars} period={period} />
    </ChartFigure>
  );
}

/** The groups that have a piece of their own, then all others if there are any. */
function seriesOf({ by, rows, bars }: SpendReport): readonly Series[] {
  const own = rows.slice(0, SERIES).map(({ label, value }, index) => ({
    label,
    colour: by === 'temperature' ? temperatureClass(value === null ? null : Number(value)) : `series-${index}`,
  }));
  const hasOthers = bars.some((bar) => (bar.parts[own.length]?.completions ?? 0) > 0);
  return hasOthers ? [...own, { label: 'all others', colour: 'series-others' }] : own;
}

interface BarProps {
  readonly bar: SpendBar;
  readonly place: { readonly x: number; readonly width: number };
  readonly series: readonly Series[];
  readonly measure: Measure;
  readonly y: (value: number) => number;
}

function Bar({ bar, place, series, measure, y }: BarProps) {
  let below = 0;
  return (
    <g>
      {series.map(({ label, colour }, part) => {
        const value = valueIn(bar, part, measure);
        const bottom = y(below);
        below += value;
        if (value === 0) return null;
        return (
          <rect
            class={`piece ${colour}`}
            x={across(place.x)}
            y={round(y(below))}
            width={across(place.width)}
            height={round(Math.max(0.5, bottom - y(below)))}
          >
            <title>{`${bar.start}, ${label}: ${formatOf(measure)(value)}`}</title>
          </rect>
        );
      })}
    </g>
  );
}

function DateAxis({ bars, period }: { readonly bars: readonly SpendBar[]; readonly period: Period }) {
  const dates = bars.map(({ start }, index) => {
    const { x, width } = placeOf(index, bars.length);
    return { x: x + width / 2, text: dayText(start, period) };
  });
  return (
    <g class="axis-x">
      <BaseLine />
      {evenly(dates).map((date) => (
        <TickText {...date} />
      ))}
    </g>
  );
}

const days = lazily(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }));
const months = lazily(() => new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }));

/** The day a bar begins with, as `15 Nov`; of a month, `Nov 2026`. */
function dayText(start: string, period: Period): string {
  return (period === 'month' ? months() : days()).format(new Date(`${start}T00:00:00Z`));
}

function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <ul class="legend">
      {series.map(({ label, colour }) => (
        <li>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <rect class={`piece ${colour}`} width="10" height="10" rx="2" />
          </svg>
          <bdi>{clip(label, 40)}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Few bars stay narrow, or two of them would look like a wall. */
function placeOf(index: number, bars: number): { readonly x: number; readonly width: number } {
  const room = (PLOT.right - PLOT.left) / Math.max(1, bars);
  const width = Math.min(48, Math.max(1, room * 0.78));
  return { x: PLOT.left + room * index + (room - width) / 2, width };
}

function valueIn(bar: SpendBar, part: number, measure: Measure): number {
  const totals = bar.parts[part];
  return totals === undefined ? 0 : measured(totals, measure);
}

/** The values of an axis with the same number of decimals. */
function axisFormat(ticks: readonly number[]): (value: number) => string {
  const format = columnUsd(ticks.map((tick) => BigInt(Math.round(tick))));
  return (value) => (value === 0 ? '$0' : format(BigInt(Math.round(value))));
}

function formatOf(measure: Measure): (value: number) => string {
  return measure === 'cost' ? (value) => usd(BigInt(Math.round(value))) : count;
}
