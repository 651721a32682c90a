/** Checks answers away from the main thread: neither a pattern, a schema nor a hostile answer can hold others up. */
import { parentPort } from 'node:worker_threads';
import type { Check, CheckResult } from '../domain/check.ts';
import { type CheckedAnswer, type Compiled, compiling, evaluate } from './evaluate.ts';

export interface CheckJob {
  readonly checks: readonly Check[];
  readonly answers: readonly CheckedAnswer[];
}

export interface CheckReply {
  /** What cannot be compiled, by the place of its check; then nothing was checked. */
  readonly problems: readonly { readonly check: number; readonly message: string }[];
  /** For each answer, a result for each check. */
  readonly results: readonly (readonly CheckResult[])[];
}

let latest: { readonly key: string; readonly compiled: Compiled } | null = null;

parentPort?.on('message', ({ checks, answers }: CheckJob) => {
  const compiled = compiledFor(checks);
  const problems = checks.flatMap((check, place) => problemOf(check, place, compiled));
  const results =
    problems.length > 0 ? [] : answers.map((answer) => checks.map((check) => evaluate(check, answer, compiled)));
  const reply: CheckReply = { problems, results };
  parentPort?.postMessage(reply);
});

/** Kept from one job to the next: a run's answers come one by one. */
function compiledFor(checks: readonly Check[]): Compiled {
  const key = JSON.stringify(checks);
  if (latest?.key !== key) latest = { key, compiled: compiling() };
  return latest.compiled;
}

function problemOf(check: Check, place: number, { regex, schema }: Compiled): CheckReply['problems'] {
  try {
    if (typeof check.extract === 'object' && 'regex' in check.extract) regex(check.extract.regex);
    if (check.type === 'regex') regex(check.pattern);
    if (check.type === 'json_schema') schema(check.schema);
    return [];
  } catch (error) {
    return [{ check: place, message: error instanceof Error ? error.message : String(error) }];
  }
}
