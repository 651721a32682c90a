import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message, Role } from '../../../src/domain/prompt/message.ts';
import { createTokenCounter, encodingOf, type TokenCounter } from '../../../src/provider/tokens/tokens.ts';

let counter: TokenCounter;

beforeAll(() => {
  counter = createTokenCounter({ timeoutMs: 10_000 });
});
afterAll(() => counter.close());

const message = (role: Role, content: string, name?: string): Message =>
  name === undefined ? { role, content } : { role, content, name };

const SENTIMENT = message('system', 'Classify the sentiment as positive or negative. Answer with one word.');
const DULL = message('user', 'The film was dull.');

/** The OpenAI cookbook's example, whose counts the API confirms. */
const JARGON = [
  message(
    'system',
    'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
  ),
  message('system', 'New synergies will help drive top-line growth.', 'example_user'),
  message('system', 'Things working well together will increase revenue.', 'example_assistant'),
  message(
    'system',
    "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    'example_user',
  ),
  message('system', "Let's talk later when we're less busy about how to do better.", 'example_assistant'),
  message('user', "This late pivot means we don't have time to boil the ocean for the client deliverable."),
];

const TABLE: readonly (readonly [string, readonly Message[], number, number | null])[] = [
  ['no message', [], 3, 3],
  ['an empty message', [message('user', '')], 7, 7],
  ['Hello!', [message('user', 'Hello!')], 9, 9],
  ['a name', [message('user', 'Hello!', 'Alice')], 11, 11],
  ['system and user', [message('system', 'You are a helpful assistant.'), message('user', 'Hello!')], 19, 19],
  ["the cookbook's example", JARGON, 124, 129],
  ['Japanese', [message('user', '東京の天気は?')], 13, 15],
  ['text like a special token', [message('user', '<|endoftext|>')], 14, null],
  ['a classification', [SENTIMENT, DULL], 30, null],
  [
    'with examples as turns',
    [
      SENTIMENT,
      message('user', 'I loved it.'),
      message('assistant', 'positive'),
      message('user', 'A waste of time.'),
      message('assistant', 'negative'),
      DULL,
    ],
    57,
    null,
  ],
  [
    'with examples inside',
    [
      SENTIMENT,
      message(
        'user',
        'Text: I loved it.\nLabel: positive\n\nText: A waste of time.\nLabel: negative\n\nText: The film was dull.\nLabel:',
      ),
    ],
    55,
    null,
  ],
];

describe('input tokens are what the API counts', () => {
  test.each(TABLE)('%s', async (_, messages, o200k, cl100k) => {
    const modern = await counter.countMessages({ model: 'gpt-4o-mini', messages });
    expect(modern).toMatchObject({ inputTokens: o200k, method: 'tiktoken' });
    expect(modern.perMessage).toHaveLength(messages.length);
    expect(modern.perMessage.reduce((sum, count) => sum + count, 3)).toBe(o200k);
    if (cl100k !== null) {
      const older = await counter.countMessages({ model: 'gpt-3.5-turbo', messages });
      expect(older).toMatchObject({ inputTokens: cl100k, method: 'tiktoken' });
    }
  });
});

test('texts are counted on their own, the same one twice', async () => {
  const texts = ['Hello!', '', 'a\ud800b', 'Hello!'];
  const { tokens, method } = await counter.countTexts({ model: 'gpt-5.1', texts });
  expect(method).toBe('tiktoken');
  expect(tokens.slice(0, 2)).toEqual([2, 0]);
  expect(tokens[2]).toBeGreaterThan(0);
  expect(tokens[3]).toBe(2);
});

test('models with other tokenisers are counted roughly, four characters to a token', async () => {
  const messages = [message('user', '12345678')];
  expect(await counter.countMessages({ model: 'llama3.2', messages })).toEqual({
    inputTokens: 3 + 3 + 1 + 2,
    perMessage: [6],
    method: 'rough',
  });
});

test('a text that takes too long is counted roughly, and does not hold up the next one', async () => {
  const hasty = createTokenCounter({ timeoutMs: 300 });
  const hostile = hasty.countTexts({ model: 'gpt-4o', texts: ['a'.repeat(100_000), 'Hello!'] });
  const next = hasty.countTexts({ model: 'gpt-4o', texts: ['The film was dull.'] });
  expect(await hostile).toEqual({ tokens: [25_000, 2], method: 'rough' });
  expect(await next).toMatchObject({ tokens: [5], method: 'tiktoken' });
  // It is remembered as too slow, so that nothing is waited for again.
  const both = ['a'.repeat(100_000), 'Hello!'];
  expect(await hasty.countTexts({ model: 'gpt-4o', texts: both })).toEqual({ tokens: [25_000, 2], method: 'rough' });
  await hasty.close();
});

test('a closed counter starts again when it is asked', async () => {
  const again = createTokenCounter({ timeoutMs: 10_000 });
  await again.close();
  expect(await again.countTexts({ model: 'gpt-4o', texts: ['Hello!'] })).toMatchObject({ tokens: [2] });
  await again.close();
});

test.each([
  ['gpt-4o-mini', 'o200k_base'],
  ['gpt-4.1-nano', 'o200k_base'],
  ['gpt-4.5-preview', 'o200k_base'],
  ['gpt-5.4-mini', 'o200k_base'],
  ['o4-mini', 'o200k_base'],
  ['openai/gpt-5', 'o200k_base'],
  ['ft:gpt-4o-mini-2024-07-18:acme::x', 'o200k_base'],
  ['chatgpt-4o-latest', 'o200k_base'],
  ['gpt-4', 'cl100k_base'],
  ['gpt-4-turbo', 'cl100k_base'],
  ['gpt-3.5-turbo', 'cl100k_base'],
  ['claude-opus-4-7', null],
  ['olmo-2', null],
])('%s is tokenised by %s', (model, encoding) => {
  expect(encodingOf(model)).toBe(encoding);
});

test('families are matched whole, and gpt-oss counts as o200k', () => {
  for (const model of [
    'gpt-5',
    'gpt-5.1',
    'gpt-5-mini-2025-08-07',
    'gpt-4.1-nano',
    'o3-mini',
    'gpt-oss-20b',
    'openai/gpt-oss-120b',
  ]) {
    expect([model, encodingOf(model)]).toEqual([model, 'o200k_base']);
  }
  for (const model of ['gpt-4', 'gpt-4-turbo-2024-04-09', 'gpt-3.5-turbo-16k', 'gpt-4-32k']) {
    expect([model, encodingOf(model)]).toEqual([model, 'cl100k_base']);
  }
  for (const model of ['gpt-4all', 'o1labs', 'gpt-5-lookalike', 'gpt-4ever'])
    expect([model, encodingOf(model)]).toEqual([model, null]);
});
