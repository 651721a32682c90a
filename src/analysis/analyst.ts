/**
 * Analysis that leaves the main thread free. What takes a few milliseconds is done at once; the rest goes to a worker thread that is
 * started when first needed and never keeps the process alive. Comparing wordings grows with the square of both the number of
 * samples and their length, so a job has a time limit, and past it a summary comes without similarity rather than not at all.
 */

import type { WordDiff } from '../domain/answers/baseline-diff.ts';
import { inTurn } from '../platform/in-turn.ts';
import { threadClient } from '../platform/thread-client.ts';
import type { AnalysisJob, AnalysisReply } from './analyst-worker.ts';
import { type AnswerTests, type TestedAnswers, testAnswers } from './answer-tests.ts';
import { type Column, completeSummary, type Summary, summarise } from './summary.ts';
import { diffPairs } from './texts/diff-jobs.ts';
import { type TextPair, wordDiff } from './texts/word-diff.ts';

export interface Analyst {
  /** A summary per column, in their order; `similarity` is null also where working it out took too long. */
  summarise(columns: readonly Column[]): Promise<readonly Summary[]>;
  /** Tests answers for being different, as `testAnswers` does; `null` too where it took too long. */
  testAnswers(tested: TestedAnswers): Promise<AnswerTests | null>;
  /** The way from one text to the other for each pair, in their order; `rough` where that took too long. */
  diffWords(pairs: readonly TextPair[]): Promise<readonly WordDiff[]>;
  /** Ends the thread. Work not yet done is answered as if it took too long, before this resolves; so is all later long work. */
  close(): Promise<void>;
}

export interface AnalystOptions {
  /** How long one job may take, the start of the thread not counted. */
  readonly timeoutMs?: number;
  /** Whether all is done on the calling thread, however long it takes. */
  readonly inline?: boolean;
  /** Told what stopped the thread, if it was not stopped on purpose; the job at hand is answered all the same. */
  readonly onError?: (error: unknown) => void;
}

/** Within these bounds a job takes about 1 ms, at most 3 in scripts where each character is a word, once the code is warm. */
const QUICK_BYTES = 6_000;
const QUICK_PAIRS = 200;
/** Two sides of 5 answers can be dealt out in 252 ways; with 10 each, in 184,756. */
const QUICK_TEST = 10;

/** Makes an analyst; starts nothing yet. Long jobs are done one after the other, in the order they were asked for. */
export function createAnalyst({
  timeoutMs = 20_000,
  inline = false,
  onError = () => undefined,
}: AnalystOptions = {}): Analyst {
  const thread = createThread({ timeoutMs, onError });
  const queue = inTurn();

  async function summariseApart(columns: readonly Column[]): Promise<readonly Summary[]> {
    const texts = columns.map(({ outputs, equality, strata }) => ({
      texts: outputs.map((output) => output.text),
      equality,
      ...(strata === undefined ? {} : { strata }),
    }));
    const reply = await thread.run({ ...NOTHING, columns: texts });
    const summaries: Summary[] = [];
    for (const [position, column] of columns.entries()) {
      const ofTexts = reply?.columns[position];
      summaries.push(ofTexts ? completeSummary(column, ofTexts) : summarise(column, { similarity: false }));
      await otherWork();
    }
    return summaries;
  }

  return {
    summarise: async (columns) =>
      inline || isQuickSummary(columns)
        ? columns.map((column) => summarise(column))
        : queue(() => summariseApart(columns)),
    testAnswers: async (tested) =>
      inline || isQuickTest(tested)
        ? testAnswers(tested)
        : queue(async () => (await thread.run({ ...NOTHING, tested }))?.tests ?? null),
    diffWords: (pairs) =>
      diffPairs(pairs, async (pair, withinMs) =>
        inline
          ? wordDiff(pair, withinMs)
          : queue(async () => (await thread.run({ ...NOTHING, diff: { ...pair, withinMs } }))?.diff ?? null),
      ),
    close: async () => {
      await thread.close();
      await queue(async () => undefined);
    },
  };
}

function isQuickSummary(columns: readonly Column[]): boolean {
  const pairs = columns.reduce((sum, { outputs }) => sum + (outputs.length * (outputs.length - 1)) / 2, 0);
  return pairs <= QUICK_PAIRS && isShort(columns.flatMap(({ outputs }) => outputs.map((output) => output.text)));
}

function isQuickTest({ strata }: TestedAnswers): boolean {
  const answers = strata.flat(2);
  return strata.length === 1 && answers.length <= QUICK_TEST && isShort(answers);
}

/** In bytes, not characters: a Han character takes three, and about three times the work of a Latin letter. */
function isShort(texts: readonly string[]): boolean {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) <= QUICK_BYTES;
}

/** Lets whatever else waits for the main thread go first. */
function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const NOTHING: AnalysisJob = { columns: [], tested: null, diff: null };
/** Starting a thread takes a tenth of a second, and much longer on a machine that has other things to do. */
const START_WITHIN_MS = 20_000;

interface Thread {
  /** One job at a time; `null` when it failed, took too long, or the thread is closed. */
  run(job: AnalysisJob): Promise<AnalysisReply | null>;
  close(): Promise<void>;
}

/** The thread of long jobs; what it takes to start does not count as the job's time. */
function createThread({ timeoutMs, onError }: Required<Pick<AnalystOptions, 'timeoutMs' | 'onError'>>): Thread {
  const client = threadClient<AnalysisJob, AnalysisReply>('analysis/analyst-worker', { onError });
  return {
    run: async (job) => {
      if (!client.isStarted && (await client.ask(NOTHING, START_WITHIN_MS)) === null) return null;
      return client.ask(job, timeoutMs);
    },
    close: () => client.close(),
  };
}
