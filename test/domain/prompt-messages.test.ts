import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalPrompt,
  EMPTY_PROMPT,
  enabledExamples,
  missingVariables,
  type Prompt,
  promptMessages,
  templateProblem,
  variablesOf,
} from '../../src/domain/prompt/prompt.ts';
import { renderText } from '../../src/domain/prompt/template.ts';
import { anyPrompt } from './prompts.ts';

const rendered = (prompt: Prompt, text: string) => renderText(text, new Map(Object.entries(prompt.variables ?? {})));
const two: Prompt = {
  ...EMPTY_PROMPT,
  examples: [
    { input: 'Good film.', output: 'positive', enabled: true, tags: [] },
    { input: 'Off.', output: 'none', enabled: false, tags: [] },
    { input: 'Bad film.', output: 'negative', enabled: true, tags: [] },
  ],
  messages: [{ role: 'user', content: 'Dull film.' }],
};

test('as turns, every enabled row is a user and an assistant message between system and conversation', () => {
  fc.assert(
    fc.property(anyPrompt, (given) => {
      const prompt: Prompt = { ...given, encoding: 'turns' };
      const messages = promptMessages(prompt);
      const on = enabledExamples(prompt);
      const start = prompt.system === null ? 0 : 1;
      expect(messages).toHaveLength(start + 2 * on.length + prompt.messages.length);
      expect(messages.slice(start, start + 2 * on.length)).toEqual(
        on.flatMap(({ input, output }) => [
          { role: 'user', content: rendered(prompt, input) },
          { role: 'assistant', content: rendered(prompt, output) },
        ]),
      );
    }),
  );
});

test('inlined, the rows are in the last user message and no message is added', () => {
  fc.assert(
    fc.property(anyPrompt, (given) => {
      const prompt: Prompt = { ...given, encoding: 'inline' };
      const messages = promptMessages(prompt);
      expect(messages).toHaveLength((prompt.system === null ? 0 : 1) + prompt.messages.length);
      const last = messages.at(-1)?.content ?? '';
      for (const { input, output } of enabledExamples(prompt)) {
        expect(last).toContain(rendered(prompt, input));
        expect(last).toContain(rendered(prompt, output));
      }
      expect(messages.slice(0, -1)).toEqual(promptMessages({ ...prompt, examples: [] }).slice(0, -1));
    }),
  );
});

test('inline and turns send the same when no row is on', () => {
  fc.assert(
    fc.property(anyPrompt, (given) => {
      const off = { ...given, examples: given.examples.map((row) => ({ ...row, enabled: false })) };
      expect(promptMessages({ ...off, encoding: 'inline' })).toEqual(promptMessages({ ...off, encoding: 'turns' }));
    }),
  );
});

test('an inlined question is written like the examples and breaks off where the answer shall follow', () => {
  const prompt: Prompt = { ...two, encoding: 'inline', template: 'Text: {{input}}\nLabel: {{output}}' };
  expect(promptMessages(prompt)).toEqual([
    {
      role: 'user',
      content: 'Text: Good film.\nLabel: positive\n\nText: Bad film.\nLabel: negative\n\nText: Dull film.\nLabel:',
    },
  ]);
});

test('a template must hold input before output', () => {
  const inline: Prompt = { ...two, encoding: 'inline' };
  expect(templateProblem(inline)).toBeNull();
  expect(templateProblem({ ...inline, template: 'Q: {{input}}' })).toContain('{{output}}');
  expect(templateProblem({ ...inline, template: '{{output}} {{input}}' })).toContain('before');
  expect(templateProblem({ ...two, template: 'nothing' })).toBeNull();
});

test('exactly the variables used by what is sent are missing when none has a value', () => {
  fc.assert(
    fc.property(anyPrompt, (given) => {
      const bare: Prompt = { ...given, variables: {} };
      expect(missingVariables(bare)).toEqual(variablesOf(bare));
      const filled = { ...given, variables: Object.fromEntries(variablesOf(bare).map((name) => [name, '<value>'])) };
      expect(missingVariables(filled)).toEqual([]);
      const sent = promptMessages(filled)
        .map(({ content }) => content)
        .join('\n');
      expect(sent.includes('<value>')).toBe(variablesOf(bare).length > 0);
    }),
  );
});

test('a row that is off asks for no variable', () => {
  const row = { input: '{{secret}}', output: 'x', enabled: false, tags: [] };
  expect(variablesOf({ ...EMPTY_PROMPT, examples: [row] })).toEqual([]);
  expect(variablesOf({ ...EMPTY_PROMPT, examples: [{ ...row, enabled: true }] })).toEqual(['secret']);
});

test('a version is the same with variables that are not used, and another with another value of one that is', () => {
  const plain = canonicalPrompt(two);
  expect(plain).not.toContain('variables');
  expect(canonicalPrompt({ ...two, variables: { unused: 'x' } })).toBe(plain);
  const asking: Prompt = { ...two, messages: [{ role: 'user', content: 'In {{city}}?' }] };
  const texts = [asking, { ...asking, variables: { city: 'Oslo' } }, { ...asking, variables: { city: 'Rome' } }];
  expect(new Set(texts.map(canonicalPrompt)).size).toBe(3);
});

test('the ids of rows are no part of a version', () => {
  const named = { ...two, examples: two.examples.map((row, index) => ({ ...row, id: `row${index}` })) };
  expect(canonicalPrompt(named)).toBe(canonicalPrompt(two));
});

test('a row that nobody has written in yet is no turn, and no inlined example', () => {
  const prompt = {
    ...EMPTY_PROMPT,
    examples: [
      { input: ' ', output: '', enabled: true, tags: [] },
      { input: 'a', output: '', enabled: true, tags: [] },
    ],
    messages: [{ role: 'user' as const, content: 'q' }],
  };
  expect(promptMessages(prompt).map(({ content }) => content)).toEqual(['a', '', 'q']);
  expect(promptMessages({ ...prompt, encoding: 'inline' }).map(({ content }) => content)).toEqual([
    'Input: a\nOutput: \n\nInput: q\nOutput:',
  ]);
});
