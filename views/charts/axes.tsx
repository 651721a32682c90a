import { At } from './across.tsx';
import { temperatureLabel } from './figures.ts';
import { across, labelled, PLOT, type Placed, round } from './scale.ts';

interface HeightAxisProps {
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
  readonly format: (value: number) => string;
}

/** Lines across the plot, with their values in the margin at its left. */
export function HeightAxis({ ticks, y, format }: HeightAxisProps) {
  return (
    <g class="axis-y">
      {ticks.map((tick) => (
        <>
          <line
            class="grid-line"
            x1="0"
            x2="100%"
            y1={round(y(tick))}
            y2={round(y(tick))}
            stroke="currentColor"
            stroke-opacity="0.15"
          />
          <text class="tick" x="-8" y={round(y(tick) + 4)} text-anchor="end" fill="currentColor">
            {format(tick)}
          </text>
        </>
      ))}
    </g>
  );
}

/** The line that the plot stands on. */
export function BaseLine() {
  return (
    <line class="axis" x1="0" x2="100%" y1={PLOT.bottom} y2={PLOT.bottom} stroke="currentColor" stroke-opacity="0.5" />
  );
}

interface TickTextProps {
  readonly x: number;
  readonly text: string;
  /** Where there is room for it: everywhere, when left out; else not on a phone, or there alone. */
  readonly shown?: 'if-wide' | 'if-narrow' | null;
}

/** A label under the plot. */
export function TickText({ x, text, shown = null }: TickTextProps) {
  return (
    <text
      class={shown === null ? 'tick' : `tick ${shown}`}
      x={across(x)}
      y={PLOT.bottom + 20}
      text-anchor="middle"
      fill="currentColor"
    >
      {text}
    </text>
  );
}

interface TemperatureAxisProps {
  readonly placed: readonly Placed<{ readonly temperature: number | null }>[];
}

/** The base line with a tick at every point and a label wherever there is room. */
export function TemperatureAxis({ placed }: TemperatureAxisProps) {
  return (
    <g class="axis-x">
      <BaseLine />
      {placed.map(({ x }) => (
        <At x={x}>
          <path class="axis" d={`M0,${PLOT.bottom}v5`} stroke="currentColor" stroke-opacity="0.5" />
        </At>
      ))}
      {labelled(placed.map(({ point, x }) => ({ x, text: tickText(point.temperature) }))).map((label) => (
        <TickText {...label} />
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
    <text class="axis-name" x="50%" y={PLOT.bottom + 44} text-anchor="middle" fill="currentColor">
      temperature
    </text>
  );
}

/** What an empty plot says instead of showing nothing. */
export function EmptyPlot({ children }: { readonly children: string }) {
  return (
    <text class="chart-empty" x="50%" y={(PLOT.top + PLOT.bottom) / 2} text-anchor="middle" fill="currentColor">
      {children}
    </text>
  );
}
