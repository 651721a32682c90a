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

/** A p-value with four decimals; very small ones as a bound. */
export function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : decimal(p, 4);
}
