import { type Check, type Checked, type Extract, MAX_CHECKED_CHARACTERS, passedOf } from '../domain/cases/check.ts';
import type { FieldProblem } from '../domain/run/remark.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { threadClient } from '../platform/thread-client.ts';
import type { CheckJob, CheckReply } from './check-worker.ts';
import type { CheckedAnswer } from './evaluate.ts';

export interface Checker {
  /** @throws ValidationError for a pattern or schema that cannot be used, at `checks.0` and so on */
  validate(checks: readonly Check[]): Promise<void>;
  /** What the checks say of each answer, in their order; unknown where that took too long. */
  check(checks: readonly Check[], answers: readonly CheckedAnswer[]): Promise<readonly Checked[]>;
  /** The part of each answer that is checked; `null` where it is not there, or where looking for it took too long. */
  parts(extract: Extract, texts: readonly string[]): Promise<readonly (string | null)[]>;
  /** Why a schema cannot be used; `null` when it can. */
  schemaProblem(schema: Readonly<Record<string, unknown>>): Promise<string | null>;
  /**
   * What is wrong, field by field, with an answer that shall be JSON, and fit a schema unless that is `null`. Empty when nothing is,
   * and where looking took too long.
   */
  formatProblems(schema: Readonly<Record<string, unknown>> | null, text: string): Promise<readonly FieldProblem[]>;
  /** Ends the thread; what was asked and is not done is answered as if it took too long. */
  close(): Promise<void>;
}

/** Answers that go over together, by number and by characters. */
const MAX_BATCH = 200;
const MAX_BATCH_CHARACTERS = 2_000_000;
/** How long a batch, a single answer, and the start of the thread may take. */
const BATCH_MS = 10_000;
const SINGLE_MS = 3_000;
const START_MS = 20_000;
/** A pattern or schema that needs more ends the thread, not the server. */
const MAX_HEAP_MB = 512;

/** Makes a checker; starts nothing yet. */
export function createChecker(onError: (error: unknown) => void = () => undefined): Checker {
  const thread = threadClient<CheckJob, CheckReply>('checks/check-worker', { onError, maxHeapMb: MAX_HEAP_MB });

  async function ask(job: CheckJob, withinMs: number): Promise<CheckReply | null> {
    if (!thread.isStarted) await thread.ask({ checks: [], answers: [] }, START_MS);
    return thread.ask(job, withinMs);
  }

  /** A batch that takes too long is tried answer by answer, so that only the one at fault is left out. */
  async function checkBatch(checks: readonly Check[], answers: readonly CheckedAnswer[]): Promise<readonly Checked[]> {
    const reply = await ask({ checks, answers }, answers.length === 1 ? SINGLE_MS : BATCH_MS);
    if (reply !== null && reply.results.length === answers.length) {
      return reply.results.map((results) => ({ passed: passedOf(results), results }));
    }
    if (answers.length <= 1) return answers.map(() => unchecked(checks));
    const each: Checked[] = [];
    for (const answer of answers) each.push(...(await checkBatch(checks, [answer])));
    return each;
  }

  async function partsOf(extract: Extract, texts: readonly string[]): Promise<readonly (string | null)[]> {
    const answers = texts.map((text) => ({ text, outputTokens: null, expected: null }));
    const reply = await ask({ checks: [], answers, part: extract }, texts.length === 1 ? SINGLE_MS : BATCH_MS);
    if (reply?.parts !== undefined) return reply.parts;
    if (texts.length <= 1) return texts.map(() => null);
    const each: (string | null)[] = [];
    for (const text of texts) each.push(...(await partsOf(extract, [text])));
    return each;
  }

  return {
    validate: async (checks) => {
      if (checks.length === 0) return;
      const reply = await ask({ checks, answers: [] }, SINGLE_MS);
      const problems = reply?.problems ?? [{ check: 0, message: 'These checks take too long to prepare.' }];
      if (problems.length > 0) throw new ValidationError(problems.map((problem) => fieldError(checks, problem)));
    },
    check: async (checks, answers) => {
      const checked: Checked[] = [];
      for (const batch of batchesOf(answers)) checked.push(...(await checkBatch(checks, batch)));
      return checked;
    },
    parts: async (extract, texts) => {
      if (extract === 'whole') return texts;
      const parts: (string | null)[] = [];
      for (const batch of batchesOf(texts.map((text) => ({ text })))) {
        parts.push(
          ...(await partsOf(
            extract,
            batch.map(({ text }) => text),
          )),
        );
      }
      return parts;
    },
    schemaProblem: async (schema) => {
      const reply = await ask({ checks: [], answers: [], format: { schema, text: null } }, SINGLE_MS);
      return reply === null ? 'it takes too long to prepare' : (reply.format?.schema ?? null);
    },
    formatProblems: async (schema, text) => {
      if (text.length > MAX_CHECKED_CHARACTERS) return [];
      const reply = await ask({ checks: [], answers: [], format: { schema, text } }, SINGLE_MS);
      return reply?.format?.fields ?? [];
    },
    close: () => thread.close(),
  };
}

function fieldError(checks: readonly Check[], { check, message }: CheckReply['problems'][number]): FieldError {
  const type = checks[check]?.type ?? 'check';
  return { path: `checks.${check}`, message: `The ${type} check cannot be used: ${message}` };
}

function unchecked(checks: readonly Check[]): Checked {
  return {
    passed: null,
    results: checks.map(({ type }) => ({ type, passed: null, detail: 'checking it took too long' })),
  };
}

function batchesOf<Answer extends Pick<CheckedAnswer, 'text'>>(
  answers: readonly Answer[],
): readonly (readonly Answer[])[] {
  const batches: Answer[][] = [];
  let characters = 0;
  for (const answer of answers) {
    const last = batches.at(-1);
    characters += answer.text.length;
    if (last !== undefined && last.length < MAX_BATCH && characters <= MAX_BATCH_CHARACTERS) last.push(answer);
    else {
      batches.push([answer]);
      characters = answer.text.length;
    }
  }
  return batches;
}
