import { agreementOf, distinct, groupAnswers, groupSizes } from '../analysis/agreement.ts';
import type { Analyst } from '../analysis/analyst.ts';
import { median, truncatedShare } from '../analysis/length.ts';
import type { Equality } from '../domain/answers/answer-groups.ts';
import { pairVerdict, type TestedPair } from '../domain/answers/answer-test.ts';
import type {
  ColumnsRef,
  ComparedAnswer,
  ComparedPair,
  ComparedSide,
  Comparison,
  Pair,
} from '../domain/answers/comparison.ts';
import type { Flips } from '../domain/cases/score.ts';
import { lazily } from '../domain/lazily.ts';
import type { Message } from '../domain/prompt/message.ts';
import { answerText } from '../domain/prompt/tool.ts';
import { columnLabel, namedHead } from '../domain/run/column-label.ts';
import { type Column, columnsOf, samplesOf, totalsOf } from '../domain/run/columns.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { RunView } from '../domain/run/run.ts';
import type { ConnectionNames } from '../domain/run/sweep.ts';
import { adjusted, keptPair, testedPairs } from './answer-tests.ts';
import { type FlipSide, flipsOf } from './cases/flips.ts';
import { checkedPairs } from './compared-pairs.ts';
import type { MeasureCache } from './measures.ts';
import { messageDiff } from './message-diff.ts';
import { moreSamplesOf } from './more-samples.ts';
import { settingDiff, valuesIn } from './setting-diff.ts';
import { strataOf } from './strata.ts';

/** Different answers that a comparison lists. */
const MAX_ANSWERS = 40;

/** What is compared: which columns, and the runs they belong to with the messages these sent. */
export interface Compared {
  readonly ref: ColumnsRef;
  readonly view: RunView;
  /** By variant; `null` stands for the prompt as written. */
  readonly messages: ReadonlyMap<string | null, readonly Message[]>;
  /** What each case of the run is known by, in any run; empty without cases. */
  readonly caseKeys?: readonly string[];
}

export interface ComparisonDeps {
  readonly analyst: Pick<Analyst, 'testAnswers' | 'diffWords'>;
  /** Where the tests of a run's own columns are kept. */
  readonly measures: Pick<MeasureCache, 'of'>;
  /** What a connection is called: its name for people, its id for programs. */
  readonly nameOf: ConnectionNames;
}

/**
 * Compares two columns, a column with each of a run, or two runs column by column: whether the answers differ, for each pair, p-values
 * adjusted for the number of pairs (Holm); whether one side varies more; and what was asked differently.
 * @throws ValidationError when nothing can be compared
 */
export async function compare(
  a: Compared,
  b: Compared,
  { equality, ...deps }: ComparisonDeps & { readonly equality: Equality },
): Promise<Comparison> {
  const ofA = columnsOf(a.view);
  const ofB = columnsOf(b.view);
  const pairs = checkedPairs(a.ref, b.ref, [ofA, ofB]);
  const sides = {
    a: ofA.map((column) => lazily(() => sideOf(a, column, { equality, ...deps }))),
    b: ofB.map((column) => lazily(() => sideOf(b, column, { equality, ...deps }))),
  };
  const { used, tested } = await testsOf({ a, b, pairs, columns: [ofA, ofB] }, { equality, ...deps });
  const compared = tested.map((test, at) => {
    const [first, second] = pairs[at] ?? [0, 0];
    return {
      a: required(sides.a[first])(),
      b: required(sides.b[second])(),
      test,
      flips: flipsBetween([a, ofA[first]], [b, ofB[second]]),
    };
  });
  const only = compared.length === 1 ? compared[0] : undefined;
  const answers = only === undefined ? null : await comparedAnswers(only, equality, deps.analyst);
  return {
    used,
    pairs: compared.map((pair) => withVerdict(pair, used !== null)),
    more: moreSamplesOf(columnsIn(pairs, ofA, a.ref.run === b.ref.run ? ofA : ofB)),
    ...settingDiff(settingsSide(a, only?.a), settingsSide(b, only?.b), deps.nameOf),
    messages: await messageDiff(messagesAsked(a, only?.a), messagesAsked(b, only?.b), deps.analyst),
    severalPrompts: only === undefined && [a, b].some(({ messages }) => messages.size > 1),
    answers: answers?.slice(0, MAX_ANSWERS) ?? null,
    moreAnswers: Math.max(0, (answers?.length ?? 0) - MAX_ANSWERS),
  };
}

/** The columns that pairs name, each once. */
function columnsIn(pairs: readonly Pair[], ofA: readonly Column[], ofB: readonly Column[]): readonly Column[] {
  const named = new Set(pairs.flatMap(([first, second]) => [ofA[first], ofB[second]]));
  return [...named].filter((column) => column !== undefined);
}

function flipsBetween(
  [a, before]: readonly [Compared, Column | undefined],
  [b, after]: readonly [Compared, Column | undefined],
): Flips | null {
  const unchecked = [a, b].some(({ view }) => (view.run.request.checks ?? []).length === 0);
  if (unchecked || before === undefined || after === undefined) return null;
  return flipsOf(flipSide(a, before), flipSide(b, after));
}

function flipSide({ view, caseKeys = [] }: Compared, column: Column): FlipSide {
  return { column, request: view.run.request, keys: caseKeys };
}

interface Tested {
  readonly a: Compared;
  readonly b: Compared;
  readonly pairs: readonly Pair[];
  readonly columns: readonly [readonly Column[], readonly Column[]];
}

/** The tests of pairs in their order: those of one run are kept with its measures, those across runs are worked out here. */
async function testsOf(
  { a, b, pairs, columns: [ofA, ofB] }: Tested,
  { analyst, measures, equality }: ComparisonDeps & { readonly equality: Equality },
): Promise<Pick<Comparison, 'used'> & { readonly tested: readonly TestedPair[] }> {
  const sameRun = a.ref.run === b.ref.run;
  const known = sameRun ? ((await measures.of(a.view, equality)).tests ?? null) : null;
  if (known !== null && known.pairs.length > 0) {
    return { used: known.used, tested: adjusted(pairs.map((pair) => keptPair(known.pairs, pair))) };
  }
  const strata = strataOf(sameRun ? ofA : [...ofA, ...ofB]);
  const placed = sameRun ? pairs : pairs.map(([first, second]) => [first, ofA.length + second] as const);
  const tests = await analyst.testAnswers({ strata, equality, sweep: false, pairs: placed });
  return {
    used: tests === null ? null : { kernel: tests.kernel, words: tests.words },
    tested: testedPairs(placed, tests, { strata, equality }),
  };
}

interface Side extends ComparedSide {
  readonly texts: readonly string[];
}

function sideOf(
  { view }: Compared,
  column: Column,
  { equality, nameOf }: Pick<ComparisonDeps, 'nameOf'> & { readonly equality: Equality },
): Side {
  const { samples, failed } = samplesOf(column);
  const texts = samples.map(answerText);
  const sizes = groupSizes(texts, equality);
  const strata = strataOf([column]).map(([answers = []]) => groupSizes(answers, equality));
  const agreement = agreementOf(strata);
  return {
    run: view.run.id,
    column: column.index,
    label: columnLabel(namedHead(column, nameOf)),
    axis: column.axis,
    value: column.value,
    changes: column.changes,
    n: samples.length,
    failed,
    strata: strata.length,
    agreement: { value: agreement?.value ?? null, ...(agreement?.interval ?? { low: null, high: null }) },
    distinct: distinct(sizes),
    medianLength: median(known(samples.map(({ usage }) => usage?.outputTokens ?? null))),
    truncated: truncatedShare(samples.map(({ finishReason }) => finishReason)),
    ttftMs: median(known(samples.map(({ ttftMs }) => ttftMs))),
    totals: totalsOf(allOf(column)),
    texts,
  };
}

function allOf(column: Column): readonly Completion[] {
  return column.cells.flatMap((cell) => cell.completions.map(({ completion }) => completion));
}

interface SidesTested {
  readonly a: Side;
  readonly b: Side;
  readonly test: TestedPair;
  readonly flips: Flips | null;
}

function withVerdict({ a, b, flips, test: { test, agreementDifference } }: SidesTested, inTime: boolean): ComparedPair {
  const verdict = test === null ? untested(a, b, inTime) : pairVerdict(test.adjusted, a.n, b.n);
  return { a: withoutTexts(a), b: withoutTexts(b), test, agreementDifference, verdict, flips };
}

function withoutTexts({ texts: _, ...side }: Side): ComparedSide {
  return side;
}

function untested(a: Side, b: Side, inTime: boolean): string {
  if (Math.min(a.n, b.n) < 2) return 'cannot tell: both sides need at least 2 samples';
  return inTime ? 'cannot tell: no row or case has 2 samples on both sides' : 'not known: the test took too long';
}

/** The answers of both sides, the most frequent first, each with its way from the most frequent answer of a. */
async function comparedAnswers(
  { a: { texts: a }, b: { texts: b } }: { readonly a: Side; readonly b: Side },
  equality: Equality,
  analyst: Pick<Analyst, 'diffWords'>,
): Promise<readonly ComparedAnswer[]> {
  const groups = groupAnswers([...a, ...b], equality);
  const [baseline] = groupAnswers(a, equality);
  const from = baseline?.text ?? '';
  const diffs = await analyst.diffWords(groups.slice(0, MAX_ANSWERS).map(({ text: to }) => ({ from, to })));
  return groups.map(({ text, members }, position) => ({
    text,
    a: members.filter((member) => member < a.length).length,
    b: members.filter((member) => member >= a.length).length,
    diff: baseline === undefined ? null : (diffs[position] ?? null),
  }));
}

/** What a column sends, where only one is meant; of several variants, what the first one sends. */
function messagesAsked({ view, messages }: Compared, side: Side | undefined): readonly Message[] {
  const { sweep } = view.run.request;
  const [variant = null] = side === undefined ? sweep.variant : valuesIn(side, 'variant', sweep);
  return messages.get(variant === null ? null : String(variant)) ?? [];
}

function settingsSide({ view }: Compared, side: Side | undefined) {
  return { request: view.run.request, column: side ?? null };
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new RangeError('a pair names a column that is not there');
  return value;
}
