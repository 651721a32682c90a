import { norm } from '../analysis/texts/text.ts';
import { type Check, type CheckResult, MAX_CHECKED_CHARACTERS } from '../domain/cases/check.ts';
import { parsedJson } from '../domain/json.ts';
import { extracted } from './extract.ts';
import { type JsonSchema, jsonSchema } from './json-schema.ts';
import { type LinearRegex, linearRegex } from './linear-regex.ts';
import { readNumber } from './read-number.ts';

/** An answer with what is known of its case. */
export interface CheckedAnswer {
  readonly text: string;
  readonly outputTokens: number | null;
  readonly expected: string | null;
}

/** Patterns and schemas compiled once. */
export interface Compiled {
  readonly regex: (pattern: string) => LinearRegex;
  readonly schema: (schema: Extract<Check, { type: 'json_schema' }>['schema']) => JsonSchema;
}

/** Compiles each pattern and schema when it is first used. */
export function compiling(): Compiled {
  return { regex: remembered(linearRegex, (pattern) => pattern), schema: remembered(jsonSchema, JSON.stringify) };
}

/** What a check says of an answer. Judges are asked elsewhere. */
export function evaluate(check: Check, answer: CheckedAnswer, compiled: Compiled): CheckResult {
  if (answer.text.length > MAX_CHECKED_CHARACTERS) return unknown(check, 'too long to be checked');
  try {
    const text = extracted(answer.text, check.extract, compiled.regex);
    if (text === null) return failed(check, 'the answer holds no such part');
    return ofText(check, { ...answer, text }, compiled);
  } catch {
    // A value nested so deeply that comparing it overflows the stack.
    return unknown(check, 'could not be checked');
  }
}

function ofText(check: Check, answer: CheckedAnswer, compiled: Compiled): CheckResult {
  const { text, expected, outputTokens } = answer;
  switch (check.type) {
    case 'label':
      return ofLabel(check, text, expected);
    case 'exact':
      return expected === null
        ? noneExpected(check)
        : judged(check, comparable(check)(text) === comparable(check)(expected), check.extract === 'whole' ? '' : text);
    case 'numeric':
      return ofNumber(check, text, expected);
    case 'json_schema':
      return ofSchema(check, answer, compiled);
    case 'contains': {
      const wanted = check.text ?? expected;
      return wanted === null ? noneExpected(check) : judged(check, text.includes(wanted), wanted);
    }
    case 'regex':
      return judged(check, compiled.regex(check.pattern).test(text));
    case 'length':
      if (outputTokens === null) return unknown(check, 'its tokens are not known');
      return judged(check, outputTokens <= check.max_tokens, `${outputTokens} tokens`);
    case 'judge':
      return unknown(check, 'not judged yet');
  }
}

function ofLabel(check: Extract<Check, { type: 'label' }>, text: string, expected: string | null): CheckResult {
  const same = comparable(check);
  const own = same(text);
  const isListed = check.labels.some((label) => same(label) === own);
  const result = expected === null ? noneExpected(check) : judged(check, isListed && own === same(expected), text);
  return isListed ? result : { ...result, detail: 'none of the labels', offList: true };
}

function ofNumber(check: Extract<Check, { type: 'numeric' }>, text: string, expected: string | null): CheckResult {
  if (expected === null) return noneExpected(check);
  const wanted = readNumber(expected);
  if (wanted === null) return unknown(check, 'the expected answer is no number');
  const own = readNumber(text);
  if (own === null) return failed(check, 'no number');
  return judged(check, isWithin(own, wanted, check), `${own}, expected ${wanted}`);
}

/** A number at the very edge is within: 0.4 is 0.1 from 0.3, though doubles say 0.10000000000000003. */
function isWithin(
  own: number,
  wanted: number,
  { atol, rtol }: { readonly atol: number; readonly rtol: number },
): boolean {
  const tolerance = atol + rtol * Math.abs(wanted);
  if (tolerance === 0) return own === wanted;
  return Math.abs(own - wanted) <= tolerance + 4 * Number.EPSILON * Math.max(Math.abs(own), Math.abs(wanted));
}

function ofSchema(
  check: Extract<Check, { type: 'json_schema' }>,
  { text, expected }: CheckedAnswer,
  compiled: Compiled,
): CheckResult {
  const wanted = expected === null ? undefined : parsedJson(expected);
  if (expected !== null && wanted === undefined) return unknown(check, 'the expected answer is not JSON');
  const problems = compiled.schema(check.schema).problems(text, wanted);
  return judged(check, problems.length === 0, problems.join('; '));
}

function comparable({ raw }: { readonly raw: boolean }): (text: string) => string {
  return raw ? (text) => text : norm;
}

/** Details are read in a table: what is longer is cut. */
const MAX_DETAIL = 200;

function judged({ type }: Check, passed: boolean, detail = ''): CheckResult {
  return { type, passed, detail: [...detail.slice(0, 2 * MAX_DETAIL)].slice(0, MAX_DETAIL).join('').toWellFormed() };
}

function failed({ type }: Check, detail: string): CheckResult {
  return { type, passed: false, detail };
}

function unknown({ type }: Check, detail: string): CheckResult {
  return { type, passed: null, detail };
}

function noneExpected(check: Check): CheckResult {
  return unknown(check, 'its case has no expected answer');
}

function remembered<In, Out>(make: (value: In) => Out, keyOf: (value: In) => string): (value: In) => Out {
  const known = new Map<string, Out>();
  return (value) => {
    const key = keyOf(value);
    const made = known.get(key) ?? make(value);
    known.set(key, made);
    return made;
  };
}
