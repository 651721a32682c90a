import { expect, test } from 'vitest';
import { LiveText } from '../../src/runner/live-text.ts';
import { outcomeOf } from '../../src/runner/outcome.ts';
import { ended, REPORTED } from '../support/fake-provider.ts';

const GPT5 = { input: 1_250_000n, cachedInput: 125_000n, output: 10_000_000n, model: 'gpt-5', date: '2026-11-28' };

async function priced(response: Readonly<Record<string, unknown>>, more: object = {}) {
  const result = ended({
    response,
    usage: { ...REPORTED, inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 100 },
  });
  return await outcomeOf(
    { status: 'done', live: new LiveText(), result, error: null, attempts: 1, body: null, remarks: [] },
    { free: false, prices: () => GPT5, inputTokens: async () => 5, countText: async () => 1, ...more },
  );
}

test('a service tier is priced where its price is known, else said', async () => {
  expect((await priced({ service_tier: 'default' })).cost?.picodollars).toBe(2_250_000_000n);
  expect((await priced({ service_tier: 'priority' })).cost?.picodollars).toBe(4_500_000_000n);
  expect((await priced({ service_tier: 'flex' })).cost?.picodollars).toBe(1_125_000_000n);
  const unknown = await priced({ service_tier: 'velvet' });
  expect(unknown).toMatchObject({ cost: { picodollars: 2_250_000_000n }, remarks: [{ kind: 'tier_price_unknown' }] });
});

test('a computed cost says that it is without the fees of each request, a reported one has them', async () => {
  expect((await priced({}, { chargesPerRequest: true })).remarks).toEqual([{ kind: 'without_request_fees' }]);
  expect((await priced({})).remarks).toBeUndefined();
});

test('a cost computed for tokens of audio says that they were priced as text', async () => {
  const usage = (audio_tokens: unknown) => ({ usage: { prompt_tokens_details: { audio_tokens } } });
  expect((await priced(usage(30))).remarks).toEqual([{ kind: 'audio_priced_as_text' }]);
  expect((await priced({ usage: { completion_tokens_details: { audio_tokens: 1 } } })).remarks).toHaveLength(1);
  expect((await priced(usage(0))).remarks).toBeUndefined();
  expect((await priced(usage(null))).remarks).toBeUndefined();
  expect((await priced(usage(30), { prices: () => ({ ...GPT5, own: true }) })).remarks).toBeUndefined();
});
