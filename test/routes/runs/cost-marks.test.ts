import { expect, test } from 'vitest';
import { interruptUnfinished } from '../../../src/store/runs/interrupt.ts';
import { experimentIn, finish, NOTHING_USED, outcomeOf, startRun } from '../../store/support/fixtures.ts';
import { openedHistory } from '../../support/pages.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { testApp } from '../../support/test-app.ts';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** Five answers: done, stopped half-way, refused, unpriced, cut by a restart. */
async function appWithAnswers() {
  const { store, database } = await temporaryStore();
  const app = await testApp({ store });
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, { samples: 5 });
  const [done = 0, stopped = 0, refused = 0, unpriced = 0, cut = 0] = completions.map(({ id }) => id);
  const prices = { input: 1_250_000n, cachedInput: 125_000n, output: 10_000_000n, model: 'gpt-5', date: '2026-03-01' };
  const usage = {
    inputTokens: 1_200,
    cachedInputTokens: 1_024,
    outputTokens: 900,
    reasoningTokens: 832,
    source: 'reported',
  } as const;
  await finish(store, done, { usage, prices, cost: { picodollars: 9_348_000_000n, source: 'computed' } });
  const estimated = { ...outcomeOf().usage, inputTokens: 9, outputTokens: 3, source: 'estimated' } as never;
  await finish(store, stopped, {
    status: 'cancelled',
    usage: estimated,
    cost: { picodollars: 15n, source: 'estimated' },
  });
  const error = { kind: 'wrong_key', message: 'The key is wrong.', status: 401, param: null } as const;
  await finish(store, refused, { ...NOTHING_USED, status: 'failed', attempts: 1, error });
  await finish(store, unpriced, { prices: null, cost: null });
  await store.completions.write([{ type: 'started', id: cut, startedAt: new Date('2026-03-01T10:00:01Z') }]);
  await interruptUnfinished(database, new Date('2026-03-01T10:00:05Z'));
  return { app, run, ids: { done, stopped, refused, unpriced, cut } };
}

test('each answer tells in full what it used, at which prices and whose, to the pico-dollar', async () => {
  const { app, ids } = await appWithAnswers();
  const sheet = words(await (await app.request(`/completions/${ids.done}/cost`)).text());
  expect(sheet).toContain('Input, not cached 176 1.25 $0.00022');
  expect(sheet).toContain('Input, cached 1,024 0.125 $0.000128');
  expect(sheet).toContain('Output 900 10 $0.009');
  expect(sheet).toContain('of it reasoning 832 as output');
  expect(sheet).toContain('$0.00935 computed from the usage the endpoint reported.');
  expect(sheet).toContain('Published prices of gpt-5 on 2026-03-01.');
  const unknown = await (await app.request(`/completions/${ids.unpriced}/cost`)).text();
  expect(unknown).toContain('href="/models?connection=openai&amp;model=gpt-test#set-price"');
  const stopped = words(await (await app.request(`/completions/${ids.stopped}/cost`)).text());
  expect(stopped).toContain('estimated from our own token counts');
  expect(stopped).toContain('It may have been billed');
});

test('what may have been billed is marked on the answers, in the history, in exports and in the API', async () => {
  const { app, run, ids } = await appWithAnswers();
  const page = await (await app.request(`/runs/${run.id}`)).text();
  const marked = [...page.matchAll(/<article[^>]*id="completion-(\d+)"[\s\S]*?<\/article>/g)]
    .filter(([markup]) => markup.includes('may have been billed'))
    .map((match) => Number(match[1]));
  const expected = [ids.stopped, ids.cut];
  expect(marked).toEqual(expected);
  const history = await openedHistory(app, await (await app.request('/history')).text());
  expect(history.match(/may have been billed/g)).toHaveLength(2);
  expect(history).toContain('href="/models?connection=openai&amp;model=gpt-test#set-price"');
  const [head = '', ...rows] = (await (await app.request('/history/export.csv')).text()).trim().split('\r\n');
  const place = head.split(',').indexOf('may_have_been_billed');
  expect(rows.map((row) => row.split(',').at(place)).reverse()).toEqual(['no', 'yes', 'no', 'no', 'yes']);
  const lines = (await (await app.request('/history/export.jsonl')).text()).trim().split('\n');
  const exported = lines.map((line) => JSON.parse(line) as { id: number; may_have_been_billed: boolean });
  expect(
    exported
      .filter((row) => row.may_have_been_billed)
      .map(({ id }) => id)
      .reverse(),
  ).toEqual(expected);
  expect(exported.find(({ id }) => id === ids.done)).toMatchObject({
    prices: { input: '1.25', cached_input: '0.125', output: '10', date: '2026-03-01', own: false },
  });
});

test('page and history count the same answers as unpriced', async () => {
  const { app, run } = await appWithAnswers();
  expect(words(await (await app.request(`/runs/${run.id}`)).text())).toContain('2 unpriced');
  expect(await app.store.history.totals({})).toMatchObject({ unpriced: 2 });
});
