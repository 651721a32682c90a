import type { Flips } from '../cases/score.ts';
import type { Message } from '../prompt/message.ts';
import type { RunTotals } from '../run/columns.ts';
import type { Axis, ColumnChanges, Settings } from '../run/sweep.ts';
import type { KernelUsed, MoreSamples, TestedPair } from './answer-test.ts';
import type { DiffPart, WordDiff } from './baseline-diff.ts';

/** A column of a run, or all of its columns. */
export interface ColumnsRef {
  readonly run: number;
  readonly column: number | null;
}

/** Reads `17:0` (run 17, column 0) or `17` (all its columns); `null` for anything else. */
export function parseColumnsRef(text: string): ColumnsRef | null {
  const parsed = /^([1-9]\d{0,14})(?::(\d{1,6}))?$/.exec(text.trim());
  if (parsed === null) return null;
  return { run: Number(parsed[1]), column: parsed[2] === undefined ? null : Number(parsed[2]) };
}

/** The text that `parseColumnsRef` reads. */
export function formatColumnsRef({ run, column }: ColumnsRef): string {
  return column === null ? String(run) : `${run}:${column}`;
}

/** More pairs than this are not one comparison: all pairs of 12 columns are 66. */
export const MAX_PAIRS = 66;

export type Pair = readonly [first: number, second: number];

/**
 * Which columns are compared. Two columns make one pair; a column and a run, a pair with each column of the run (but itself); two
 * runs, those columns that have the same value; one run with itself, all its columns with each other.
 */
export function pairsOf(
  a: { readonly ref: ColumnsRef; readonly values: readonly unknown[] },
  b: { readonly ref: ColumnsRef; readonly values: readonly unknown[] },
): readonly Pair[] {
  const sameRun = a.ref.run === b.ref.run;
  const ofA = indexes(a);
  const ofB = indexes(b);
  const pairs = ofA.flatMap((first) => ofB.map((second) => [first, second] as const));
  if (a.ref.column === null && b.ref.column === null) {
    return sameRun
      ? pairs.filter(([first, second]) => first < second)
      : pairs.filter(([first, second]) => a.values[first] === b.values[second]);
  }
  return sameRun ? pairs.filter(([first, second]) => first !== second) : pairs;
}

function indexes({ ref, values }: { readonly ref: ColumnsRef; readonly values: readonly unknown[] }) {
  return values.map((_, index) => index).filter((index) => ref.column === null || index === ref.column);
}

/** One side of a comparison: the samples of one column. */
export interface ComparedSide {
  readonly run: number;
  readonly column: number;
  /** As in "temperature 0.5". */
  readonly label: string;
  readonly axis: Axis;
  readonly value: Settings[Axis];
  /** Of a column that was added beside the grid: what it changes. */
  readonly changes?: ColumnChanges | undefined;
  readonly n: number;
  readonly failed: number;
  /** Rows and cases: samples are compared within each, and figures are means over them. */
  readonly strata: number;
  /** Agreement in [0, 1] with its 95% interval. */
  readonly agreement: { readonly value: number | null; readonly low: number | null; readonly high: number | null };
  readonly distinct: number | null;
  /** Output tokens: median. */
  readonly medianLength: number | null;
  readonly truncated: number | null;
  /** Median time to first token in milliseconds. */
  readonly ttftMs: number | null;
  readonly totals: RunTotals;
}

/** Two sides, and two answers: are the answers different, and does one side vary more? */
export interface ComparedPair extends Pick<TestedPair, 'test' | 'agreementDifference'> {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** Whether the answers differ, in words. */
  readonly verdict: string;
  /** What became of the cases of a in b; `null` where they were not asked the same, or nothing checks them. */
  readonly flips: Flips | null;
}

/** An answer with how often it came on either side. */
export interface ComparedAnswer {
  readonly text: string;
  readonly a: number;
  readonly b: number;
  /** The way to it from the most frequent answer of a; `null` when a has none. */
  readonly diff: WordDiff | null;
}

/** A setting that has another value, or other values, on the other side. */
interface SettingDifference {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** A message of either prompt, and what became of it. */
export interface MessageDifference {
  readonly role: Message['role'];
  readonly kind: 'same' | 'changed' | 'added' | 'removed';
  readonly parts: readonly DiffPart[];
  /** As in `WordDiff`. */
  readonly rough: boolean;
}

export interface Comparison {
  /** What answers were compared by; `null` when the tests took too long. */
  readonly used: KernelUsed | null;
  readonly pairs: readonly ComparedPair[];
  /** What more samples of the compared columns would take. */
  readonly more: MoreSamples | null;
  readonly settings: readonly SettingDifference[];
  readonly sameSettings: readonly { readonly name: string; readonly value: string }[];
  readonly messages: readonly MessageDifference[];
  /** Several pairs, whose columns send prompts of their own: the messages are those of the first. */
  readonly severalPrompts: boolean;
  /** Where one pair is compared; the answers of many pairs would be a wall. */
  readonly answers: readonly ComparedAnswer[] | null;
  /** Different answers that are not listed. */
  readonly moreAnswers: number;
}
