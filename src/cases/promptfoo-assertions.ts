import type { Check } from '../domain/cases/check.ts';
import { literalPattern } from '../platform/literal-pattern.ts';
import { cellText } from '../prompts/rows/source-table.ts';
import { checks as checksField } from './case-fields.ts';

/** What promptfoo's assertions come to: answers that tests expect, checks that all of them share, and what has no counterpart. */
export interface Assertions {
  /** For each test. */
  readonly expected: readonly (string | null)[];
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
}

type Assertion = Readonly<Record<string, unknown>>;

/** Assertions whose value is the answer that a test expects, with the check that compares it. */
const EXPECTING = new Map<unknown, Check>([
  ['equals', { type: 'exact', extract: 'whole', raw: true }],
  ['contains', { type: 'contains', extract: 'whole', text: null }],
  ['icontains', { type: 'contains', extract: 'whole', text: null }],
]);

/**
 * Reads the assertions of tests. What every test asserts alike becomes a check; else the first `equals` or `contains` of a test is
 * its expected answer. What is neither is counted in a note, never dropped in silence.
 * @param tests the assertions of each test
 */
export function readAssertions(tests: readonly (readonly Assertion[])[]): Assertions {
  const shared = sharedBy(tests);
  const own = tests.map((asserts) => asserts.filter((one) => !shared.has(keyOf(one))));
  const expecting = own.map((asserts) => asserts.find(({ type }) => EXPECTING.has(type)));
  const types = [...new Set(expecting.flatMap((one) => (one === undefined ? [] : [one['type']])))];
  const left = [
    ...own.flatMap((asserts, place) => asserts.filter((one) => one !== expecting[place])),
    ...[...shared.values()].filter((one) => checkOf(one) === null),
  ];
  return {
    expected: expecting.map((one) => (one === undefined ? null : cellText(one['value']))),
    checks: [...comparing(types), ...[...shared.values()].flatMap((one) => checkOf(one) ?? [])],
    notes: [
      ...(types.length > 1
        ? ['Some tests ask for equal answers and others for contained ones: all are checked as contained.']
        : []),
      ...(types.includes('icontains') ? ['“icontains” is checked with upper and lower case told apart.'] : []),
      ...notRead(left),
    ],
  };
}

/** Where tests differ, the mildest comparison holds for all of them. */
function comparing(types: readonly unknown[]): readonly Check[] {
  const [type] = types.length > 1 ? ['contains'] : types;
  return [EXPECTING.get(type)].filter((check) => check !== undefined);
}

/** What several tests all assert; a single test shares nothing but what can only be a check. */
function sharedBy(tests: readonly (readonly Assertion[])[]): ReadonlyMap<string, Assertion> {
  const [first = []] = tests;
  const everywhere = first.filter((one) =>
    tests.every((asserts) => asserts.some((other) => keyOf(other) === keyOf(one))),
  );
  const shared = everywhere.filter(
    (one) => ownCheck(one) !== null || (one['type'] !== 'equals' && (tests.length > 1 || !EXPECTING.has(one['type']))),
  );
  return new Map(shared.map((one) => [keyOf(one), one]));
}

function keyOf({ type, value, config }: Assertion): string {
  return JSON.stringify([type, value, config]);
}

/** The check of an assertion that holds for every test; `null` where there is none. */
function checkOf(assertion: Assertion): Check | null {
  const own = ownCheck(assertion);
  if (own !== null) return own;
  const { type, value } = assertion;
  const text = cellText(value) ?? '';
  if (type === 'is-json') return { type: 'json_schema', extract: 'whole', schema: schemaOf(value) };
  if (text === '') return null;
  switch (type) {
    case 'contains':
      return { type: 'contains', extract: 'whole', text };
    case 'icontains':
      return { type: 'regex', extract: 'whole', pattern: `(?i)${literalPattern(text)}` };
    case 'starts-with':
      return { type: 'regex', extract: 'whole', pattern: `^${literalPattern(text)}` };
    case 'regex':
      return { type: 'regex', extract: 'whole', pattern: text };
    case 'llm-rubric':
      return { type: 'judge', extract: 'whole', rubric: text, model: null, connection: null, baseline: null };
    default:
      return null;
  }
}

/** The check that an assertion of an exported configuration stands for, whatever runs for it in promptfoo. */
function ownCheck({ config }: Assertion): Check | null {
  const told = typeof config === 'object' && config !== null && 'tempera' in config ? config.tempera : undefined;
  const parsed = told === undefined ? null : checksField.safeParse([told]);
  return parsed?.success === true ? (parsed.data[0] ?? null) : null;
}

function schemaOf(value: unknown): Readonly<Record<string, unknown>> | boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : true;
}

function notRead(left: readonly Assertion[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { type } of left) {
    const name = String(type);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(
    ([name, count]) =>
      `${count} ${count === 1 ? 'assertion' : 'assertions'} of type “${name}” cannot be read here and ${count === 1 ? 'is' : 'are'} left out.`,
  );
}
