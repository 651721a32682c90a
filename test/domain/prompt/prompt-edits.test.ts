import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Message, ROLES } from '../../../src/domain/prompt/message.ts';
import { EMPTY_PROMPT, type Prompt } from '../../../src/domain/prompt/prompt.ts';
import {
  addMessage,
  changeRole,
  editablePrompt,
  moveMessage,
  removeMessage,
} from '../../../src/domain/prompt/prompt-edits.ts';

function promptOf(...messages: readonly (readonly [Message['role'], string])[]): Prompt {
  return { ...EMPTY_PROMPT, messages: messages.map(([role, content]) => ({ role, content })) };
}

const TALK = promptOf(['user', 'a'], ['assistant', 'b'], ['user', 'last']);

function texts({ messages }: Prompt): string {
  return messages.map(({ role, content }) => `${role[0]}:${content}`).join(' ');
}

test('a message is added before the last one, with the role whose turn it is', () => {
  expect(texts(addMessage(promptOf(['user', 'last'])))).toBe('u: u:last');
  expect(texts(addMessage(promptOf(['user', 'a'], ['user', 'last'])))).toBe('u:a a: u:last');
  expect(texts(addMessage(TALK))).toBe('u:a a:b u: u:last');
});

test('earlier turns are taken out, moved and given another role', () => {
  expect(texts(removeMessage(TALK, 0))).toBe('a:b u:last');
  expect(texts(moveMessage(TALK, 0, 'down'))).toBe('a:b u:a u:last');
  expect(texts(moveMessage(TALK, 1, 'up'))).toBe('a:b u:a u:last');
  expect(texts(changeRole(TALK, 1, 'user'))).toBe('u:a u:b u:last');
});

test('the last message stays last and stays a user message, whatever is edited', () => {
  const edits = fc.oneof(
    fc.constant((prompt: Prompt) => addMessage(prompt)),
    fc.integer({ min: -2, max: 8 }).map((index) => (prompt: Prompt) => removeMessage(prompt, index)),
    fc.tuple(fc.integer({ min: -2, max: 8 }), fc.constantFrom('up' as const, 'down' as const)).map(
      ([index, direction]) =>
        (prompt: Prompt) =>
          moveMessage(prompt, index, direction),
    ),
    fc.tuple(fc.integer({ min: -2, max: 8 }), fc.constantFrom(...ROLES)).map(
      ([index, role]) =>
        (prompt: Prompt) =>
          changeRole(prompt, index, role),
    ),
    fc.constant((prompt: Prompt) => removeMessage(prompt, Number.NaN)),
    fc.constant((prompt: Prompt) => moveMessage(prompt, 0.5, 'down')),
  );
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 12 }), (all) => {
      const edited = all.reduce((prompt, apply) => apply(prompt), TALK);
      expect(edited.messages.at(-1)).toEqual({ role: 'user', content: 'last' });
      expect(edited.messages.filter(({ content }) => content === 'last')).toHaveLength(1);
    }),
  );
});

test('moving keeps every message, and moving back gives the prompt back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1, max: 4 }), (index) => {
      const prompt = promptOf(['user', 'a'], ['assistant', 'b'], ['user', 'c'], ['user', 'last']);
      const moved = moveMessage(prompt, index, 'down');
      expect(new Set(moved.messages)).toEqual(new Set(prompt.messages));
      if (texts(moved) !== texts(prompt)) expect(moveMessage(moved, index + 1, 'up')).toEqual(prompt);
    }),
  );
});

test('the editor holds a prompt with a user message at its end', () => {
  expect(editablePrompt(TALK)).toBe(TALK);
  expect(texts(editablePrompt(promptOf(['user', 'a'], ['assistant', 'b'])))).toBe('u:a a:b u:');
  expect(texts(editablePrompt(promptOf()))).toBe('u:');
});
