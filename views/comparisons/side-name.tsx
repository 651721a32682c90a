import type { ComparedSide } from '../../src/domain/comparison.ts';
import { decimal } from '../charts/figures.ts';
import { temperatureClass } from '../temperature-class.ts';

/** Which column a side is, in its temperature's colour. */
export function SideName({ side }: { readonly side: ComparedSide }) {
  const { run, label, axis, value } = side;
  const colour = axis === 'temperature' ? temperatureClass(value as number | null) : 't-none';
  return (
    <span class={`side-name ${colour}`}>
      <span class="badge">{label}</span> <a href={`/runs/${run}`}>run {run}</a>
    </span>
  );
}

/** `p = 0.0629`, `p < 0.0001`. */
export function pWithName(p: number): string {
  return p < LEAST_P ? `p ${pText(p)}` : `p = ${pText(p)}`;
}

const LEAST_P = 0.0001;

/** A p-value with four decimals; very small ones as a bound. */
export function pText(p: number): string {
  return p < LEAST_P ? `< ${LEAST_P}` : decimal(p, 4);
}
