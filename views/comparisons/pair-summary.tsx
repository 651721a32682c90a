import type { Child } from 'hono/jsx';
import type { ComparedPair, ComparedSide } from '../../src/domain/comparison.ts';
import { DASH, decimal, limits } from '../charts/figures.ts';
import { count, milliseconds, usd } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { pWithName, SideName, SidesHead } from './side-name.tsx';

/** One pair: the verdict in words, and both sides' figures beside each other. */
export function PairSummary({ pair }: { readonly pair: ComparedPair }) {
  const { a, b } = pair;
  return (
    <section class="cell" aria-label="Agreement">
      <header>
        <h2>
          <SideName side={a} /> against <SideName side={b} />
        </h2>
      </header>
      <Verdict pair={pair} />
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

function Verdict({ pair: { test, verdict, hint } }: { readonly pair: ComparedPair }) {
  return (
    <div class="verdict pad">
      <p>
        <strong>{capital(verdict)}</strong>
        {hint !== null && <span class="muted"> · {hint}</span>}
      </p>
      {test !== null && (
        <p class="num">
          Difference in agreement {decimal(test.difference, 3)}, {pWithName(test.p)}{' '}
          <span class="muted">
            (
            <MethodLink method="two-settings-separate-samples" title={PERMUTATION}>
              {test.method} permutation test
            </MethodLink>
            )
          </span>
        </p>
      )}
      <SampleSizeGuide />
    </div>
  );
}

/** How many samples it takes, from the table of the methods page. */
export function SampleSizeGuide() {
  return (
    <p class="muted small">
      Five samples to look, twenty to decide. Telling a rate of 0.9 from 0.5 takes about 20 samples per setting, from
      0.6 about 32, from 0.7 about 62 (
      <MethodLink method="how-many-samples" title="With 80% power">
        how many samples?
      </MethodLink>
      ).
    </p>
  );
}

const PERMUTATION =
  'If the setting did not matter, any dealing of the samples to the two sides would be as likely: p is the share of dealings whose agreements are at least this far apart.';

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
    title: 'The chance that two samples give the same answer, with its 95% interval.',
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

function samplesText({ n, failed, cells }: ComparedSide): string {
  const pooled = cells > 1 ? `, of ${cells} settings put together` : '';
  return failed > 0 ? `${n}${pooled}, and ${failed} failed` : `${n}${pooled}`;
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

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
