import type { Child, PropsWithChildren } from 'hono/jsx';
import { samplesToTell } from '../../src/domain/answers/answer-power.ts';
import { type KernelUsed, type MoreSamples, sidesText } from '../../src/domain/answers/answer-test.ts';
import type { ComparedPair, ComparedSide } from '../../src/domain/answers/comparison.ts';
import { capital } from '../../src/domain/capital.ts';
import { flipsText } from '../cases/flips-text.ts';
import { DASH, decimal, limits } from '../charts/figures.ts';
import { count, milliseconds, usd } from '../format.ts';
import { MethodLink, type MethodLinkProps } from '../methods/method-link.tsx';
import { pWithName } from '../p-value.ts';
import { SideName, SidesHead } from './side-name.tsx';
import { differenceText, kernelText, methodText, variesMore } from './test-figures.tsx';
import { WhatIsSeen } from './what-is-seen.tsx';

interface PairSummaryProps {
  readonly pair: ComparedPair;
  readonly used: KernelUsed | null;
  /** What more samples of both would take. */
  readonly more: MoreSamples | null;
}

/** One pair: the verdict in words, and both sides' figures beside each other. */
export function PairSummary({ pair, used, more }: PairSummaryProps) {
  const { a, b } = pair;
  return (
    <section class="card" aria-label="Are the answers different?">
      <header>
        <h2>
          <SideName side={a} /> against <SideName side={b} />
        </h2>
      </header>
      <Verdict pair={pair} used={used} more={more} />
      <div class="scroll">
        <table class="num">
          <SidesHead of="Measure" a={a} b={b} />
          <tbody>
            {ROWS.map(({ name, method, title, value }) => (
              <tr>
                <th scope="row">
                  <MethodLink {...{ method, title }}>{name}</MethodLink>
                </th>
                <td>{value(a)}</td>
                <td>{value(b)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Verdict({ pair, used, more }: PairSummaryProps) {
  const { a, b, test, verdict, flips } = pair;
  const n = Math.min(a.n, b.n);
  return (
    <div class="verdict pad">
      <Question asks="Are the answers different?" method="are-the-answers-different" title={TWO_SAMPLES}>
        {capital(verdict)}.
      </Question>
      <VariesMore pair={pair} />
      {flips !== null && (
        <Question
          asks="Do more cases pass?"
          method="flips"
          title="Cases that fail on the first side and pass on the second, and the other way round."
        >
          {flipsText(flips, null)}
        </Question>
      )}
      {test !== null && used !== null && (
        <details>
          <summary>How do we know?</summary>
          <p class="num">
            {`Distance between the sides D = ${decimal(test.statistic, 3)}, ${pWithName(test.p)} (${methodText(test)}). ${kernelText(used)}`}
          </p>
          <TooFew a={a} b={b} />
          <WhatIsSeen n={perStratum(n, a, b)} more={more} />
        </details>
      )}
    </div>
  );
}

interface QuestionProps extends Omit<MethodLinkProps, 'children'>, PropsWithChildren {
  readonly asks: string;
  /** Figures behind the answer. */
  readonly more?: string;
}

/** A question that leads to how it is answered, and the answer. */
function Question({ asks, more, children, ...method }: QuestionProps) {
  return (
    <p class="num">
      <MethodLink {...method}>{asks}</MethodLink> <strong>{children}</strong>
      {more !== undefined && <span class="muted"> {more}</span>}
    </p>
  );
}

function VariesMore({ pair }: { readonly pair: ComparedPair }) {
  const { a, b, agreementDifference } = pair;
  const more = variesMore(agreementDifference);
  return (
    <Question
      asks="Does one vary more?"
      method="does-one-side-vary-more"
      title="Difference in agreement with its approximate 95% interval: what leaves 0 out says yes."
      more={`Difference in agreement ${differenceText(agreementDifference)}`}
    >
      {more === null ? undecided(pair) : `Yes, ${more === 'first' ? a.label : b.label}`}.
    </Question>
  );
}

/** Samples of other rows or cases are none of the same, however many there are. */
function undecided({ a, b, agreementDifference: { value } }: ComparedPair): string {
  const apart = value === null && Math.max(a.strata, b.strata) > 1;
  return `Cannot tell${apart ? ': no row or case has 2 samples on both sides' : ` from ${sidesText(a.n, b.n)}`}`;
}

/** A line where these samples could never show a difference, whatever the answers. */
function TooFew({ a, b }: Pick<ComparedPair, 'a' | 'b'>) {
  const strata = Math.max(a.strata, b.strata, 1);
  const sizes = [perStratum(a.n, a, b), perStratum(b.n, a, b)] as const;
  const needed = samplesToTell(1, Array<readonly [number, number]>(strata).fill(sizes));
  return needed === null ? null : (
    <p>{`${sidesText(...sizes)} can never show a difference: ${needed} a side would.`}</p>
  );
}

function perStratum(n: number, a: ComparedSide, b: ComparedSide): number {
  return Math.floor(n / Math.max(a.strata, b.strata, 1));
}

const TWO_SAMPLES =
  'If the setting did not matter, any dealing of the samples to the two sides would be as likely: p is the share of dealings whose sides are at least this far apart.';

interface Row {
  readonly name: string;
  readonly method: string;
  readonly title: string;
  readonly value: (side: ComparedSide) => Child;
}

const ROWS: readonly Row[] = [
  {
    name: 'Samples',
    method: 'rules-for-every-figure',
    title: 'Answers; requests that failed gave none and are counted apart.',
    value: samplesText,
  },
  {
    name: 'Agreement',
    method: 'agreement',
    title:
      'The chance that two samples give the same answer, with its approximate 95% interval; where there are several rows or cases, the mean over them.',
    value: ({ agreement: { value, low, high } }) =>
      value === null ? DASH : `${decimal(value, 3)} (${limits(low, high)})`,
  },
  {
    name: 'Distinct answers',
    method: 'distinct-answers',
    title: 'How many different answers came back. Grows with the number of samples.',
    value: ({ distinct, n }) => (distinct === null ? DASH : `${distinct} of ${n}`),
  },
  {
    name: 'Length, median',
    method: 'length-and-truncation',
    title: 'Output tokens of the middle answer.',
    value: ({ medianLength }) =>
      medianLength === null ? DASH : `${decimal(medianLength, 1)} ${medianLength === 1 ? 'token' : 'tokens'}`,
  },
  {
    name: 'Cut off',
    method: 'length-and-truncation',
    title: 'Share of answers that ended at the token limit.',
    value: ({ truncated }) => (truncated === null ? DASH : `${decimal(100 * truncated, 1)}%`),
  },
  {
    name: 'First token, median',
    method: 'times-and-speed',
    title: 'Time from sending to the first token.',
    value: ({ ttftMs }) => milliseconds(ttftMs),
  },
  {
    name: 'Tokens in, out',
    method: 'cost',
    title: 'All requests of the column together, as the API reports them.',
    value: ({ totals: { inputTokens, outputTokens } }) => `${known(inputTokens)}, ${known(outputTokens)}`,
  },
  { name: 'Cost', method: 'cost', title: 'All requests of the column together.', value: costOfSide },
];

function samplesText({ n, failed, strata }: ComparedSide): string {
  const rows = strata > 1 ? `, in ${strata} rows or cases` : '';
  return failed > 0 ? `${n}${rows}, and ${failed} failed` : `${n}${rows}`;
}

function costOfSide({ totals }: ComparedSide): string {
  const parts = [
    totals.costPicodollars === null ? '' : usd(totals.costPicodollars),
    totals.free > 0 ? 'free' : '',
    totals.unpriced > 0 ? `${totals.unpriced} unpriced` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? DASH : parts.join(', ');
}

function known(tokens: number | null): string {
  return tokens === null ? DASH : count(tokens);
}
