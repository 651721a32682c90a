import { EmptyPlot, HeightAxis, TemperatureAxis } from './axes.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { DASH, decimal, limits, sampleSizes, temperatureLabel } from './figures.ts';
import { PointMarks, type TemperatureClass } from './point-marks.tsx';
import { heightScale, niceTicks, placeByTemperature } from './scale.ts';

export interface QuantityPoint {
  /** `null`: no temperature was sent. */
  readonly temperature: number | null;
  readonly n: number;
  /** Median and quartiles over the column's answers; `null` where unknown. */
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
}

interface Props {
  /** What is measured, with its unit: "Output tokens", "Cost per answer (USD)". */
  readonly quantity: string;
  /** Where the methods page defines it. */
  readonly method: string;
  readonly points: readonly QuantityPoint[];
  readonly temperatureClass: TemperatureClass;
  readonly format?: (value: number) => string;
  readonly note?: string | null;
}

/** Any quantity against temperature: a dot at each column's median, a whisker from the lower to the upper quartile. */
export function QuantityChart({ quantity, method, points, temperatureClass, format = decimal, note = null }: Props) {
  const placed = placeByTemperature(
    points.map(({ temperature, n, median, q1, q3 }) => ({ temperature, n, value: median, low: q1, high: q3 })),
  );
  const shown = placed.flatMap(({ point }) => [point.value, point.low, point.high]).filter((value) => value !== null);
  const ticks = niceTicks(Math.min(0, ...shown), Math.max(0, ...shown));
  const y = heightScale(ticks.at(0) ?? 0, ticks.at(-1) ?? 1);
  const formatOr = (value: number | null) => (value === null ? DASH : format(value));
  const sentence = `Median with lower and upper quartile. ${sampleSizes(points)}`;
  const each = placed.map(({ point }) => `${formatOr(point.value)} at ${temperatureLabel(point.temperature)}`);
  return (
    <ChartFigure
      title={`${quantity} by temperature`}
      method={method}
      caption={note === null ? `${sentence}.` : `${sentence}: ${note}.`}
      label={`${quantity} against temperature, medians: ${each.length === 0 ? 'no columns' : each.join(', ')}.`}
      table={{
        columns: ['Temperature', 'Samples', 'Median', 'Lower quartile', 'Upper quartile'],
        rows: placed.map(({ point }) => [
          temperatureLabel(point.temperature),
          String(point.n),
          formatOr(point.value),
          formatOr(point.low),
          formatOr(point.high),
        ]),
      }}
    >
      <HeightAxis ticks={ticks} y={y} format={format} />
      <PointMarks
        placed={placed}
        y={y}
        temperatureClass={temperatureClass}
        describe={(point) =>
          `temperature ${temperatureLabel(point.temperature)}: median ${formatOr(point.value)}, quartiles ${limits(point.low, point.high, format)}`
        }
      />
      {shown.length === 0 && <EmptyPlot>Nothing is known yet</EmptyPlot>}
      <TemperatureAxis placed={placed} />
    </ChartFigure>
  );
}
