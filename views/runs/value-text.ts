import { type ColumnHead, changesText } from '../../src/domain/run/column-label.ts';
import type { Axis } from '../../src/domain/run/sweep.ts';

/** A setting's value as a head says it. */
export function valueText(axis: Axis, value: string | number | null): string {
  if (value === null) return axis === 'variant' ? 'as written' : 'not sent';
  return String(value);
}

/** Decimals beyond these only widen a head; the whole value is its tip and its name. */
const MAX_HEAD_DECIMALS = 4;

/** The same where there is little room: `0.1667`. */
export function shortHeadText(column: ColumnHead): string {
  const text = headText(column);
  return /^\d+\.\d{5,}$/.test(text) ? String(Number(Number(text).toFixed(MAX_HEAD_DECIMALS))) : text;
}

/** A column as its head says it: its value; of an added one, what it changes. */
export function headText({ axis, value, changes }: ColumnHead): string {
  return changes === undefined ? valueText(axis, value) : changesText(changes);
}
