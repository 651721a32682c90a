import type { Equality } from '../domain/answers/answer-groups.ts';
import { type AnswerGroup, agreementOf, distinct, groupAnswers, type Majority, majority } from './agreement.ts';
import { lengthSpread, median, truncatedShare } from './length.ts';
import { rougeL } from './texts/similarity.ts';
import { words } from './texts/text.ts';
import { type Uncertainty, uncertainty } from './uncertainty.ts';

/** One answer and what is known about it; `null` is unknown. */
export interface Output {
  readonly text: string;
  readonly outputTokens: number | null;
  readonly finishReason: string | null;
  /** Logprobs (nats) of the tokens of the answer. */
  readonly logprobs: readonly number[] | null;
  readonly costPicodollars: bigint | null;
  readonly ttftMs: number | null;
}

export interface Column {
  readonly outputs: readonly Output[];
  /** Requests that gave no answer: counted apart, never samples. */
  readonly failed: number;
  readonly equality: Equality;
  /** The row and case of each output, by number: answers are compared within these only. Left out, all are of one. */
  readonly strata?: readonly number[];
}

interface LengthSummary {
  /** Output tokens; `null` when no answer's count is known. */
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
  /** Share cut off at the token limit. */
  readonly truncated: number | null;
}

/** What a column of samples shows. Whatever is undefined or unknown is `null`, never 0. */
export interface Summary {
  readonly n: number;
  readonly failed: number;
  /** Agreement with its 95% interval. */
  readonly agreement: { readonly value: number | null; readonly low: number | null; readonly high: number | null };
  readonly distinct: number | null;
  readonly majority: Majority | null;
  /** Mean pairwise ROUGE-L F1: of answers to the same row and case, then over these. */
  readonly similarity: number | null;
  /** Median words per answer: under 5, similarity says little. */
  readonly medianWords: number | null;
  readonly length: LengthSummary | null;
  /** Over all tokens of the column. */
  readonly uncertainty: Uncertainty | null;
  /** Median time to first token. */
  readonly ttftMs: number | null;
  /** Sum over the answers that have a price; `null` when none has. */
  readonly costPicodollars: bigint | null;
  /** Answers whose cost is unknown and so not in the sum. */
  readonly unpriced: number;
  readonly groups: readonly AnswerGroup[];
}

/** The part of a summary that takes reading the answers, and so grows with their length. */
export type TextSummary = Pick<Summary, 'groups' | 'similarity' | 'medianWords'>;

export interface SummaryOptions {
  /** Whether to compare wordings, by far the longest work; `false` leaves `similarity` null. */
  readonly similarity?: boolean;
}

/** Summarises the samples of one column of the grid. */
export function summarise(column: Column, options: SummaryOptions = {}): Summary {
  const texts = column.outputs.map((output) => output.text);
  return completeSummary(column, summariseTexts({ ...column, texts }, options));
}

/** The answers of one column. */
export interface ColumnTexts extends Pick<Column, 'equality' | 'strata'> {
  readonly texts: readonly string[];
}

/** Reads the answers of one column. */
export function summariseTexts(
  { texts, equality, strata }: ColumnTexts,
  { similarity = true }: SummaryOptions = {},
): TextSummary {
  return {
    groups: groupAnswers(texts, equality),
    similarity: similarity ? similarityWithin(texts, strata) : null,
    medianWords: median(texts.map((text) => words(text).length)),
  };
}

/** Adds all that is known without reading the answers to what was read in them. */
export function completeSummary({ outputs, failed, strata }: Column, ofTexts: TextSummary): Summary {
  const ofStrata = agreementOf(sizesByStratum(ofTexts.groups, strata ?? outputs.map(() => 0)));
  const sizes = ofTexts.groups.map((group) => group.members.length);
  const costs = known(outputs.map((output) => output.costPicodollars));
  return {
    n: outputs.length,
    failed,
    agreement: { value: ofStrata?.value ?? null, ...(ofStrata?.interval ?? { low: null, high: null }) },
    distinct: distinct(sizes),
    majority: majority(sizes),
    similarity: ofTexts.similarity,
    medianWords: ofTexts.medianWords,
    length: lengthSummary(outputs),
    uncertainty: uncertainty(known(outputs.map((output) => output.logprobs)).flat()),
    ttftMs: median(known(outputs.map((output) => output.ttftMs))),
    costPicodollars: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0n),
    unpriced: outputs.length - costs.length,
    groups: ofTexts.groups,
  };
}

/** The mean of what the rows and cases show that have two answers; `null` where none has. */
function similarityWithin(texts: readonly string[], strata: Column['strata']): number | null {
  if (strata === undefined) return rougeL(texts);
  const each = known([...new Set(strata)].map((stratum) => rougeL(texts.filter((_, at) => strata[at] === stratum))));
  return each.length === 0 ? null : each.reduce((sum, value) => sum + value, 0) / each.length;
}

/** Sizes of the groups of equal answers in each stratum. */
function sizesByStratum(groups: readonly AnswerGroup[], strata: readonly number[]): readonly (readonly number[])[] {
  return [...new Set(strata)].map((stratum) =>
    groups.map(({ members }) => members.filter((member) => strata[member] === stratum).length),
  );
}

/** Lengths and truncation are known apart: many servers send a finish reason but no token counts. */
function lengthSummary(outputs: readonly Output[]): LengthSummary | null {
  const spread = lengthSpread(known(outputs.map((output) => output.outputTokens)));
  const truncated = truncatedShare(outputs.map((output) => output.finishReason));
  if (spread === null && truncated === null) return null;
  return { median: spread?.median ?? null, q1: spread?.q1 ?? null, q3: spread?.q3 ?? null, truncated };
}

function known<Value>(values: readonly (Value | null)[]): readonly Value[] {
  return values.filter((value) => value !== null);
}
