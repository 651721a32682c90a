import type { Axis } from '../../src/domain/sweep.ts';

/** A setting's value as a head says it. */
export function valueText(axis: Axis, value: string | number | null): string {
  if (value === null) return axis === 'variant' ? 'as written' : 'not sent';
  return String(value);
}
