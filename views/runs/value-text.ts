import { type ColumnHead, changesText } from '../../src/domain/column-label.ts';
import type { Axis } from '../../src/domain/sweep.ts';

/** A setting's value as a head says it. */
export function valueText(axis: Axis, value: string | number | null): string {
  if (value === null) return axis === 'variant' ? 'as written' : 'not sent';
  return String(value);
}

/** A column as its head says it: its value; of an added one, what it changes. */
export function headText({ axis, value, changes }: ColumnHead): string {
  return changes === undefined ? valueText(axis, value) : changesText(changes);
}
