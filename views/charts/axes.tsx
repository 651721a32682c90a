import { temperatureLabel } from './figures.ts';
import { labelled, PLOT, type Placed, round } from './scale.ts';

interface HeightAxisProps {
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
  readonly format: (value: number) => string;
}

/** Horizontal grid lines with their values at the left. */
export function HeightAxis({ ticks, y, format }: HeightAxisProps) {
  return (
    <g class="axis-y">
      {ticks.map((tick) => (
        <>
          <path
            class="grid-line"
            d={`M${PLOT.left},${round(y(tick))}H${PLOT.right}`}
            stroke="currentColor"
            stroke-opacity="0.15"
          />
          <text class="tick" x={PLOT.left - 8} y={round(y(tick) + 4)} text-anchor="end" fill="currentColor">
            {format(tick)}
          </text>
        </>
      ))}
    </g>
  );
}

interface TemperatureAxisProps {
  readonly placed: readonly Placed<{ readonly temperature: number | null }>[];
}

/** The base line with a tick at every point and a label wherever there is room. */
export function TemperatureAxis({ placed }: TemperatureAxisProps) {
  return (
    <g class="axis-x">
      <path class="axis" d={`M${PLOT.left},${PLOT.bottom}H${PLOT.right}`} stroke="currentColor" stroke-opacity="0.5" />
      {placed.map(({ x }) => (
        <path class="axis" d={`M${round(x)},${PLOT.bottom}v5`} stroke="currentColor" stroke-opacity="0.5" />
      ))}
      {labelled(placed).map(({ point, x }) => (
        <text class="tick" x={round(x)} y={PLOT.bottom + 20} text-anchor="middle" fill="currentColor">
          {tickText(point.temperature)}
        </text>
      ))}
      <AxisName />
    </g>
  );
}

/** Under a tick there is room for two decimals; the table beside a chart has them all. */
function tickText(temperature: number | null): string {
  return temperature === null ? temperatureLabel(null) : String(Number(temperature.toFixed(2)));
}

/** The word under the axis of temperatures. */
export function AxisName() {
  return (
    <text
      class="axis-name"
      x={(PLOT.left + PLOT.right) / 2}
      y={PLOT.bottom + 44}
      text-anchor="middle"
      fill="currentColor"
    >
      temperature
    </text>
  );
}

/** What an empty plot says instead of showing nothing. */
export function EmptyPlot({ children }: { readonly children: string }) {
  return (
    <text
      class="chart-empty"
      x={(PLOT.left + PLOT.right) / 2}
      y={(PLOT.top + PLOT.bottom) / 2}
      text-anchor="middle"
      fill="currentColor"
    >
      {children}
    </text>
  );
}
