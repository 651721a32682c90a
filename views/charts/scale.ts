/**
 * The plot's frame. Heights are pixels; the plot is as wide as its place on the page, and what is across it is drawn at shares of its
 * width, so that text keeps its size. What stands left of it is drawn into a margin.
 */
export const HEIGHT = 230;
export const PLOT = { left: 0, right: 476, top: 14, bottom: 178 } as const;
/** The least widths of a plot in pixels: on a phone, and from 45rem on, where the style shows more labels. */
export const PLOT_WIDTHS = { narrow: 170, wide: 470 } as const;

/** Room kept between the frame and the outermost points, so that dots and labels are not cut. */
const INSET = 22;
/** Room at the right for the point without a temperature, which has no place on a numeric axis. */
const NOT_SENT_ROOM = 84;
/** Of a character of a label, and between two labels, in pixels. */
export const CHARACTER = 6.6;
const GAP = 6;

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
  const along = linear(
    [Math.min(...temperatures), Math.max(...temperatures)],
    [PLOT.left + INSET, apart ? right - NOT_SENT_ROOM : right],
  );
  const notSentAt = temperatures.length === 0 ? (PLOT.left + PLOT.right) / 2 : right - INSET;
  return points
    .map((point) => ({ point, x: point.temperature === null ? notSentAt : along(point.temperature) }))
    .sort((a, b) => a.x - b.x);
}

interface Label {
  readonly x: number;
  readonly text: string;
}

/** Those of the labels, from left to right, that have room in a plot of so many pixels; the last always, as it may be "not sent". */
function withRoom(labels: readonly Label[], plotWidth: number): readonly Label[] {
  const scale = plotWidth / (PLOT.right - PLOT.left);
  const kept: Label[] = [];
  for (const label of labels.toReversed()) {
    const [next] = kept;
    const needed = ((label.text.length + (next?.text.length ?? 0)) * CHARACTER) / 2 + GAP;
    if (next === undefined || (next.x - label.x) * scale >= needed) kept.unshift(label);
  }
  return kept;
}

/** The labels that have room in a wide plot, and of each whether it has room on a phone too. */
export function labelled(labels: readonly Label[]): readonly (Label & { readonly shown: 'if-wide' | null })[] {
  const wide = withRoom(labels, PLOT_WIDTHS.wide);
  const narrow = new Set(withRoom(wide, PLOT_WIDTHS.narrow));
  return wide.map((label) => ({ ...label, shown: narrow.has(label) ? null : 'if-wide' }));
}

/** As many of the labels as have room, always as many apart; those of a phone are some of those of a wide plot. */
export function evenly(labels: readonly Label[]): readonly (Label & { readonly shown: 'if-wide' | null })[] {
  const longest = Math.max(0, ...labels.map(({ text }) => text.length));
  const every = (width: number) => Math.ceil(((longest * CHARACTER + 2 * GAP) * labels.length) / width);
  const wide = Math.max(1, every(PLOT_WIDTHS.wide));
  const narrow = wide * Math.ceil(every(PLOT_WIDTHS.narrow) / wide);
  return labels.flatMap((label, index) =>
    index % wide === 0 ? [{ ...label, shown: index % narrow === 0 ? null : ('if-wide' as const) }] : [],
  );
}

/** A place across the plot as a share of its width. */
export function across(x: number): string {
  return `${Math.round(((x - PLOT.left) / (PLOT.right - PLOT.left)) * 10_000) / 100}%`;
}

/** Height in the plot of a value between `low` and `high`. */
export function heightScale(low: number, high: number): (value: number) => number {
  return linear([low, high], [PLOT.bottom, PLOT.top]);
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

function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  return (value: number) => (to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start));
}
