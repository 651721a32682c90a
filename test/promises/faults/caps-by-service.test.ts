import { expect, test } from 'vitest';
import { ended, faultyApp, runJson, start } from '../../support/asking-the-app.ts';
import { answer } from '../../support/scripts.ts';

const faulty = faultyApp({ concurrency: 2 });
const CENT = 10_000_000_000n;

/** A cap of $0.01 for each run. */
async function capped(): Promise<void> {
  const saved = await faulty.app.request('/api/v1/settings', {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ caps: { run: { usd: 0.01 } } }),
  });
  if (!saved.ok) throw new Error(await saved.text());
}

/** Each answer costs $0.004 by the service's own telling. */
test.each([
  ['in ticks', { cost_in_usd_ticks: 40_000_000 }],
  ['in an object', { cost: { total_cost: 0.004 } }],
  ['with a key of one’s own', { cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0.004 } }],
])('what a service charges %s stays under the cap and what was in flight', async (_, cost) => {
  await capped();
  faulty.endpoint.answerBy(() => answer('Hi', { usage: { prompt_tokens: 5, completion_tokens: 2, ...cost } }));
  const run = await runJson(faulty.app, await start(faulty.app, { samples: 12, max_completion_tokens: 20 }), 15);
  const spent = run.completions.reduce((sum, one) => sum + BigInt(one.cost?.picodollars ?? 0), 0n);
  expect(run.completions.map(({ status }) => status)).toContain('held');
  expect(spent).toBeLessThanOrEqual(CENT + 2n * 4_000_000_000n);
});

test('a usage of 0 and 0 is counted by us, so that it fills the cap', async () => {
  await capped();
  faulty.endpoint.answerBy(() => answer('word '.repeat(300), { usage: { prompt_tokens: 0, completion_tokens: 0 } }));
  const { completion } = await ended(faulty.app, await start(faulty.app, { max_completion_tokens: 400 }));
  expect(completion).toMatchObject({ usage: { source: 'estimated' }, cost: { source: 'estimated' } });
});

test('once a limit was ignored, a cap no longer counts on it and says why nothing is sent', async () => {
  await capped();
  const model = 'gpt-4.1-mini';
  faulty.endpoint.answerBy(() => answer('long', { usage: { prompt_tokens: 5, completion_tokens: 3_000 } }));
  const first = await ended(faulty.app, await start(faulty.app, { model, max_completion_tokens: 20 }));
  expect(first.words).toContain('Max tokens was ignored');
  const asked = { model, connection: 'openai', max_completion_tokens: 20, messages: [{ role: 'user', content: 'Hi' }] };
  const second = await faulty.app.post('/api/v1/runs', asked);
  expect(second.status).toBe(402);
});

test('a limit that is ignored by a whole run stops it after the first answer', async () => {
  await capped();
  const model = 'gpt-4.1-nano';
  faulty.endpoint.answerBy(() => answer('long', { usage: { prompt_tokens: 5, completion_tokens: 9_000 } }));
  const run = await runJson(faulty.app, await start(faulty.app, { model, max_completion_tokens: 20, samples: 12 }), 15);
  const spent = run.completions.reduce((sum, one) => sum + BigInt(one.cost?.picodollars ?? 0), 0n);
  expect(run.completions.map(({ status }) => status)).toContain('held');
  expect(spent).toBeLessThanOrEqual(CENT + 2n * 3_600_000_000n);
});

test('a limit that is ignored by a service that counts nothing is noticed by the text', async () => {
  await capped();
  const model = 'gpt-4.1';
  const usage = { prompt_tokens: 0, completion_tokens: 0 };
  faulty.endpoint.answerBy(() => answer('word '.repeat(300), { usage }));
  const { run, words } = await ended(
    faulty.app,
    await start(faulty.app, { model, max_completion_tokens: 20, samples: 12 }),
  );
  expect(words).toContain('Max tokens was ignored: 20 asked for, 375 given.');
  const spent = run.completions.reduce((sum, one) => sum + BigInt(one.cost?.picodollars ?? 0), 0n);
  expect(run.completions.map(({ status }) => status)).toContain('held');
  expect(spent).toBeLessThanOrEqual(CENT + 2n * 2_500_000_000n);
});

test('a model without a known price is held by what its service says it charged, and the page says what a cap cannot do', async () => {
  await capped();
  const usage = { prompt_tokens: 5, completion_tokens: 2, cost: 0.004 };
  faulty.endpoint.answerBy(() => answer('Hi', { usage }));
  const asked = { model: 'house-model', samples: 12, max_completion_tokens: 20 };
  const { run, words } = await ended(faulty.app, await start(faulty.app, asked));
  const spent = run.completions.reduce((sum, one) => sum + BigInt(one.cost?.picodollars ?? 0), 0n);
  expect(spent).toBeLessThanOrEqual(CENT + 2n * 4_000_000_000n);
  expect(run.completions.map(({ status }) => status)).toContain('held');
  expect(words).toContain('No price is known for house-model');
});
