import { agreementDifference, groupSizes } from '../analysis/agreement.ts';
import type { Analyst } from '../analysis/analyst.ts';
import type { AnswerTests, Stratum } from '../analysis/answer-tests.ts';
import { holm } from '../analysis/comparisons.ts';
import type { Equality } from '../domain/answers/answer-groups.ts';
import type { DifferenceEstimate, SweepTests, TestedPair } from '../domain/answers/answer-test.ts';
import { MAX_PAIRS, type Pair } from '../domain/answers/comparison.ts';
import { columnsOf, samplesOf } from '../domain/run/columns.ts';
import type { RunView } from '../domain/run/run.ts';
import { moreSamplesOf } from './more-samples.ts';
import { strataOf } from './strata.ts';

export type Tester = Pick<Analyst, 'testAnswers'>;

/** Whether the answers of a run depend on the setting of its columns: all columns at once, then pair by pair. `null` under two columns. */
export async function sweepTests(analyst: Tester, view: RunView, equality: Equality): Promise<SweepTests | null> {
  const columns = columnsOf(view);
  const [first] = columns;
  if (first === undefined || columns.length < 2) return null;
  const strata = strataOf(columns);
  const pairs = allPairs(columns.length);
  const tests = await analyst.testAnswers({ strata, equality, sweep: true, pairs });
  return {
    axis: first.axis,
    columns: columns.map((column) => ({ value: column.value, n: samplesOf(column).samples.length })),
    ...(columns.some(({ changes }) => changes !== undefined) ? { mixed: true } : {}),
    strata: strata.length,
    used: tests === null ? null : { kernel: tests.kernel, words: tests.words },
    sweep: tests?.sweep ?? null,
    pairs: testedPairs(pairs, tests, { strata, equality }),
    more: moreSamplesOf(columns),
  };
}

/** Pairs of columns with their tests, adjusted by Holm over all of them. */
export function testedPairs(
  pairs: readonly Pair[],
  tests: AnswerTests | null,
  { strata, equality }: { readonly strata: readonly Stratum[]; readonly equality: Equality },
): readonly TestedPair[] {
  const sizes = strata.map((stratum) => stratum.map((answers) => groupSizes(answers, equality)));
  const sizesOf = (column: number) => sizes.map((stratum) => stratum[column] ?? []);
  return adjusted(
    pairs.map(([first, second], at) => {
      const test = tests?.pairs[at] ?? null;
      return {
        first,
        second,
        test: test === null ? null : { ...test, adjusted: test.p },
        agreementDifference: estimateOf(agreementDifference(sizesOf(first), sizesOf(second))),
      };
    }),
  );
}

/** The same pairs, their p-values adjusted by Holm for being looked at together. */
export function adjusted(pairs: readonly TestedPair[]): readonly TestedPair[] {
  const pValues = holm(pairs.flatMap(({ test }) => (test === null ? [] : [test.p])));
  let next = 0;
  return pairs.map((pair) => {
    const { test } = pair;
    return test === null ? pair : { ...pair, test: { ...test, adjusted: pValues[next++] ?? test.p } };
  });
}

/** A pair among those of its run, either side first. */
export function keptPair(pairs: readonly TestedPair[], [first, second]: Pair): TestedPair {
  const kept = pairs.find((pair) => pair.first === Math.min(first, second) && pair.second === Math.max(first, second));
  if (kept === undefined) throw new RangeError(`columns ${first} and ${second} were not tested`);
  return first < second ? kept : { ...kept, first, second, agreementDifference: reversed(kept.agreementDifference) };
}

function reversed({ value, low, high }: DifferenceEstimate): DifferenceEstimate {
  return { value: negative(value), low: negative(high), high: negative(low) };
}

/** 0 stays 0, never -0. */
function negative(value: number | null): number | null {
  return value === null ? null : 0 - value;
}

function estimateOf(difference: ReturnType<typeof agreementDifference>): DifferenceEstimate {
  return {
    value: difference?.value ?? null,
    low: difference?.interval?.low ?? null,
    high: difference?.interval?.high ?? null,
  };
}

/** All pairs of so many columns; none where that would be too many to look at. */
function allPairs(columns: number): readonly Pair[] {
  if ((columns * (columns - 1)) / 2 > MAX_PAIRS) return [];
  const indexes = Array.from({ length: columns }, (_, index) => index);
  return indexes.flatMap((first) => indexes.slice(first + 1).map((second) => [first, second] as const));
}
