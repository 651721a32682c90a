/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly unit: '×' | 's' | 'ms' | 'MB' | 'kB';
  /** At most so much, or the bench fails. */
  readonly bar?: number;
  /** What we should like it to be. */
  readonly aim?: number;
  /** What the figure was made of. */
  readonly note?: string;
}

export function isMissed({ measured, bar }: Figure): boolean {
  return bar !== undefined && !(measured <= bar);
}

/** The figures as a table for a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [['figure', 'measured', 'bar', 'aim', '', ''], ...figures.map(rowOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(figure: Figure): readonly string[] {
  const { name, measured, unit, bar, aim, note } = figure;
  const limit = (value: number | undefined) => (value === undefined ? '' : withUnit(value, unit));
  const met = measured <= (aim ?? bar ?? Number.POSITIVE_INFINITY);
  const word = isMissed(figure) ? 'MISSED' : met ? 'ok' : 'over the aim';
  return [name, withUnit(measured, unit), limit(bar), limit(aim), word, note ?? ''];
}

function withUnit(value: number, unit: Figure['unit']): string {
  return unit === '×' ? `${value.toFixed(2)}×` : `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The nearest-rank quantile, `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
