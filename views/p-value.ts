import { decimal } from './charts/figures.ts';

/** Smaller ones are a bound: no test here can tell them apart. */
const MIN_P = 1e-7;

/** A p-value: four decimals, and three digits that count where that would leave too few, as `0.0629` and `0.0000941`. */
export function pText(p: number): string {
  if (p < MIN_P) return `< ${plain(MIN_P, 1)}`;
  return p < 0.001 ? plain(p, 3) : decimal(p, 4);
}

/** `p = 0.0629`, `p < 0.0000001`. */
export function pWithName(p: number): string {
  return p < MIN_P ? `p ${pText(p)}` : `p = ${pText(p)}`;
}

/** So many digits that count, never with an exponent. */
function plain(value: number, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  return rounded.toFixed(digits - 1 - Math.floor(Math.log10(rounded)));
}
