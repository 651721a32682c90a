/**
 * Are the answers different? Tests of columns of samples against each other. Samples are compared only within a stratum, which holds those
 * of one row and one case: statistics are means over strata, and permutations deal within each.
 */
import type { Equality } from '../domain/answers/answer-groups.ts';
import { comparedWords, equalityKernel, type Kernel, type KernelName, kernelFor, rougeKernel } from './kernel.ts';
import { type Chance, chanceOf, type Dealt } from './statistics/chance.ts';
import { allColumns } from './statistics/dealings.ts';
import { twoSides } from './statistics/splits.ts';

/** The answers of each column, in the order of the columns; a column may have none in a stratum. */
export type Stratum = readonly (readonly string[])[];

export interface TestedAnswers {
  readonly strata: readonly Stratum[];
  readonly equality: Equality;
  /** Whether all columns are tested at once. */
  readonly sweep: boolean;
  /** Pairs of columns to be tested. */
  readonly pairs: readonly (readonly [first: number, second: number])[];
}

export interface TestOfAnswers extends Chance {
  /** Strata in which both sides, or at least two columns, have two samples. */
  readonly strata: number;
  /** All others: nothing can be said of them. */
  readonly leftOut: number;
}

export interface AnswerTests {
  readonly kernel: KernelName;
  /** By how many of its first words a text counts; `null` where answers are compared whole. */
  readonly words: number | null;
  /** `null` when it was not asked for, and when no stratum has two columns of two samples. */
  readonly sweep: TestOfAnswers | null;
  /** In the order of the pairs; `null` when no stratum has two samples on both sides. */
  readonly pairs: readonly (TestOfAnswers | null)[];
}

/** Fewer samples than this say nothing of how alike the answers of a column are. */
const MIN_SAMPLES = 2;

/**
 * Tests answers for being different, all columns at once (W) and by pairs (D), p-values not adjusted. One kernel for all: equality of
 * answers, or ROUGE-L where the answers are texts. `null` where there are too many different texts.
 */
export function testAnswers(
  { strata, equality, sweep, pairs }: TestedAnswers,
  { seed = 1 }: { readonly seed?: number } = {},
): AnswerTests | null {
  const kernel = kernelFor(strata.flat(2));
  const words =
    kernel === 'equal' ? null : comparedWords(strata.reduce((sum, stratum) => sum + pairsAmong(stratum), 0));
  const prepared: Prepared[] = [];
  for (const stratum of strata) {
    const one = prepare(stratum, equality, words);
    if (one === null) return null;
    prepared.push(one);
  }
  const test = (dealt: readonly Dealt[]): TestOfAnswers | null => {
    const chance = chanceOf(dealt, seed);
    return chance === null ? null : { ...chance, strata: dealt.length, leftOut: strata.length - dealt.length };
  };
  return {
    kernel,
    words,
    sweep: sweep ? test(prepared.flatMap(sweepIn)) : null,
    pairs: pairs.map(([first, second]) => test(prepared.flatMap((one) => pairIn(one, first, second)))),
  };
}

/** A stratum whose samples are numbered. */
interface Prepared {
  readonly kernel: Kernel;
  /** The group of equal answers of each sample; `null` where the kernel is not equality. */
  readonly groups: Int32Array | null;
  readonly columns: readonly (readonly number[])[];
}

function prepare(stratum: Stratum, equality: Equality, words: number | null): Prepared | null {
  const answers = stratum.flat();
  let next = 0;
  const columns = stratum.map((column) => column.map(() => next++));
  if (words === null) {
    const kernel = equalityKernel(answers, equality);
    return { kernel, groups: kernel.groups, columns };
  }
  const kernel = rougeKernel(answers, words);
  return kernel === null ? null : { kernel, groups: null, columns };
}

function sweepIn({ kernel, groups, columns }: Prepared): readonly Dealt[] {
  const known = columns.filter(({ length }) => length >= MIN_SAMPLES);
  return known.length < 2 ? [] : [allColumns(kernel, known, groups)];
}

function pairIn({ kernel, columns }: Prepared, first: number, second: number): readonly Dealt[] {
  const [a = [], b = []] = [columns[first], columns[second]];
  return a.length < MIN_SAMPLES || b.length < MIN_SAMPLES ? [] : [twoSides(kernel, a, b)];
}

function pairsAmong(stratum: Stratum): number {
  const samples = stratum.reduce((sum, column) => sum + column.length, 0);
  return (samples * (samples - 1)) / 2;
}
