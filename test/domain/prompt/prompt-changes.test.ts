import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_PROMPT, type Example, type Prompt } from '../../../src/domain/prompt/prompt.ts';
import { promptChanges } from '../../../src/domain/prompt/prompt-changes.ts';

const row = (input: string, enabled = true): Example => ({ input, output: input.toUpperCase(), enabled, tags: [] });
const withExamples = (...examples: readonly Example[]): Prompt => ({ ...EMPTY_PROMPT, examples });

test.each<[string, Prompt, Prompt, readonly string[]]>([
  ['nothing', EMPTY_PROMPT, EMPTY_PROMPT, []],
  ['a system message', EMPTY_PROMPT, { ...EMPTY_PROMPT, system: 'Be brief.' }, ['system message added']],
  ['rows added', withExamples(row('a')), withExamples(row('b'), row('a'), row('c')), ['2 examples added']],
  ['a row edited', withExamples(row('a'), row('b')), withExamples(row('a'), row('x')), ['1 example changed']],
  [
    'one edited and one removed',
    withExamples(row('a'), row('b')),
    withExamples(row('x')),
    ['1 example changed', '1 example removed'],
  ],
  [
    'a row switched off',
    withExamples(row('a'), row('b')),
    withExamples(row('a'), row('b', false)),
    ['1 of 2 examples on'],
  ],
  [
    'another order',
    withExamples(row('a'), row('b')),
    withExamples(row('b'), row('a')),
    ['examples in another order, or switched'],
  ],
  ['the encoding', EMPTY_PROMPT, { ...EMPTY_PROMPT, encoding: 'inline' }, ['examples as inline text']],
  [
    'the next question of a conversation',
    { ...EMPTY_PROMPT, messages: [{ role: 'user', content: 'one' }] },
    {
      ...EMPTY_PROMPT,
      messages: [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'two' },
        { role: 'user', content: 'three' },
      ],
    },
    ['2 earlier turns added', 'user message changed'],
  ],
])('what changed is named: %s', (_, before, after, changes) => {
  expect(promptChanges(before, after)).toEqual(changes);
});

const examples = fc.array(
  fc.record({
    input: fc.constantFrom('a', 'b', 'c'),
    output: fc.constantFrom('x', 'y'),
    enabled: fc.boolean(),
    tags: fc.constant([]),
  }),
  { maxLength: 4 },
);

test('two prompts have no changes exactly when their examples are equal', () => {
  fc.assert(
    fc.property(examples, examples, (before, after) => {
      const changes = promptChanges(withExamples(...before), withExamples(...after));
      expect(changes.length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
    }),
  );
});
