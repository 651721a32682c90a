import { expect, test } from 'vitest';
import { leakedExamples, leakWarning } from '../../../src/domain/cases/leak.ts';
import { EMPTY_PROMPT, type Prompt } from '../../../src/domain/prompt/prompt.ts';

function prompt(asked: string, ...inputs: readonly (string | { readonly off: string })[]): Prompt {
  const examples = inputs.map((input) => ({
    input: typeof input === 'string' ? input : input.off,
    output: 'x',
    enabled: typeof input === 'string',
    tags: [],
  }));
  return { ...EMPTY_PROMPT, examples, messages: [{ role: 'user', content: asked }] };
}

test('a user message that equals an example is found whatever its case, spaces and encoding of letters', () => {
  expect(leakedExamples(prompt(' The  CAFE\u0301 was\nnice ', 'Other', 'the café was nice'))).toEqual([1]);
});

test('an example that is switched off does not leak, and another question does not either', () => {
  expect(leakedExamples(prompt('Good film', { off: 'Good film' }))).toEqual([]);
  expect(leakedExamples(prompt('Bad film', 'Good film'))).toEqual([]);
  expect(leakWarning(prompt('', ''))).toBeNull();
});

test('the warning names the examples', () => {
  expect(leakWarning(prompt('a', 'a'))).toContain('example 1,');
  expect(leakWarning(prompt('a', 'A', 'b', 'a '))).toContain('examples 1, 3');
});
