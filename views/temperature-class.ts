/**
 * The class that gives an element its temperature's colour, from `t-0` (cold, 0) to `t-8` (hot, 2) in steps of 0.25.
 * Not sent has no colour of its own.
 */
export function temperatureClass(temperature: number | null): string {
  if (temperature === null) return 't-none';
  return `t-${Math.min(8, Math.max(0, Math.round(temperature * 4)))}`;
}
