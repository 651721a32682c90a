/** Reads and compares answers away from the main thread: many long ones take seconds. */
import { parentPort } from 'node:worker_threads';
import type { WordDiff } from '../domain/answers/baseline-diff.ts';
import { type AnswerTests, type TestedAnswers, testAnswers } from './answer-tests.ts';
import { type ColumnTexts, summariseTexts, type TextSummary } from './summary.ts';
import { type TextPair, wordDiff } from './texts/word-diff.ts';

/** What the main thread asks for, one job at a time. Of the answers only the texts are sent: copying little else keeps that cheap. */
export interface AnalysisJob {
  readonly columns: readonly ColumnTexts[];
  /** Answers that are tested for being different. */
  readonly tested: TestedAnswers | null;
  /** Two texts whose difference is looked for, and for how long. */
  readonly diff: (TextPair & { readonly withinMs: number }) | null;
}

export interface AnalysisReply {
  readonly columns: readonly TextSummary[];
  readonly tests: AnswerTests | null;
  readonly diff: WordDiff | null;
}

parentPort?.on('message', ({ columns, tested, diff }: AnalysisJob) => {
  const reply: AnalysisReply = {
    columns: columns.map((column) => summariseTexts(column)),
    tests: tested === null ? null : testAnswers(tested),
    diff: diff === null ? null : wordDiff(diff, diff.withinMs),
  };
  parentPort?.postMessage(reply);
});
