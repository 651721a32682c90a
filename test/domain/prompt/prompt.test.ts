import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Message, ROLES } from '../../../src/domain/prompt/message.ts';
import {
  canonicalMessages,
  canonicalPrompt,
  EMPTY_PROMPT,
  type Prompt,
  promptFromMessages,
  promptMessages,
} from '../../../src/domain/prompt/prompt.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const message = fc.record(
  { role: fc.constantFrom(...ROLES), content: text, name: fc.string({ minLength: 1, maxLength: 5 }) },
  { requiredKeys: ['role', 'content'] },
) as fc.Arbitrary<Message>;
const example = fc.record({ input: text, output: text, enabled: fc.boolean(), tags: fc.array(text, { maxLength: 2 }) });
const prompt: fc.Arbitrary<Prompt> = fc.record({
  system: fc.option(text, { nil: null }),
  examples: fc.array(example, { maxLength: 4 }),
  messages: fc.array(message, { maxLength: 5 }),
  encoding: fc.constantFrom('turns', 'inline'),
  template: fc.option(text, { nil: null }),
});

test('any chat message list becomes a prompt that gives the list back unchanged', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
      expect(promptMessages(promptFromMessages(messages))).toEqual(messages);
    }),
  );
});

test('a prompt without examples comes back from its own messages', () => {
  const plain: fc.Arbitrary<Prompt> = fc
    .record({
      system: fc.option(text, { nil: null }),
      messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    })
    .map((parts) => ({ ...EMPTY_PROMPT, ...parts }));
  fc.assert(
    fc.property(plain, (given) => {
      // Without a system text, a first message of role system is the system text.
      fc.pre(given.system !== null || given.messages[0]?.role !== 'system');
      expect(promptFromMessages(promptMessages(given))).toEqual(given);
    }),
  );
});

test('messages are the system text, the enabled examples as turns, then the conversation', () => {
  expect(
    promptMessages({
      ...EMPTY_PROMPT,
      system: 'S',
      examples: [
        { input: 'a', output: 'A', enabled: true, tags: [] },
        { input: 'b', output: 'B', enabled: false, tags: [] },
        { input: 'c', output: 'C', enabled: true, tags: ['t'] },
      ],
      messages: [{ role: 'user', content: 'q', name: 'Ann' }],
    }),
  ).toEqual([
    { role: 'system', content: 'S' },
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'A' },
    { role: 'user', content: 'c' },
    { role: 'assistant', content: 'C' },
    { role: 'user', content: 'q', name: 'Ann' },
  ]);
});

test('an empty system text is a message, and none is none', () => {
  expect(promptMessages({ ...EMPTY_PROMPT, system: '' })[0]).toEqual({ role: 'system', content: '' });
  expect(promptMessages(EMPTY_PROMPT).map(({ role }) => role)).toEqual(['user']);
});

test('equal prompts have one canonical text, whatever the order of their properties', () => {
  fc.assert(
    fc.property(prompt, (given) => {
      const turned = reversed(given) as Prompt;
      expect(Object.keys(turned)).not.toEqual(Object.keys(given));
      expect(canonicalPrompt(turned)).toBe(canonicalPrompt(given));
      expect(canonicalMessages(turned.messages)).toBe(canonicalMessages(given.messages));
    }),
  );
});

test('different prompts have different canonical texts, and each can be read back from its text', () => {
  fc.assert(
    fc.property(prompt, (given) => {
      expect(JSON.parse(canonicalPrompt(given))).toEqual(given);
    }),
  );
});

/** The same value with the properties of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
