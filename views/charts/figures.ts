/** What stands for a value that is undefined or unknown. */
export const DASH = '–';

/** A number with at most `digits` decimals and no trailing zeros, or a dash. */
export function decimal(value: number | null, digits = 2): string {
  if (value === null) return DASH;
  const rounded = Number(value.toFixed(digits));
  return String(rounded === 0 ? 0 : rounded);
}

/** Two limits as "0.3 to 0.95", or a dash when either is missing. */
export function limits(low: number | null, high: number | null, format: (value: number) => string = decimal): string {
  return low === null || high === null ? DASH : `${format(low)} to ${format(high)}`;
}

/** A temperature as it labels an axis or a row. */
export function temperatureLabel(temperature: number | null): string {
  return temperature === null ? 'not sent' : String(temperature);
}

/** A text on one line, cut to `length` characters. */
export function clip(text: string, length: number): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`;
}

/**
 * A name on one line, cut to `length` characters in its middle where it is longer: names that stand side by side, as "without example 1"
 * and "without example 2", mostly differ at their end.
 */
export function clipWithin(text: string, length: number): string {
  const characters = [...clip(text, Number.POSITIVE_INFINITY)];
  if (characters.length <= length) return characters.join('');
  const tail = Math.floor((2 * (length - 1)) / 3);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** The sample sizes of a chart's points in words: "5 samples each", "3 to 20 samples". */
export function sampleSizes(points: readonly { readonly n: number }[]): string {
  const sizes = points.map((point) => point.n);
  const fewest = Math.min(...sizes);
  const most = Math.max(...sizes);
  if (sizes.length === 0) return 'No samples';
  return fewest === most ? `${most} ${most === 1 ? 'sample' : 'samples'} each` : `${fewest} to ${most} samples`;
}
