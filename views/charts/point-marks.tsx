import { Across, At } from './across.tsx';
import { temperatureLabel } from './figures.ts';
import { across, type Placed, pathThrough, round, unbrokenRuns } from './scale.ts';

/** A value with its limits at one temperature; `null` is undefined. */
export interface Spread {
  readonly temperature: number | null;
  readonly n: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The CSS class of a temperature's colour, from `t-cold` to `t-hot`. */
export type TemperatureClass = (temperature: number) => string;

interface Props {
  readonly placed: readonly Placed<Spread>[];
  readonly y: (value: number) => number;
  readonly temperatureClass: TemperatureClass;
  /** The tooltip of a point. */
  readonly describe: (point: Spread) => string;
  /** Whether a line joins the values. */
  readonly joined?: boolean;
}

/** A line through the values and, at each, a dot with a whisker from limit to limit. */
export function PointMarks({ placed, y, temperatureClass, describe, joined = true }: Props) {
  return (
    <>
      {joined && (
        <Across>
          <Curve placed={placed} y={y} describe={describe} />
        </Across>
      )}
      {placed.map(({ point, x }) => (
        <g class={markClass(point.temperature, temperatureClass)}>
          <Whisker point={point} x={x} y={y} title={describe(point)} />
          <Dot point={point} x={x} y={y} title={describe(point)} />
        </g>
      ))}
    </>
  );
}

/** The colour class of a mark; a point without a temperature has none of the scale's colours. */
export function markClass(temperature: number | null, temperatureClass: TemperatureClass): string {
  return `mark ${temperature === null ? 't-none' : temperatureClass(temperature)}`;
}

function Curve({ placed, y, describe }: Pick<Props, 'placed' | 'y' | 'describe'>) {
  return unbrokenRuns(placed, (point) => point.value !== null).map((run) => (
    <path
      class="curve"
      d={pathThrough(run.flatMap(({ point, x }) => (point.value === null ? [] : [[x, y(point.value)] as const])))}
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      vector-effect="non-scaling-stroke"
    >
      <title>{run.map(({ point }) => describe(point)).join('; ')}</title>
    </path>
  ));
}

/** "temperature 0 to 2": what a mark that spans several points covers. */
export function ends(run: readonly Placed<{ readonly temperature: number | null }>[]): string {
  const [first, last] = [run.at(0), run.at(-1)].map((place) => temperatureLabel(place?.point.temperature ?? null));
  return `temperature ${first} to ${last}`;
}

interface MarkProps extends Pick<Props, 'y'> {
  readonly point: Spread;
  readonly x: number;
  readonly title: string;
}

function Whisker({ point, x, y, title }: MarkProps) {
  if (point.low === null || point.high === null) return null;
  const [top, bottom] = [round(y(point.high)), round(y(point.low))];
  return (
    <At x={x}>
      <path
        class="whisker"
        d={`M-5,${top}H5M0,${top}V${bottom}M-5,${bottom}H5`}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
      >
        <title>{title}</title>
      </path>
    </At>
  );
}

function Dot({ point, x, y, title }: MarkProps) {
  if (point.value === null) return null;
  return (
    <circle class="dot" cx={across(x)} cy={round(y(point.value))} r="4.5" fill="currentColor">
      <title>{title}</title>
    </circle>
  );
}
