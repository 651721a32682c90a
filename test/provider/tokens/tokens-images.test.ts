import { expect, test } from 'vitest';
import { imageTokens } from '../../../src/provider/tokens/tokens-images.ts';

const image = (width: number, height: number) =>
  ({ hash: '0'.repeat(64), type: 'image/png', bytes: 1, width, height }) as const;

// The worked examples of OpenAI's guide: 1024 x 1024 is 765 tokens, 2048 x 4096 is 1,105, and a patch is 32 pixels wide.
test.each([
  ['gpt-4o', 1024, 1024, 765],
  ['gpt-4o', 2048, 4096, 1105],
  ['gpt-4o-mini', 512, 512, 8500],
  ['gpt-4.1-mini', 1024, 1024, Math.ceil(1024 * 1.62)],
  ['claude-sonnet-4-5', 1000, 1000, 1334],
  ['claude-sonnet-4-5', 4000, 4000, 1600],
])('%s counts %i × %i pixels as %i tokens', (model, width, height, tokens) => {
  expect(imageTokens(model, image(width, height))).toBe(tokens);
});

test('an image that nobody has seen counts as much as any can', () => {
  const link = { url: 'https://example.com/a.png' };
  for (const model of ['gpt-4o', 'gpt-4.1-mini', 'claude-sonnet-4-5']) {
    for (const [width, height] of [
      [100, 100],
      [768, 2048],
      [9_000, 9_000],
      [3_000, 40],
    ] as const) {
      expect(imageTokens(model, link)).toBeGreaterThanOrEqual(imageTokens(model, image(width, height)));
    }
  }
});
