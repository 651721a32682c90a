import { percent } from '../format.ts';
import { BaseLine, EmptyPlot, HeightAxis, TemperatureAxis, TickText } from './axes.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { clipWithin, DASH, limits, temperatureLabel } from './figures.ts';
import { PointMarks, type Spread, type TemperatureClass } from './point-marks.tsx';
import { CHARACTER, heightScale, PLOT_WIDTHS, type Placed, placeByTemperature } from './scale.ts';

interface RatePoint {
  readonly label: string;
  /** Place on the axis where it is one of temperatures; `null`: not sent. */
  readonly temperature: number | null;
  /** Share of cases that pass, in [0, 1], with its 95% interval; `null` where nothing could be judged. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly cases: number;
  /** Mean input tokens of a request. */
  readonly inputTokens: number | null;
}

interface RateChartProps {
  readonly title: string;
  /** `temperature` places points by their number; a `ladder` joins steps, `apart` joins nothing. */
  readonly kind: 'temperature' | 'ladder' | 'apart';
  readonly points: readonly RatePoint[];
  readonly temperatureClass: TemperatureClass;
}

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

/** Pass rates side by side: a dot for each column, its 95% interval as a whisker. */
export function RateChart({ title, kind, points, temperatureClass }: RateChartProps) {
  const byTemperature = kind === 'temperature';
  const placed = placeByTemperature(
    points.map(({ temperature, rate, low, high, cases }, place) => ({
      temperature: byTemperature ? temperature : place,
      n: cases,
      value: rate,
      low,
      high,
      place,
    })),
  );
  const y = heightScale(0, 1);
  const labelOf = ({ place }: { readonly place: number }) => points[place]?.label ?? '';
  const shown = placed.map(({ point }) => `${percent(point.value)} at ${labelOf(point)}`);
  return (
    <ChartFigure
      title={title}
      method="pass-rate"
      caption="Share of cases that pass, with its 95% interval."
      label={`${title}: ${shown.join(', ')}.`}
      table={{
        columns: ['Column', 'Cases', 'Pass rate', '95% interval', 'Input tokens'],
        rows: placed.map(({ point }) => [
          labelOf(point),
          String(point.n),
          percent(point.value),
          limits(point.low, point.high, (share) => percent(share)),
          points[point.place]?.inputTokens?.toFixed(0) ?? DASH,
        ]),
      }}
    >
      <HeightAxis ticks={QUARTERS} y={y} format={(share) => percent(share)} />
      <PointMarks
        placed={placed}
        y={y}
        joined={kind !== 'apart'}
        temperatureClass={byTemperature ? temperatureClass : () => 't-none'}
        describe={(point) =>
          describe(
            point,
            byTemperature ? temperatureLabel(point.temperature) : (points[point.temperature ?? 0]?.label ?? ''),
          )
        }
      />
      {placed.every(({ point }) => point.value === null) && <EmptyPlot>No answer could be judged yet</EmptyPlot>}
      {byTemperature ? <TemperatureAxis placed={placed} /> : <NamedAxis placed={placed} labelOf={labelOf} />}
    </ChartFigure>
  );
}

type NamedPoint = Spread & { readonly place: number };

interface NamedAxisProps {
  readonly placed: readonly Placed<NamedPoint>[];
  readonly labelOf: (point: NamedPoint) => string;
}

/** The base line with the name of each column, cut to its room. */
function NamedAxis({ placed, labelOf }: NamedAxisProps) {
  return (
    <g class="axis-x">
      <BaseLine />
      {placed.map(({ point, x }) => {
        const [narrow, wide] = [PLOT_WIDTHS.narrow, PLOT_WIDTHS.wide].map((width) =>
          clipWithin(labelOf(point), Math.max(2, Math.floor(width / Math.max(1, placed.length) / CHARACTER))),
        );
        if (narrow === wide) return <TickText x={x} text={wide ?? ''} />;
        return (
          <>
            <TickText x={x} text={wide ?? ''} shown="if-wide" />
            <TickText x={x} text={narrow ?? ''} shown="if-narrow" />
          </>
        );
      })}
    </g>
  );
}

function describe({ value, low, high, n }: Spread, label: string): string {
  return `${label}: ${percent(value)}, 95% interval ${limits(low, high, (share) => percent(share))}, ${n} cases`;
}
