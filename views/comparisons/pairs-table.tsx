import { type ComparedPair, type ComparedSide, formatColumnsRef } from '../../src/domain/comparison.ts';
import { DASH, decimal } from '../charts/figures.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { SampleSizeGuide } from './pair-summary.tsx';
import { pText, SideName } from './side-name.tsx';

interface PairsTableProps {
  readonly pairs: readonly ComparedPair[];
  readonly fold: 'raw' | 'norm';
}

/** Several pairs: a row each, with p-values that allow for having looked at all of them. */
export function PairsTable({ pairs, fold }: PairsTableProps) {
  return (
    <section class="cell" aria-label="Agreement">
      <header>
        <h2>{pairs.length} pairs</h2>
      </header>
      <div class="pad">
        <p class="small">
          With {pairs.length} pairs compared, chance alone has {pairs.length} tries: p-values are{' '}
          <MethodLink method="many-comparisons" title="Holm 1979: adjusted for the number of pairs compared">
            adjusted by Holm's method
          </MethodLink>
          .
        </p>
        <SampleSizeGuide />
      </div>
      <div class="scroll">
        <table class="num">
          <thead>
            <tr>
              <th scope="col">Pair</th>
              <th scope="col">Samples</th>
              <th scope="col">Agreement</th>
              <th scope="col">Difference</th>
              <th scope="col">p</th>
              <th scope="col">p, adjusted</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <PairRow pair={pair} fold={fold} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function PairRow({ pair, fold }: { readonly pair: ComparedPair; readonly fold: string }) {
  const { a, b, test, verdict, hint } = pair;
  return (
    <tr>
      <td>
        <SideName side={a} /> against <SideName side={b} />{' '}
        <a href={`/comparisons?a=${refOf(a)}&b=${refOf(b)}&fold=${fold}`}>answers</a>
      </td>
      <td>
        {a.n}, {b.n}
      </td>
      <td>
        {decimal(a.agreement.value, 3)}, {decimal(b.agreement.value, 3)}
      </td>
      <td>{test === null ? DASH : decimal(test.difference, 3)}</td>
      <td>{test === null ? DASH : pText(test.p)}</td>
      <td>{test === null ? DASH : pText(test.adjusted)}</td>
      <td class="wide">
        {verdict}
        {hint !== null && <span class="muted"> · {hint}</span>}
      </td>
    </tr>
  );
}

function refOf({ run, column }: ComparedSide): string {
  return formatColumnsRef({ run, column });
}
