import { expect, test } from 'vitest';
import { experimentIn, finish, startRun } from '../../store/support/fixtures.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const pageAt = async (app: TestApp, path: string) => words(await (await app.request(path)).text());

/** Two runs of 1,200 tokens in (1,024 cached) and 900 out each, a day apart, one of them on the built-in model. */
async function appWithRuns() {
  const app = await testApp();
  const { experimentId } = await experimentIn(app.store);
  const usage = {
    inputTokens: 1_200,
    cachedInputTokens: 1_024,
    outputTokens: 900,
    reasoningTokens: 0,
    source: 'reported',
  } as const;
  const paid = await startRun(app.store, experimentId);
  const free = await startRun(app.store, experimentId, {
    connection: 'practice',
    createdAt: new Date('2026-03-02T10:00:00Z'),
  });
  await finish(app.store, paid.completions[0]?.id ?? 0, { usage, cost: { picodollars: 2_001n, source: 'reported' } });
  await finish(app.store, free.completions[0]?.id ?? 0, { usage, cost: { picodollars: 0n, source: 'free' } });
  return { app, paid: paid.run.id, free: free.run.id };
}

async function groups(app: TestApp, query: string) {
  return ((await (await app.request(`/api/v1/costs?${query}`)).json()) as { groups: Record<string, unknown>[] }).groups;
}

test('any group or filter says over the API what it would have cost elsewhere, to the pico-dollar', async () => {
  const { app, paid } = await appWithRuns();
  const gpt5 = { usd: 0.009348, picodollars: '9348000000', model: 'gpt-5', batch: false };
  expect(await groups(app, 'group=day&would_model=list:openai/gpt-5')).toMatchObject([
    { day: '2026-03-02', would_have_cost: gpt5, cached_input_tokens: 1_024 },
    { day: '2026-03-01', would_have_cost: gpt5 },
  ]);
  const oneByOne = await groups(app, `group=model&run=${paid}&would_model=gpt-5&batch=true`);
  expect(oneByOne).toMatchObject([{ would_have_cost: { picodollars: '4674000000', batch: true } }]);
  expect(await groups(app, 'group=connection&batch=true')).toMatchObject([
    { connection: 'openai', would_have_cost: { picodollars: '1001', model: null, price_date: null } },
    { connection: 'practice', would_have_cost: { picodollars: '0' } },
  ]);
  const plain = await groups(app, 'group=model');
  expect(plain[0]).not.toHaveProperty('would_have_cost');
});

test('a run’s own page says it, from what is in the address, and keeps nothing of it', async () => {
  const { app, free } = await appWithRuns();
  const page = await pageAt(app, `/runs/${free}?would_model=list:openai/gpt-5&batch=1`);
  expect(page).toContain('Would have cost $0.00467 on gpt-5 at batch prices');
  expect(page).toContain('Not what it cost');
  const plain = await pageAt(app, `/runs/${free}`);
  expect(plain).not.toContain('Would have cost');
  expect(plain).toContain('Work it out');
});

test('the history says it for its filter and each group, whether counted by day or one by one', async () => {
  const { app } = await appWithRuns();
  const asked = 'would_model=list:openai/gpt-5';
  const whole = await (await app.request(`/history?${asked}&by=connection`)).text();
  expect(words(whole)).toContain('would have cost $0.0187 on gpt-5');
  expect(words(whole).match(/\$0\.00935 /g)).toHaveLength(2);
  // The choice goes along with what leads on.
  expect(whole).toContain('href="/history?would_model=list%3Aopenai%2Fgpt-5&amp;by=model"');
  expect(whole).toContain('<input type="hidden" name="would_model" value="list:openai/gpt-5"/>');
  expect(await pageAt(app, `/history?${asked}&connection=practice`)).toContain('would have cost $0.00935 on gpt-5');
  expect(await pageAt(app, `/history/spend?${asked}&q=hello&batch=1`)).toContain(
    'would have cost $0.00935 on gpt-5 at batch prices',
  );
});

test.each([
  '/api/v1/costs?would_model=gpt-99',
  '/history?would_model=list:nobody/x',
  '/history?batch=perhaps',
  '/runs/1?would_model=practice/practice',
])('%s is refused in words', async (path) => {
  const { app } = await appWithRuns();
  const answer = await app.request(path);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toMatch(/no price is known for|batch must be/);
});

test('a handful of models is offered at once, any other is found by its name', async () => {
  const { app, free } = await appWithRuns();
  const options = async (path: string) =>
    [...(await (await app.request(path)).text()).matchAll(/<option value="(list:[^"]+)"/g)].map(([, key]) => key);
  const offered = await options(`/runs/${free}`);
  expect(offered).toContain('list:openai/gpt-5-mini');
  expect(offered.length).toBeLessThanOrEqual(15);
  expect(offered).not.toContain('list:openai/gpt-4-turbo');
  expect(await options('/priced-models?q=4-TURBO')).toEqual(['list:openai/gpt-4-turbo']);
  expect(await (await app.request('/priced-models?q=%3Cb%3E')).text()).toContain('no model with a known price');
  expect(await options('/priced-models?q=')).toContain('list:openai/gpt-5-mini');
  await app.deps.favourites.mark({ connection: 'list:openai', model: 'gpt-4-turbo' }, true);
  expect(await options(`/runs/${free}`)).toContain('list:openai/gpt-4-turbo');
});
