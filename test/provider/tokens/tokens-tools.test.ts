import { createRequire } from 'node:module';
import { Tiktoken } from 'tiktoken/lite';
import { afterAll, expect, test } from 'vitest';
import { createTokenCounter } from '../../../src/provider/tokens/tokens.ts';
import { type FunctionTool, toolTokens } from '../../../src/provider/tokens/tokens-tools.ts';

/** The OpenAI cookbook's own example, with what the API answered for it. */
const WEATHER: readonly FunctionTool[] = [
  {
    function: {
      name: 'get_current_weather',
      description: 'Get the current weather in a given location',
      parameters: {
        properties: {
          location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
          unit: {
            type: 'string',
            description: 'The unit of temperature to return',
            enum: ['celsius', 'fahrenheit'],
          },
        },
      },
    },
  },
];
const MESSAGES = [
  {
    role: 'system',
    content: 'You are a helpful assistant that can answer to questions about the weather.',
  },
  { role: 'user', content: "What's the weather like in San Francisco?" },
] as const;

const counter = createTokenCounter({ timeoutMs: 20_000 });
afterAll(() => counter.close());

function counting(encoding: 'o200k_base' | 'cl100k_base'): (text: string) => number {
  const file = createRequire(import.meta.url)(`tiktoken/encoders/${encoding}.json`);
  const encoder = new Tiktoken(file.bpe_ranks, file.special_tokens, file.pat_str);
  return (text) => encoder.encode(text, [], []).length;
}

test.each([
  ['gpt-4o-mini', 'o200k_base', 101],
  ['gpt-4', 'cl100k_base', 105],
] as const)('the weather tool costs %s what the API counts', async (model, encoding, expected) => {
  const { inputTokens } = await counter.countMessages({ model, messages: MESSAGES });
  expect(inputTokens + toolTokens(WEATHER, encoding, counting(encoding))).toBe(expected);
});

test('no tools add nothing; a full stop at the end of a description is not counted', () => {
  const letters = (text: string) => text.length;
  expect(toolTokens([], 'o200k_base', letters)).toBe(0);
  const bare = { function: { name: 'now', description: 'The time.', parameters: { properties: {} } } };
  expect(toolTokens([bare], 'o200k_base', letters)).toBe(7 + 'now:The time'.length + 12);
});
