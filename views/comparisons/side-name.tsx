import type { ComparedSide } from '../../src/domain/answers/comparison.ts';
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

/** The head of a table with a column for each side; `of`: what its rows are. */
export function SidesHead({ of, a, b }: { readonly of: string; readonly a: ComparedSide; readonly b: ComparedSide }) {
  return (
    <thead>
      <tr>
        <th scope="col">{of}</th>
        <th scope="col">
          <SideName side={a} />
        </th>
        <th scope="col">
          <SideName side={b} />
        </th>
      </tr>
    </thead>
  );
}
