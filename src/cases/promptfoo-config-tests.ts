import { type Case, MAX_CASES } from '../domain/cases/case.ts';
import type { Check } from '../domain/cases/check.ts';
import { isFields, type JsonFields } from '../domain/json.ts';
import { type PromptfooTests, readPromptfooTests } from './promptfoo-tests.ts';

/** The tests of a configuration as cases and checks, as far as they can be read. */
export interface ReadTests {
  readonly cases: readonly Case[];
  readonly checks: readonly Check[];
  /** What is left out; `place` is that of the test, from 0, `null` where it is no single one. */
  readonly problems: readonly { readonly place: number | null; readonly message: string }[];
}

/** What is read of a test; the rest is named. */
const READ = ['vars', 'assert', 'description', 'metadata', 'options'];

/** Tests that cannot be read are left out, and said; the others become cases. */
export function readTestsOfConfig({ tests, defaultTest }: JsonFields): ReadTests {
  const problems: ReadTests['problems'][number][] = [];
  const list = listOf(tests);
  if (list === null)
    problems.push({ place: null, message: 'Tests in other files are not read: write them out in a list.' });
  if (defaultTest !== undefined && !isFields(defaultTest))
    problems.push({ place: null, message: '“defaultTest” in another file is not read.' });
  const { read, wrong } = readable(list ?? [], defaultTest);
  problems.push(...wrong, ...unknownIn(list ?? []));
  if (read.fullFrom !== null) {
    problems.push({ place: null, message: `Tests are left out where they come to more than ${MAX_CASES} cases.` });
  }
  for (const name of unreadOf(defaultTest))
    problems.push({ place: null, message: `“${name}” of “defaultTest” is not read.` });
  for (const message of read.notes) problems.push({ place: null, message });
  return { cases: (list ?? []).length === 0 ? [] : read.cases, checks: read.checks, problems };
}

function listOf(tests: unknown): readonly unknown[] | null {
  if (tests === undefined || tests === null) return [];
  return Array.isArray(tests) ? (tests as readonly unknown[]) : null;
}

/** Without any test, what all tests assert is known all the same. */
function readable(
  list: readonly unknown[],
  defaults: unknown,
): { readonly read: PromptfooTests; readonly wrong: ReadTests['problems'] } {
  const first = readPromptfooTests(list.length === 0 ? [{}] : list, defaults);
  if (first.errors.length === 0) return { read: first, wrong: [] };
  const wrong = first.errors.map(({ line, column, message }) => ({
    place: line - 1,
    message: `Test ${line} is left out${column === null ? '' : ` for its “${column}”`}: ${message}`,
  }));
  const places = new Set(wrong.map(({ place }) => place));
  const rest = list.filter((_, place) => !places.has(place));
  return { read: readPromptfooTests(rest, defaults), wrong };
}

function unknownIn(list: readonly unknown[]): ReadTests['problems'] {
  const seen = new Map<string, number>();
  for (const [place, test] of list.entries()) {
    for (const name of unreadOf(test)) if (!seen.has(name)) seen.set(name, place);
  }
  return [...seen].map(([name, place]) => ({ place, message: `“${name}” of tests is not read.` }));
}

/** Parts of a test that nothing here stands for. */
function unreadOf(test: unknown): readonly string[] {
  if (!isFields(test)) return [];
  const { options } = test;
  return [
    ...Object.keys(test).filter((name) => !READ.includes(name)),
    ...(isFields(options) ? Object.keys(options).filter((name) => name !== 'disableVarExpansion') : []).map(
      (name) => `options.${name}`,
    ),
  ];
}
