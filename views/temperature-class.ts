/**
 * The class that gives an element its temperature's colour, from `t-00` (cold, 0) to `t-20` (hot, 2) in steps of 0.1.
 * Not sent has no colour of its own.
 */
export function temperatureClass(temperature: number | null): string {
  if (temperature === null) return 't-none';
  const tenths = Math.min(20, Math.max(0, Math.round(temperature * 10)));
  return `t-${String(tenths).padStart(2, '0')}`;
}
