import type { GroupedColumn } from '../../src/domain/answers/answer-groups.ts';
import { samplesToTell } from '../../src/domain/answers/answer-power.ts';
import { isDifferent, type SweepTests, type TestedPair } from '../../src/domain/answers/answer-test.ts';
import { columnText } from '../../src/domain/run/column-label.ts';
import { AXIS_LABELS, type Axis } from '../../src/domain/run/sweep.ts';
import { DASH, decimal } from '../charts/figures.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { pText, pWithName } from '../p-value.ts';
import { differenceText, kernelText, methodText, variesMore } from './test-figures.tsx';
import { WhatIsSeen } from './what-is-seen.tsx';

interface SweepVerdictProps {
  readonly tests: SweepTests;
  /** Those that were tested, in the same order. */
  readonly columns: readonly Pick<GroupedColumn, 'axis' | 'value' | 'changes'>[];
}

/** Whether the answers of a run depend on the setting of its columns: first in words, then how we know. */
export function SweepVerdict({ tests, columns }: SweepVerdictProps) {
  const n = fewest(tests);
  return (
    <section class="sweep-verdict small" aria-label="Is it chance?">
      <p>
        <strong>{verdictText(tests)}</strong>
      </p>
      <details>
        <summary>How do we know?</summary>
        <TestOfAll tests={tests} />
        <Pairs tests={tests} columns={columns} />
        <WhatIsSeen n={n} more={tests.more} />
      </details>
    </section>
  );
}

/** "The answers depend on temperature.", or from how many samples that cannot be told. */
function verdictText({ axis, mixed, columns, used, sweep, strata }: SweepTests): string {
  const setting = mixed ? 'the column' : settingText(axis);
  if (used === null) return 'Not known whether it is chance: the test took too long.';
  if (sweep === null) {
    const where = strata > 1 ? ' in a row or case' : '';
    return `Cannot tell: it takes two columns with at least 2 samples each${where}.`;
  }
  if (isDifferent(sweep.p)) return `The answers depend on ${setting}.`;
  const sizes = [...new Set(columns.map(({ n }) => n))].sort((a, b) => a - b);
  const [least = 0] = sizes;
  const samples =
    sizes.length > 1 ? `${least} to ${sizes.at(-1)} samples` : least === 1 ? '1 sample' : `${least} samples`;
  return `Cannot tell from ${samples} a column whether the answers depend on ${setting}.`;
}

function settingText(axis: Axis): string {
  return axis === 'model' || axis === 'variant' ? `the ${AXIS_LABELS[axis]}` : AXIS_LABELS[axis];
}

function TestOfAll({ tests: { used, sweep } }: { readonly tests: SweepTests }) {
  if (used === null || sweep === null) return null;
  return (
    <p class="num">
      <MethodLink
        method="do-the-answers-depend-on-the-setting"
        title="If the setting did not matter, any dealing of the samples to the columns would be as likely: p is the share of dealings whose columns are at least as much alike within."
      >
        All columns at once
      </MethodLink>
      {`: likeness within columns W = ${decimal(sweep.statistic, 3)}, ${pWithName(sweep.p)} (${methodText(sweep)}). ${kernelText(used)}`}
    </p>
  );
}

function Pairs({ tests, columns }: SweepVerdictProps) {
  const { pairs } = tests;
  if (pairs.length < 2) return null;
  const needed = neededSamples(tests);
  return (
    <>
      {needed !== null && <p>{needed}</p>}
      <div class="table">
        <table class="num">
          <thead>
            <tr>
              <th scope="col">Pair</th>
              <th scope="col">Answers differ</th>
              <th scope="col">p</th>
              <th scope="col">
                <MethodLink method="many-comparisons" title="Holm 1979: adjusted for the number of pairs compared">
                  p, adjusted
                </MethodLink>
              </th>
              <th scope="col">
                <MethodLink
                  method="does-one-side-vary-more"
                  title="Difference in agreement with its approximate 95% interval"
                >
                  Varies more
                </MethodLink>
              </th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <PairRow pair={pair} name={(column) => nameOf(columns[column])} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function nameOf(column: SweepVerdictProps['columns'][number] | undefined): string {
  return column === undefined ? 'not sent' : columnText(column);
}

interface PairRowProps {
  readonly pair: TestedPair;
  readonly name: (column: number) => string;
}

function PairRow({ pair: { first, second, test, agreementDifference }, name }: PairRowProps) {
  const more = variesMore(agreementDifference);
  return (
    <tr>
      <th scope="row">{`${name(first)} and ${name(second)}`}</th>
      <td>{test === null ? DASH : isDifferent(test.adjusted) ? 'yes' : 'cannot tell'}</td>
      <td>{test === null ? DASH : pText(test.p)}</td>
      <td>{test === null ? DASH : pText(test.adjusted)}</td>
      <td>{`${more === null ? 'cannot tell' : name(more === 'first' ? first : second)}, ${differenceText(agreementDifference)}`}</td>
    </tr>
  );
}

/** "5 samples a column can show no single pair among 10: 6 would." */
function neededSamples({ columns, pairs, strata }: SweepTests): string | null {
  const most = Math.max(...columns.map(({ n }) => n));
  const each = Math.floor(most / Math.max(1, strata));
  const needed = samplesToTell(pairs.length, Array<readonly [number, number]>(strata).fill([each, each]));
  return needed === null
    ? null
    : `${each} ${each === 1 ? 'sample' : 'samples'} a column can show no single pair among ${pairs.length}: ${needed} would.`;
}

function fewest({ columns, strata }: SweepTests): number {
  return Math.floor(Math.min(...columns.map(({ n }) => n)) / Math.max(1, strata));
}
