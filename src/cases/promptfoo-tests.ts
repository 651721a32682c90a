import { type Case, MAX_CASE_NOTE, MAX_CASES } from '../domain/cases/case.ts';
import { isFields, type JsonFields } from '../domain/json.ts';
import type { RowError } from '../prompts/rows/source-table.ts';
import { cellText } from '../prompts/rows/source-table.ts';
import { type Assertions, readAssertions } from './promptfoo-assertions.ts';

/** What promptfoo's `tests` come to here. */
export interface PromptfooTests {
  /** Empty when anything is wrong. A test whose variables are lists gives a case for each combination. */
  readonly cases: readonly Case[];
  /** The place of the test that each case comes from, from 0. */
  readonly places: readonly number[];
  /** What the tests assert alike; what each test asserts of its own is its expected answer. */
  readonly checks: Assertions['checks'];
  /** `line` is the number of the test, from 1. */
  readonly errors: readonly RowError[];
  /** The number of the test, from 1, from which on there is no room for more cases; `null`: all have room. */
  readonly fullFrom: number | null;
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** Combinations of one test's lists, so that a few lists do not come to millions of cases. */
const MAX_COMBINATIONS = 10_000;

/**
 * Test cases out of the `tests` of a promptfoo configuration (`vars`, `assert`, `description`).
 * @param tests the items of the list, as JSON or YAML gives them
 * @param defaults the configuration's `defaultTest`: its variables and assertions belong to every test
 */
export function readPromptfooTests(tests: readonly unknown[], defaults: unknown = {}): PromptfooTests {
  const common = isFields(defaults) ? defaults : {};
  const { read, fullFrom } = readAll(tests, common);
  const errors = read.flatMap((one) => one.errors);
  const asserted = readAssertions(read.map(({ asserts }) => asserts));
  const made = read.flatMap(({ combinations, name, expected, note }, place) =>
    combinations.map((variables) => ({
      place,
      case: {
        input: { variables },
        expected: expected ?? filled(asserted.expected[place] ?? null, variables),
        name,
        ...(note === null ? {} : { note }),
      },
    })),
  );
  return {
    cases: errors.length > 0 ? [] : made.map((one) => one.case),
    places: errors.length > 0 ? [] : made.map(({ place }) => place),
    checks: asserted.checks,
    errors,
    fullFrom,
    notes: asserted.notes,
  };
}

/** As many tests as there is room for. */
function readAll(tests: readonly unknown[], common: JsonFields) {
  const read: ReadTest[] = [];
  let cases = 0;
  for (const [place, test] of tests.entries()) {
    const one = readTest(test, place, common);
    cases += one.combinations.length;
    if (cases > MAX_CASES) return { read, fullFrom: place + 1 };
    read.push(one);
  }
  return { read, fullFrom: null };
}

interface ReadTest {
  readonly combinations: readonly Readonly<Record<string, string>>[];
  readonly asserts: readonly JsonFields[];
  readonly name: string | null;
  /** The expected answer and the note as an exported configuration tells them; `null` elsewhere. */
  readonly expected: string | null;
  readonly note: string | null;
  readonly errors: readonly RowError[];
}

function readTest(test: unknown, place: number, common: JsonFields): ReadTest {
  const line = place + 1;
  if (!isFields(test)) return wrong({ line, column: null, message: 'This is no test with “vars”.' });
  const vars = { ...valuesIn(common), ...valuesIn(test) };
  const told = { ...ownFields(common, 'vars'), ...ownFields(test, 'vars') };
  const file = Object.entries(vars).find(([name, value]) => told[name] !== value && [value].flat().some(isFile));
  if (file !== undefined)
    return wrong({ line, column: file[0], message: 'The value names a file, which is not read: write it out.' });
  const isExpanded = fieldsOf(test['options'])['disableVarExpansion'] !== true;
  const lists = Object.entries(vars).map(([name, value]) => [name, isExpanded ? valuesOf(value) : [value]] as const);
  const count = lists.reduce((product, [, values]) => product * values.length, 1);
  if (count > MAX_COMBINATIONS)
    return wrong({ line, column: null, message: `Its lists come to ${count} cases: at most ${MAX_COMBINATIONS}.` });
  const description = cellText(test['description'])?.trim() ?? '';
  return {
    combinations: combinationsOf(lists).map(isOwn(test) ? (one) => one : filledByEachOther),
    asserts: [...assertsOf(test), ...assertsOf(common)],
    name: description === '' ? null : description.slice(0, 200).toWellFormed(),
    expected: ownText(test, 'expected'),
    note: ownText(test, 'note')?.slice(0, MAX_CASE_NOTE) ?? null,
    errors: [],
  };
}

/** What an exported configuration tells of a test besides what promptfoo reads of it. */
function ownOf({ metadata }: JsonFields): unknown {
  return fieldsOf(metadata)['tempera'];
}

function isOwn(test: JsonFields): boolean {
  return isFields(ownOf(test));
}

/** The values of a test; what an exported configuration tells of them comes before what promptfoo reads. */
function valuesIn(test: JsonFields): JsonFields {
  return { ...fieldsOf(test['vars']), ...ownFields(test, 'vars') };
}

function ownFields(test: JsonFields, name: string): JsonFields {
  return fieldsOf(fieldsOf(ownOf(test))[name]);
}

function ownText(test: JsonFields, name: 'expected' | 'note'): string | null {
  const text = fieldsOf(ownOf(test))[name];
  return typeof text === 'string' ? text : null;
}

/** A value may name another one. */
function filledByEachOther(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, filled(value, variables) ?? value]),
  );
}

function wrong(error: RowError): ReadTest {
  return { combinations: [], asserts: [], name: null, expected: null, note: null, errors: [error] };
}

/** One value of each list with one of each other; those of the last list change first. */
function combinationsOf(
  lists: readonly (readonly [string, readonly unknown[]])[],
): readonly Readonly<Record<string, string>>[] {
  let count = 1;
  const columns = lists.toReversed().map(([name, values]) => {
    const every = count;
    count *= values.length;
    return { name, textAt: (place: number) => cellText(values[Math.floor(place / every) % values.length]) ?? '' };
  });
  const inOrder = columns.toReversed();
  return Array.from({ length: count }, (_, place) =>
    Object.fromEntries(inOrder.map(({ name, textAt }) => [name, textAt(place)])),
  );
}

function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? (value as readonly unknown[]) : [value];
}

function assertsOf({ assert }: JsonFields): readonly JsonFields[] {
  return Array.isArray(assert) ? assert.filter(isFields) : [];
}

function isFile(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('file://');
}

/** An expected answer may name the test's own variables. */
function filled(expected: string | null, variables: Readonly<Record<string, string>>): string | null {
  return (
    expected?.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) =>
      Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole,
    ) ?? null
  );
}

function fieldsOf(value: unknown): JsonFields {
  return isFields(value) ? value : {};
}
