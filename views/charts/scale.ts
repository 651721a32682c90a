/** The plot's frame in SVG units; the drawing scales to whatever width it is given. */
export const WIDTH = 560;
export const HEIGHT = 230;
export const PLOT = { left: 72, right: 548, top: 14, bottom: 178 } as const;

/** Room kept between the frame and the outermost points, so that dots and labels are not cut. */
const INSET = 22;
/** Room at the right for the point without a temperature, which has no place on a numeric axis. */
const NOT_SENT_ROOM = 84;
/** Labels closer than this would run into each other. */
const LABEL_ROOM = 30;

export interface Placed<Point> {
  readonly point: Point;
  readonly x: number;
}

/**
 * Points at their place along a numeric temperature axis, coldest first. A `null` temperature ("not sent") stands apart at the right; a
 * single temperature stands in the middle.
 */
export function placeByTemperature<Point extends { readonly temperature: number | null }>(
  points: readonly Point[],
): readonly Placed<Point>[] {
  const temperatures = points.map((point) => point.temperature).filter((temperature) => temperature !== null);
  const apart = temperatures.length < points.length;
  const right = PLOT.right - INSET;
  const along = stretch(
    [Math.min(...temperatures), Math.max(...temperatures)],
    [PLOT.left + INSET, apart ? right - NOT_SENT_ROOM : right],
  );
  const notSentAt = temperatures.length === 0 ? (PLOT.left + PLOT.right) / 2 : right - INSET;
  return points
    .map((point) => ({ point, x: point.temperature === null ? notSentAt : along(point.temperature) }))
    .sort((a, b) => a.x - b.x);
}

/** Those of the placed points whose labels have room beside the one before. */
export function labelled<Point>(placed: readonly Placed<Point>[]): readonly Placed<Point>[] {
  const kept: Placed<Point>[] = [];
  for (const place of placed) {
    const last = kept.at(-1);
    if (last === undefined || place.x - last.x >= LABEL_ROOM) kept.push(place);
  }
  return kept;
}

/** Height in the plot of a value between `low` and `high`. */
export function heightScale(low: number, high: number): (value: number) => number {
  return stretch([low, high], [PLOT.bottom, PLOT.top]);
}

/** Round steps from at or below `low` to at or above `high`, about `count` of them. */
export function niceTicks(low: number, high: number, count = 4): readonly number[] {
  const span = high > low ? high - low : 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((multiple) => multiple * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  // Multiples, not running sums, and rounded: 3 x 0.1 is 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Runs of neighbouring points on the numeric axis that all have a value: a line is not drawn across a gap or to "not sent". */
export function unbrokenRuns<Point extends { readonly temperature: number | null }>(
  placed: readonly Placed<Point>[],
  hasValue: (point: Point) => boolean,
): readonly (readonly Placed<Point>[])[] {
  const runs: Placed<Point>[][] = [[]];
  for (const place of placed) {
    if (place.point.temperature !== null && hasValue(place.point)) runs.at(-1)?.push(place);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

/** An SVG path through points given as [x, y]. */
export function pathThrough(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${round(x)},${round(y)}`).join('L')}`;
}

/** SVG coordinates to a tenth: finer is not seen. */
export function round(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

/** The place of a value between two, as far between two places. */
export function stretch([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  return (value: number) => (to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start));
}
