/** Checks answers away from the main thread: neither a pattern, a schema nor a hostile answer can hold others up. */
import { parentPort } from 'node:worker_threads';
import type { Check, CheckResult, Extract } from '../domain/cases/check.ts';
import type { FieldProblem } from '../domain/run/remark.ts';
import { type CheckedAnswer, type Compiled, compiling, evaluate } from './evaluate.ts';
import { extracted } from './extract.ts';
import { type JsonSchema, jsonProblems, jsonSchema } from './json-schema.ts';

export interface CheckJob {
  readonly checks: readonly Check[];
  readonly answers: readonly CheckedAnswer[];
  /** An answer that shall be JSON; with `schema`, JSON that fits it. Without `text`, the schema alone is looked at. */
  readonly format?: { readonly schema: Readonly<Record<string, unknown>> | null; readonly text: string | null };
  /** The part of each answer that is wanted. */
  readonly part?: Extract;
}

export interface CheckReply {
  /** What cannot be compiled, by the place of its check; then nothing was checked. */
  readonly problems: readonly { readonly check: number; readonly message: string }[];
  /** For each answer, a result for each check. */
  readonly results: readonly (readonly CheckResult[])[];
  /** What is wrong with the answer of `format`; of a schema that cannot be used, that. */
  readonly format?: { readonly schema: string | null; readonly fields: readonly FieldProblem[] };
  /** The part of each answer; `null` where it is not there. */
  readonly parts?: readonly (string | null)[];
}

let latest: { readonly key: string; readonly compiled: Compiled } | null = null;

parentPort?.on('message', ({ checks, answers, format, part }: CheckJob) => {
  const compiled = compiledFor(checks);
  const problems = checks.flatMap((check, place) => problemOf(check, place, compiled));
  const results =
    problems.length > 0 ? [] : answers.map((answer) => checks.map((check) => evaluate(check, answer, compiled)));
  const reply: CheckReply = {
    problems,
    results,
    ...(format === undefined ? {} : { format: ofFormat(format) }),
    ...(part === undefined ? {} : { parts: answers.map(({ text }) => extracted(text, part, compiled.regex)) }),
  };
  parentPort?.postMessage(reply);
});

let latestSchema: { readonly key: string; readonly compiled: JsonSchema } | null = null;

function ofFormat({ schema, text }: NonNullable<CheckJob['format']>): NonNullable<CheckReply['format']> {
  if (schema === null) return { schema: null, fields: text === null ? [] : jsonProblems(text) };
  try {
    const key = JSON.stringify(schema);
    if (latestSchema?.key !== key) latestSchema = { key, compiled: jsonSchema(schema, { allErrors: true }) };
    return { schema: null, fields: text === null ? [] : latestSchema.compiled.fieldProblems(text) };
  } catch (error) {
    return { schema: error instanceof Error ? error.message : String(error), fields: [] };
  }
}

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
