import { expect, test } from 'vitest';
import { outputLimitOf } from '../../../src/provider/models/output-limits.ts';

test.each([
  ['gpt-4o-mini', 16_384],
  ['gpt-4o-2024-05-13', 4_096],
  ['gpt-4.1-nano', 32_768],
  ['openai/gpt-5-mini', 128_000],
  ['gpt-5-pro-2025-10-06', 272_000],
  ['gpt-5-chat-latest', 16_384],
  ['o3', 100_000],
  ['o4-mini-2025-04-16', 100_000],
  ['gpt-4', 8_192],
  ['gpt-4-turbo-2024-04-09', 4_096],
  ['ft:gpt-4o-mini-2024-07-18:acme::x', 16_384],
])('%s answers with at most %i tokens', (model, tokens) => {
  expect(outputLimitOf(model)?.tokens).toBe(tokens);
});

test.each(['gpt-6-sol', 'llama3.2', 'claude-opus-4-7', 'gpt-4o-audio-preview', 'practice'])(
  'nothing is made up for %s',
  (model) => {
    expect(outputLimitOf(model)).toBeNull();
  },
);
