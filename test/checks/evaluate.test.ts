import { expect, onTestFinished, test } from 'vitest';
import { createChecker } from '../../src/checks/checker.ts';
import { compiling, evaluate } from '../../src/checks/evaluate.ts';
import type { Check } from '../../src/domain/cases/check.ts';

const WHOLE = { extract: 'whole' } as const;
const LABEL: Check = { ...WHOLE, type: 'label', labels: ['positive', 'negative'], raw: false };

function passed(check: Check, text: string, expected: string | null = null, outputTokens: number | null = null) {
  return evaluate(check, { text, expected, outputTokens }, compiling()).passed;
}

test('a label is compared without its accidents, and one that is not listed is off-list', () => {
  expect(passed(LABEL, ' Positive.\n', 'positive')).toBe(true);
  expect(passed(LABEL, 'negative', 'positive')).toBe(false);
  expect(passed({ ...LABEL, raw: true }, 'Positive', 'positive')).toBe(false);
  const off = evaluate(LABEL, { text: 'mixed', expected: 'positive', outputTokens: 1 }, compiling());
  expect(off).toEqual({ type: 'label', passed: false, detail: 'none of the labels', offList: true });
});

test('of a pattern with alternatives the group that took part is compared, and what was taken is told', () => {
  const check: Check = { type: 'exact', extract: { regex: '(yes)|(no)' }, raw: false };
  expect(passed(check, 'I say no', 'no')).toBe(true);
  expect(passed(check, 'I say yes', 'no')).toBe(false);
  expect(passed(check, 'maybe', 'no')).toBe(false);
  const compared = evaluate(check, { text: 'I say yes', expected: 'no', outputTokens: 1 }, compiling());
  expect(compared).toEqual({ type: 'exact', passed: false, detail: 'yes' });
});

test('what needs an expected answer is unknown without one', () => {
  for (const check of [
    LABEL,
    { ...WHOLE, type: 'exact', raw: false },
    { ...WHOLE, type: 'numeric', atol: 0, rtol: 0 },
  ]) {
    expect(passed(check as Check, 'positive')).toBeNull();
  }
  expect(passed({ ...WHOLE, type: 'contains', text: null }, 'x')).toBeNull();
  expect(passed({ ...WHOLE, type: 'contains', text: 'ab' }, 'cabd')).toBe(true);
  expect(passed({ ...WHOLE, type: 'contains', text: null }, 'cabd', 'ab')).toBe(true);
});

test('exact answers are compared by norm or raw', () => {
  expect(passed({ ...WHOLE, type: 'exact', raw: false }, 'PARIS.', 'Paris')).toBe(true);
  expect(passed({ ...WHOLE, type: 'exact', raw: true }, 'PARIS.', 'Paris')).toBe(false);
});

test('a number is right within atol + rtol x |expected|', () => {
  const within = (atol: number, rtol: number): Check => ({ ...WHOLE, type: 'numeric', atol, rtol });
  expect(passed(within(0, 0), '$1,234.50', '1234.5')).toBe(true);
  expect(passed(within(0.1, 0), '0.4', '0.3')).toBe(true);
  expect(passed(within(0.1, 0), '0.4000001', '0.3')).toBe(false);
  expect(passed(within(0, 0.1), '-9', '-10')).toBe(true);
  expect(passed(within(0, 0.1), '0.001', '0')).toBe(false);
  expect(passed(within(0, 0), '0.30000000000000004', '0.3')).toBe(false);
  expect(passed(within(0.5, 0.01), '101.5', '100')).toBe(true);
  expect(passed(within(0.5, 0.01), '101.51', '100')).toBe(false);
  expect(passed(within(0, 0), '\u22125.', '-5')).toBe(true);
  expect(passed(within(0, 0), 'five', '5')).toBe(false);
  expect(passed(within(0, 0), '5', 'five')).toBeNull();
});

test('JSON is validated and compared field by field; a field that is not expected is free', () => {
  const schema = {
    type: 'object',
    required: ['label'],
    properties: { label: { type: 'string', pattern: '^[a-z]+$' } },
  };
  const check: Check = { ...WHOLE, type: 'json_schema', schema };
  expect(passed(check, '{"label":"good"}')).toBe(true);
  expect(passed(check, '{"label":"GOOD"}')).toBe(false);
  expect(passed(check, 'good')).toBe(false);
  expect(passed(check, '{"label":"good","why":"x"}', '{"label":"good"}')).toBe(true);
  const wrong = evaluate(
    check,
    { text: '{"label":"good"}', expected: '{"label":"bad"}', outputTokens: 1 },
    compiling(),
  );
  expect(wrong).toEqual({ type: 'json_schema', passed: false, detail: 'label differs' });
  expect(passed(check, '{"label":"good"}', 'not JSON')).toBeNull();
});

test('a length is counted in tokens, and unknown where they are', () => {
  const check: Check = { ...WHOLE, type: 'length', max_tokens: 10 };
  expect([passed(check, 'x', null, 10), passed(check, 'x', null, 11), passed(check, 'x')]).toEqual([true, false, null]);
});

test('the part that is checked is taken out first', () => {
  const taking = (extract: Check['extract']): Check => ({ extract, type: 'exact', raw: true });
  const text = '\n  first \n\nlast \n';
  expect(passed(taking('first_line'), text, 'first')).toBe(true);
  expect(passed(taking('last_line'), text, 'last')).toBe(true);
  expect(passed(taking('last_line'), ' \n', '')).toBe(false);
  expect(passed(taking('after_think'), '<think>no</think>\nyes', 'yes')).toBe(true);
  expect(passed(taking('after_think'), 'yes', 'yes')).toBe(true);
  const held: Check = { extract: 'after_think', type: 'contains', text: 'yes' };
  expect(passed(held, '<think>It may be yes, or')).toBe(false);
  expect(passed(taking({ json_field: 'a.b' }), '{"a":{"b":"x"}}', 'x')).toBe(true);
  expect(passed(taking({ json_field: 'a.1' }), '{"a":[1,{"c":2}]}', '{"c":2}')).toBe(true);
  expect(passed(taking({ json_field: 'constructor.name' }), '{}', 'Object')).toBe(false);
  expect(passed(taking({ regex: 'Answer: (\\w+)' }), 'So. Answer: yes', 'yes')).toBe(true);
  expect(passed(taking({ regex: 'Answer: (\\w+)' }), 'no', 'yes')).toBe(false);
});

test('a pattern that makes other engines hang takes its turn, and neither the thread nor this one waits long', async () => {
  const checker = createChecker();
  onTestFinished(() => checker.close());
  const hostile = `${'a'.repeat(100_000)}!`;
  const schema = { type: 'string', pattern: '^(a+)+$' };
  const [byRegex] = await checker.check(
    [{ ...WHOLE, type: 'regex', pattern: '^(a+)+$' }],
    [{ text: hostile, outputTokens: null, expected: null }],
  );
  const [bySchema] = await checker.check(
    [{ ...WHOLE, type: 'json_schema', schema }],
    [{ text: JSON.stringify(hostile), outputTokens: null, expected: null }],
  );
  expect([byRegex?.passed, bySchema?.passed]).toEqual([false, false]);
});

test('patterns and schemas that cannot be used are refused by their place, and nothing is fetched', async () => {
  const checker = createChecker();
  onTestFinished(() => checker.close());
  const checks: readonly Check[] = [
    { ...WHOLE, type: 'exact', raw: false },
    { ...WHOLE, type: 'regex', pattern: '(' },
    { ...WHOLE, type: 'json_schema', schema: { $ref: 'http://127.0.0.1:9/schema.json' } },
    { extract: { regex: '(?=x)' }, type: 'exact', raw: false },
  ];
  await expect(checker.validate(checks)).rejects.toMatchObject({
    errors: [{ path: 'checks.1' }, { path: 'checks.2' }, { path: 'checks.3' }],
  });
});
