import { samplesToTell } from '../../src/domain/answers/answer-power.ts';
import type { KernelUsed, MoreSamples } from '../../src/domain/answers/answer-test.ts';
import { type ComparedPair, type ComparedSide, formatColumnsRef } from '../../src/domain/answers/comparison.ts';
import { DASH, decimal } from '../charts/figures.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { pText } from '../p-value.ts';
import { SideName } from './side-name.tsx';
import { differenceText, kernelText, variesMore } from './test-figures.tsx';
import { WhatIsSeen } from './what-is-seen.tsx';

interface PairsTableProps {
  readonly pairs: readonly ComparedPair[];
  readonly used: KernelUsed | null;
  /** What more samples of all compared columns would take. */
  readonly more: MoreSamples | null;
  readonly fold: 'raw' | 'norm';
}

/** Several pairs: a row each, with p-values that allow for having looked at all of them. */
export function PairsTable({ pairs, used, more, fold }: PairsTableProps) {
  return (
    <section class="card" aria-label="Are the answers different?">
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
        {used !== null && <p class="small">{kernelText(used)}</p>}
        <TooFew pairs={pairs} />
        <WhatIsSeen n={fewest(pairs)} more={more} />
      </div>
      <div class="scroll">
        <table class="num">
          <thead>
            <tr>
              <th scope="col">Pair</th>
              <th scope="col">Samples</th>
              <th scope="col">Agreement</th>
              <th scope="col">p</th>
              <th scope="col">p, adjusted</th>
              <th scope="col">Are the answers different?</th>
              <th scope="col">Does one vary more?</th>
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
  const { a, b, test, verdict, agreementDifference } = pair;
  const more = variesMore(agreementDifference);
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
      <td>{test === null ? DASH : pText(test.p)}</td>
      <td>{test === null ? DASH : pText(test.adjusted)}</td>
      <td class="wide">{verdict}</td>
      <td class="wide">
        {more === null ? 'cannot tell' : more === 'first' ? a.label : b.label}
        <span class="muted">{`, ${differenceText(agreementDifference)}`}</span>
      </td>
    </tr>
  );
}

/** A line where not one of so many pairs could ever be told apart with these samples. */
function TooFew({ pairs }: Pick<PairsTableProps, 'pairs'>) {
  const n = Math.max(...pairs.map(({ a, b }) => Math.floor(Math.max(a.n, b.n) / rowsOf(a, b))));
  const rows = Math.max(...pairs.map(({ a, b }) => rowsOf(a, b)));
  const needed = samplesToTell(pairs.length, Array<readonly [number, number]>(rows).fill([n, n]));
  return needed === null ? null : (
    <p class="small">{`${n} samples a side can show no single pair among ${pairs.length}: ${needed} would.`}</p>
  );
}

function fewest(pairs: readonly ComparedPair[]): number {
  return Math.min(...pairs.map(({ a, b }) => Math.floor(Math.min(a.n, b.n) / rowsOf(a, b))));
}

function rowsOf(a: ComparedSide, b: ComparedSide): number {
  return Math.max(1, a.strata, b.strata);
}

function refOf({ run, column }: ComparedSide): string {
  return formatColumnsRef({ run, column });
}
