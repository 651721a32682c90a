import { cut, widthOf } from './figures.ts';

const GAP = '  ';
const MIN_LAST = 20;

/** Rows of texts in columns of equal width; only the last one is cut, to what is left of `width` cells (`null`: never). */
export function table(head: readonly string[], rows: readonly (readonly string[])[], width: number | null): string {
  const last = head.length - 1;
  const widths = head.map((name, column) => Math.max(widthOf(name), ...rows.map((row) => widthOf(row[column] ?? ''))));
  const taken = widths.slice(0, last).reduce((sum, one) => sum + one + GAP.length, 0);
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(MIN_LAST, width - taken);
  const line = (row: readonly string[]) =>
    row
      .map((text, column) =>
        column === last ? cut(text, room) : text + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text))),
      )
      .join(GAP)
      .trimEnd();
  return [head, ...rows].map((row) => `${line(row)}\n`).join('');
}
