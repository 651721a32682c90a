import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StudyKind, studyVariants } from '../../../src/domain/cases/study.ts';
import { EMPTY_PROMPT, enabledExamples, type Prompt, promptMessages } from '../../../src/domain/prompt/prompt.ts';
import { applyVariant, parseVariantKeys, variantChoices } from '../../../src/domain/prompt/variant.ts';
import {
  askingProblems,
  variantPrompts,
  variantTokens,
  versionsNamed,
} from '../../../src/domain/prompt/variant-prompts.ts';
import { singlePoint } from '../../../src/domain/run/sweep.ts';
import { anyPrompt } from '../prompts.ts';

const row = (input: string, tags: readonly string[] = [], enabled = true) => ({ input, output: 'o', enabled, tags });
const prompt: Prompt = {
  ...EMPTY_PROMPT,
  system: 'Be brief.',
  examples: [row('1', ['film']), row('2'), row('off', ['film'], false), row('3', ['film'])],
  messages: [{ role: 'user', content: 'q' }],
};
const inputs = (given: Prompt) => enabledExamples(given).map(({ input }) => input);

test('k shots are the first k rows that are on', () => {
  fc.assert(
    fc.property(anyPrompt, fc.nat(8), (given, shots) => {
      const on = enabledExamples(given);
      expect(enabledExamples(applyVariant(given, { shots }))).toEqual(on.slice(0, shots));
    }),
  );
});

test('a row that nobody has written in yet is no shot, and studies leave it alone', () => {
  const blank = { input: ' ', output: '', enabled: true, tags: [] };
  const given: Prompt = { ...prompt, examples: [row('1'), blank, row('2'), row('3')] };
  expect(inputs(applyVariant(given, { shots: 2 }))).toEqual(['1', '2']);
  const of = (kind: StudyKind) =>
    studyVariants(given, kind).map(({ changes }) => inputs(applyVariant(given, changes)).join(''));
  expect(of('shots')).toEqual(['', '1', '12', '123']);
  expect(of('leave_one_out')).toEqual(['123', '23', '13', '12']);
  expect(of('order').toSorted()).toEqual(['123', '132', '213', '231', '312', '321']);
});

test('a tag chooses among the rows that are on, and shots count only those', () => {
  expect(inputs(applyVariant(prompt, { tag: 'film' }))).toEqual(['1', '3']);
  expect(inputs(applyVariant(prompt, { tag: 'film', shots: 1 }))).toEqual(['1']);
});

test('what a variant does not name stays as it is', () => {
  fc.assert(
    fc.property(anyPrompt, (given) => {
      expect(applyVariant(given, {})).toEqual(given);
    }),
  );
});

test('a version is asked as it was, with the values that the variables have now', () => {
  const earlier: Prompt = {
    ...EMPTY_PROMPT,
    messages: [{ role: 'user', content: '{{city}}?' }],
    variables: { city: 'Rome' },
  };
  const now: Prompt = { ...prompt, variables: { city: 'Oslo' } };
  const asked = applyVariant(now, { version: 2 }, new Map([[2, earlier]]));
  expect(promptMessages(asked)).toEqual([{ role: 'user', content: 'Oslo?' }]);
});

test('the editor offers what the prompt holds, each under one name', () => {
  const names = variantChoices(prompt, [2, 1]).map(({ name }) => name);
  expect(names).toEqual([
    'as written',
    'without system',
    'turns',
    'inline',
    '0-shot',
    '1-shot',
    '2-shot',
    '3-shot',
    'tag film',
    'version 2',
    'version 1',
  ]);
  expect(variantChoices(EMPTY_PROMPT, []).map(({ name }) => name)).toEqual(['as written']);
  fc.assert(
    fc.property(anyPrompt, (given) => {
      const keys = variantChoices(given, [1]).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(parseVariantKeys(keys.join(', '))).toEqual(keys);
    }),
  );
});

test('a run asks one prompt for each of its variants, and knows the versions it needs', () => {
  const variants = [
    { name: 'bare', changes: { system: null, shots: 0 }, inputTokens: 5 },
    { name: 'old', changes: { version: 7 }, inputTokens: null },
  ];
  const sweep = { ...singlePoint('m'), variant: [null, 'bare', 'old'] };
  const asked = variantPrompts(prompt, { sweep, variants }, new Map([[7, EMPTY_PROMPT]]));
  expect(asked.map(({ variant }) => variant)).toEqual([null, 'bare', 'old']);
  expect(asked.map((one) => promptMessages(one.prompt).length)).toEqual([1 + 6 + 1, 1, 1]);
  expect(versionsNamed({ variants })).toEqual([7]);
  expect(variantTokens({ variants }, 'bare')).toBe(5);
  expect(variantTokens({ variants }, null)).toBeNull();
});

test('a variable that only one variant uses is missed all the same, by name and once', () => {
  const changes = { messages: [{ role: 'user' as const, content: '{{who}} and {{who}}' }] };
  const sweep = { ...singlePoint('m'), variant: ['a', 'b'] };
  const variants = ['a', 'b'].map((name) => ({ name, changes, inputTokens: null }));
  const problems = askingProblems(variantPrompts(prompt, { sweep, variants }));
  expect(problems.map(({ path }) => path)).toEqual(['variables.who']);
  expect(problems[0]?.message).toContain('“who”');
});
