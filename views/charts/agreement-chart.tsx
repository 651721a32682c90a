import { Across } from './across.tsx';
import { EmptyPlot, HeightAxis, TemperatureAxis } from './axes.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { decimal, limits, sampleSizes, temperatureLabel } from './figures.ts';
import { ends, PointMarks, type Spread, type TemperatureClass } from './point-marks.tsx';
import { heightScale, type Placed, pathThrough, placeByTemperature, unbrokenRuns } from './scale.ts';

export interface AgreementPoint {
  /** `null`: no temperature was sent. */
  readonly temperature: number | null;
  readonly n: number;
  /** Agreement in [0, 1] with its 95% interval; `null` where undefined. */
  readonly agreement: { readonly value: number | null; readonly low: number | null; readonly high: number | null };
}

interface Props {
  readonly points: readonly AgreementPoint[];
  readonly temperatureClass: TemperatureClass;
  readonly title?: string;
  /** Said after the caption, such as "hint, not proof". */
  readonly note?: string | null;
}

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

/** Agreement against temperature: a dot per column, its 95% interval as a whisker, and the intervals joined to a band. */
export function AgreementChart({ points, temperatureClass, title = 'Agreement by temperature', note = null }: Props) {
  const placed = placeByTemperature(points.map(spreadOf));
  const y = heightScale(0, 1);
  const sentence = `Chance that two samples give the same answer, with its 95% interval. ${sampleSizes(points)}`;
  return (
    <ChartFigure
      title={title}
      method="agreement"
      caption={note === null ? `${sentence}.` : `${sentence}: ${note}.`}
      label={describeAll(placed)}
      table={{
        columns: ['Temperature', 'Samples', 'Agreement', '95% interval'],
        rows: placed.map(({ point }) => [
          temperatureLabel(point.temperature),
          String(point.n),
          decimal(point.value, 3),
          limits(point.low, point.high, (value) => decimal(value, 3)),
        ]),
      }}
    >
      <HeightAxis ticks={QUARTERS} y={y} format={decimal} />
      <Across>
        <Band placed={placed} y={y} />
      </Across>
      <PointMarks placed={placed} y={y} temperatureClass={temperatureClass} describe={describe} />
      {placed.every(({ point }) => point.value === null) && <EmptyPlot>No column has two samples yet</EmptyPlot>}
      <TemperatureAxis placed={placed} />
    </ChartFigure>
  );
}

function Band({ placed, y }: { readonly placed: readonly Placed<Spread>[]; readonly y: (value: number) => number }) {
  return unbrokenRuns(placed, (point) => point.low !== null && point.high !== null).map((run) => {
    const above = run.map(({ point, x }) => [x, y(point.high ?? 0)] as const);
    const below = run.map(({ point, x }) => [x, y(point.low ?? 0)] as const);
    return (
      <path class="band" d={`${pathThrough([...above, ...below.reverse()])}Z`} fill="currentColor" fill-opacity="0.12">
        <title>{`95% interval, ${ends(run)}`}</title>
      </path>
    );
  });
}

function spreadOf({ temperature, n, agreement }: AgreementPoint): Spread {
  return { temperature, n, value: agreement.value, low: agreement.low, high: agreement.high };
}

function describe(point: Spread): string {
  const range = limits(point.low, point.high);
  return `temperature ${temperatureLabel(point.temperature)}: agreement ${decimal(point.value)}, 95% interval ${range}, n = ${point.n}`;
}

function describeAll(placed: readonly Placed<Spread>[]): string {
  const each = placed.map(({ point }) => {
    const value = point.value === null ? 'undefined' : decimal(point.value);
    return `${value} at ${temperatureLabel(point.temperature)}`;
  });
  return `Agreement against temperature: ${each.length === 0 ? 'no columns' : each.join(', ')}.`;
}
