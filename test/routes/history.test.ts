import { expect, test } from 'vitest';
import { endedRun, historyRequests, newExperiment, type RunJson, runNow, words } from '../support/pages.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

async function run(app: TestApp, fields: Readonly<Record<string, unknown>>): Promise<RunJson> {
  const body = {
    messages: [{ role: 'user', content: 'Hello!' }],
    model: 'practice',
    max_completion_tokens: 1,
    ...fields,
  };
  return endedRun(app, ((await (await app.post('/api/v1/runs', body)).json()) as RunJson).id);
}

test('an empty history says what will be there', async () => {
  const page = await (await (await testApp()).request('/history')).text();
  expect(words(page)).toContain('Nothing was logged here yet');
  expect(words(page)).toContain('What you ask is added up here, day by day: requests, tokens and cost.');
  expect(page).not.toContain('<figure class="chart');
});

test('where nothing matches, the history says so rather than that nothing was asked, and shows no empty chart', async () => {
  const app = await testApp();
  const at = async (path: string) => words(await (await app.request(path)).text());
  for (const path of ['/history?model=none', '/history?model=none&by=version']) {
    expect(await at(path)).toContain('There is nothing to add up: no request matches.');
    expect(await at(path)).toContain('No request matches.');
  }
  // How it is shown leaves nothing out.
  expect(await at('/history?by=model&period=week&measure=tokens')).toContain('Nothing was logged here yet');
});

test('the axis of a chart of requests counts whole ones', async () => {
  const app = await testApp();
  await run(app, { samples: 2 });
  const ticks = [...(await (await app.request('/history')).text()).matchAll(/<text class="tick"[^>]*>([\d.]+)</g)];
  expect(ticks.map(([, tick]) => tick)).toEqual(['0', '1', '2']);
});

test('every request is a row with its totals, filtered by model and temperature', async () => {
  const app = await testApp();
  const first = await run(app, { temperature: [0, 0.5], samples: 2 });
  const second = await run(app, { temperature: null });
  const all = await (await app.request('/history')).text();
  expect(await historyRequests(app, all)).toEqual(
    [...first.completions, ...second.completions].map(({ id }) => id).toReversed(),
  );
  expect(words(all)).toContain('5 requests');
  expect(words(all)).toContain('5 free, on the built-in model');
  const cold = await (await app.request('/history?temperature=0.5&model=practice')).text();
  expect(await historyRequests(app, cold)).toHaveLength(2);
  expect(words(cold)).toContain('2 requests');
  expect(cold).toMatch(/<option value="0.5" selected/);
  expect(await historyRequests(app, await (await app.request('/history?temperature=null')).text())).toEqual([
    second.completions[0]?.id,
  ]);
  expect(await historyRequests(app, await (await app.request('/history?model=other')).text())).toEqual([]);
  expect((await app.request('/history?temperature=hot')).status).toBe(422);
});

test('older pages follow without gaps, keeping the filter, while new requests come in', async () => {
  const app = await testApp();
  const first = await run(app, { temperature: 0.5, samples: 120 });
  const seen: number[] = [];
  let path: string | undefined = `/history?temperature=0.5&run=${first.id}`;
  while (path !== undefined) {
    const page = await (await app.request(path)).text();
    seen.push(...(await historyRequests(app, page)));
    path = /<a[^>]*href="(\/history\?[^"]*cursor=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    await run(app, { temperature: 0.5 });
  }
  expect(seen).toEqual(first.completions.map(({ id }) => id).toReversed());
});

test('runs follow page by page, each with its first words, temperatures, answers and cost', async () => {
  const app = await testApp();
  const runs: number[] = [];
  for (let index = 0; index < 27; index += 1) {
    const messages = [{ role: 'user', content: `Question ${index}\nand <more>` }];
    runs.push((await run(app, { messages, temperature: [0, 1.5] })).id);
  }
  const seen: number[] = [];
  let path: string | undefined = '/history';
  while (path !== undefined) {
    const page = await (await app.request(path)).text();
    seen.push(...[...page.matchAll(/>Run (\d+)</g)].map(([, id]) => Number(id)));
    path = /<a[^>]*href="(\/history\?[^"]*cursor=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    await run(app, {});
  }
  expect(seen).toEqual(runs.toReversed());
  const narrowed = words(await (await app.request('/history?q=Question+3&temperature=1.5')).text());
  expect(narrowed).toMatch(/Run 4 API runs Question 3 and <more> practice 0 , 1\.5 1 of 2 \d+ → 1 free just now/);
  expect((await app.request('/history/requests')).status).toBe(422);
});

test('a filter chosen on the page answers with the address to keep, without its empty fields', async () => {
  const app = await testApp();
  const headers = { 'HX-Request': 'true' };
  const answer = await app.request('/history?q=&model=practice&from=', { headers });
  expect([answer.status, answer.headers.get('HX-Push-Url')]).toEqual([200, '/history?model=practice']);
});

test('tiles say what was asked in the last days, whatever the filters, and the budget', async () => {
  const app = await testApp();
  await run(app, { samples: 3 });
  const tiles = words(await (await app.request('/history?model=other')).text());
  expect(tiles).toContain('Today $0 3 requests · 3 free 7 days $0 3 requests · 3 free 30 days $0 3 requests · 3 free');
  expect(tiles).toContain('Daily budget none Set one');
  await app.send('POST', '/settings', { 'day.money': '2' });
  expect(words(await (await app.request('/history')).text())).toContain('Daily budget $2.00 $0 used today · Change');
});

test('runs and costs of a deleted notebook stay in the history', async () => {
  const app = await testApp();
  const notebook = await app.store.notebooks.create('Gone');
  const { completions } = await run(app, { notebook: notebook.id });
  await app.store.notebooks.remove(notebook.id);
  const page = await (await app.request('/history')).text();
  expect(await historyRequests(app, page)).toEqual(completions.map(({ id }) => id));
  expect(words(page)).toContain('Gone');
});

test('experiments of one title are told apart by their notebooks, and by number where that is the same too', async () => {
  const app = await testApp();
  const titled = async (title: string) => {
    const made = await newExperiment(app, { model: 'practice/practice', content: 'Hello', samples: '1' });
    await app.store.notebooks.rename(made.notebook, title);
    await runNow(app, made.experiment);
    return made;
  };
  await titled('Moods');
  const [first, second] = [await titled('Twins'), await titled('Twins')];
  const page = words(await (await app.request('/history?by=experiment')).text());
  for (const label of ['Moods', `Twins (${first.experiment})`, `Twins (${second.experiment})`]) {
    expect(page).toContain(`Experiment · ${label}`);
  }
  const versions = words(await (await app.request('/history?by=version')).text());
  expect(versions).toContain('Experiment v1 · Moods');
  const one = words(await (await app.request(`/history?by=experiment&experiment=${first.experiment}`)).text());
  expect(one).not.toContain('Experiment · Twins');
});
