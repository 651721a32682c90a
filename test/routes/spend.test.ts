import { afterAll, beforeAll, expect, test } from 'vitest';
import { experimentIn, finish, promptOf, startRun } from '../store/support/fixtures.ts';
import { historyRequests, words } from '../support/pages.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** One for all tests, which only read. */
let app: TestApp;

/** Two experiments over two weeks; the second one, with two versions, cost more. */
beforeAll(async () => {
  app = await createTestApp();
  const { store } = app;
  const cheap = await experimentIn(store, { notebook: 'One <b>', experiment: 'Cheap' });
  const dear = await experimentIn(store, { notebook: 'Two', experiment: 'Dear' });
  const runs = [
    await startRun(store, cheap.experimentId, { sweep: { temperature: [0, 1] } }),
    await startRun(store, dear.experimentId, { prompt: promptOf('明日の天気は?') }),
    await startRun(store, dear.experimentId, {
      prompt: promptOf('Tomorrow?'),
      createdAt: new Date('2026-03-09T10:00:00Z'),
    }),
  ];
  for (const [index, { id }] of runs.flatMap(({ completions }) => completions).entries()) {
    await finish(store, id, {
      text: `answer ${index}`,
      cost: { picodollars: 10n ** BigInt(index + 9), source: 'computed' },
    });
  }
});
afterAll(() => app.close());

const pageAt = async (path: string) => await (await app.request(path)).text();

test('the history shows what it cost by experiment, dearest first, with ways to what changed', async () => {
  const html = await pageAt('/history');
  const names = [...html.matchAll(/<th scope="row"><a href="([^"]*)"><bdi>([^<]*)<\/bdi><\/a>/g)];
  expect(names.map((match) => match[2])).toEqual(['Dear', 'Cheap']);
  expect(names[0]?.[1]).toBe('/history?experiment=2&amp;by=version');
  expect(html).toContain('href="/experiments/2/versions"');
  expect(html).toContain('$1.1');
  expect(html).toContain('One &lt;b&gt;');
});

test('filters stay in the address of everything that leads on, and in the form', async () => {
  const html = await pageAt('/history?model=gpt-test&from=2026-03-01&to=2026-03-08&by=version');
  const links = [...html.matchAll(/href="(\/history[^"]*)"/g)].map((match) => match[1]?.replaceAll('&amp;', '&') ?? '');
  const byModel = links.find((link) => link.includes('by=model'));
  expect(new URLSearchParams(byModel?.split('?')[1])).toEqual(
    new URLSearchParams('model=gpt-test&from=2026-03-01&to=2026-03-08&by=model'),
  );
  expect(links).toContain('/history/export.csv?model=gpt-test&from=2026-03-01&to=2026-03-08&by=version');
  expect(html).toContain('<option value="gpt-test" selected="" dir="auto">');
  expect(html).toMatch(/<input id="filter-from"[^>]*value="2026-03-01"/);
  expect(html).toContain('<input type="hidden" name="by" value="version"/>');
  expect(html).toContain('3 requests');
});

test('the empty fields of a form leave the address', async () => {
  const answer = await app.request('/history?q=&model=gpt-test&from=');
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/history?model=gpt-test']);
});

test('sums that take long to count are asked for by the page itself', async () => {
  const html = await pageAt('/history?q=天気');
  expect(html).toContain('hx-get="/history/spend?q=%E5%A4%A9%E6%B0%97"');
  const lines = [...html.matchAll(/<details hx-get="(\/history\/requests[^"]*)"/g)].map(([, link]) => link ?? '');
  expect(lines).toHaveLength(1);
  const requests = await pageAt(lines[0]?.replaceAll('&amp;', '&') ?? '');
  expect(requests).toContain('answer 2');
  expect(requests).not.toContain('answer 3');
  const spend = await pageAt('/history/spend?q=天気');
  expect(spend).toMatch(/^<section id="spend"/);
  expect(spend).toContain('1 request<');
});

test.each([
  ['status=done&temperature=0', 1],
  ['min_cost=0.05&max_cost=0.2', 1],
  ['min_duration_ms=80', 4],
  ['max_duration_ms=79', 0],
  ['q=answer', 4],
  ['q=tomorrow&model=gpt-test', 1],
  ['from=2026-03-09', 1],
  ['pinned=false', 4],
  ['rating=good', 0],
])('%s: page, export and API agree on %i', async (query, expected) => {
  const html = await pageAt(`/history?${query}`);
  expect(await historyRequests(app, html)).toHaveLength(expected);
  const csv = await app.request(`/history/export.csv?${query}`);
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="tempera-history.csv"');
  expect((await csv.text()).split('\r\n')).toHaveLength(expected + 2);
  const lines = await pageAt(`/history/export.jsonl?${query}`);
  const api = await app.request(`/api/v1/completions?${query}`, { headers: { accept: 'application/x-ndjson' } });
  expect(await api.text()).toBe(lines);
  expect(lines.split('\n')).toHaveLength(expected + 1);
  const page = (await (await app.request(`/api/v1/completions?${query}`)).json()) as { completions: unknown[] };
  expect(page.completions).toHaveLength(expected);
  const costs = (await (await app.request(`/api/v1/costs?group=connection&${query}`)).json()) as { groups: unknown[] };
  expect(costs.groups).toHaveLength(expected === 0 ? 0 : 1);
});

test.each([
  'temperature=warm',
  'status=sleeping',
  'min_cost=-1',
  'from=yesterday',
  'by=colour',
  'cursor=x',
  'rating=5',
])('%s is refused in words', async (query) => {
  const answer = await app.request(`/history?${query}`);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(query.split('=')[0]);
});

const CROSSED = [
  ['from=2026-03-09&to=2026-03-08', 'from must not be later than to: give an earlier from or a later to.'],
  ['from=2026-03-08T10:00&to=2026-03-08', 'from must not be later than to: give an earlier from or a later to.'],
  ['min_cost=0.2&max_cost=0.1', 'min_cost must not be above max_cost: give a lower min_cost or a higher max_cost.'],
  [
    'min_duration_ms=80&max_duration_ms=79',
    'min_duration_ms must not be above max_duration_ms: give a lower min_duration_ms or a higher max_duration_ms.',
  ],
] as const;

test.each(CROSSED)('%s, which nothing can match, is refused by the API, naming both fields', async (query, message) => {
  for (const path of [`/api/v1/completions?${query}`, `/api/v1/costs?${query}`]) {
    const answer = await app.request(path);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ detail: message, errors: [{ path: query.split('=')[0], message }] });
  }
  // Of one and the same value there may be something, or nothing more to come.
  const same = query.replace(/&([a-z_]+)=.*/, (_, high: string) => `&${high}=${/=([^&]*)/.exec(query)?.[1]}`);
  expect((await app.request(`/api/v1/completions?${same}`)).status).toBe(200);
});

test.each([
  [CROSSED[0][0], 'From', 'From must not be later than Before: give an earlier From or a later Before.'],
  [CROSSED[2][0], 'Cost from, $', 'Cost from must not be above Cost to: give a lower Cost from or a higher Cost to.'],
  [CROSSED[3][0], 'Time from, ms', 'Time from must not be above Time to: give a lower Time from or a higher Time to.'],
])('%s keeps what was typed on the page, and says beside the field %s what is wrong', async (query, label, message) => {
  for (const headers of [{}, { 'HX-Request': 'true' }]) {
    const answer = await app.request(`/history?q=answer&${query}`, { headers });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    const fields = new URLSearchParams(query);
    for (const [name, value] of fields) expect(inputNamed(html, name)).toContain(`value="${value}"`);
    expect(inputNamed(html, 'q')).toContain('value="answer"');
    const [name = ''] = [...fields.keys()];
    const problem = /aria-describedby="([^"]+)"/.exec(inputNamed(html, name))?.[1];
    expect(words(html)).toContain(label);
    expect(new RegExp(`<[^>]*id="${problem}"[^>]*>([^<]*)<`).exec(html)?.[1]).toBe(message);
    expect(words(html)).toContain(`Nothing is shown. ${message}`);
    // The field stands in a menu, which is open so that it is seen.
    const menu = html.slice(0, html.indexOf(`id="filter-${name}"`)).lastIndexOf('<details');
    expect(html.slice(menu, menu + 60)).toContain(' open');
    expect(html).not.toContain('No request matches');
  }
});

test('one day both ways says that the last day is not included', async () => {
  const html = await pageAt('/history?from=2026-03-08&to=2026-03-08');
  expect(words(html)).toContain('From and Before are the same, and Before itself is not included.');
});

function inputNamed(html: string, name: string): string {
  return new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(html)?.[0] ?? '';
}

test('costs over the API come by any groups, with ids beside titles', async () => {
  const answer = await app.request('/api/v1/costs?group=week,version');
  const { groups } = (await answer.json()) as { groups: readonly Record<string, unknown>[] };
  expect(groups.map(({ week, version }) => [week, version])).toEqual([
    ['2026-03-09', 'Dear v2'],
    ['2026-02-23', 'Dear v1'],
    ['2026-02-23', 'Cheap v1'],
  ]);
  expect(groups[0]).toMatchObject({ version_id: 3, completions: 1, cost: { picodollars: '1000000000000' } });
});

test('a page of lines says where the next one is', async () => {
  const answer = await app.request('/api/v1/completions?limit=3', { headers: { accept: 'application/x-ndjson' } });
  expect((await answer.text()).split('\n')).toHaveLength(4);
  expect(answer.headers.get('link')).toBe('</api/v1/completions?limit=3&cursor=2>; rel="next"');
});

test('the page of the data file says what there is, and refuses what makes no sense', async () => {
  expect(await pageAt('/settings/data')).toContain('4 since 2026-03-01');
  const post = (path: string, body: Record<string, string>) =>
    app.request(path, { method: 'POST', body: new URLSearchParams(body) });
  expect((await post('/settings/data/retentions', { days: 'all' })).status).toBe(422);
  const kept = await post('/settings/data/retentions', { days: '36500' });
  expect(await kept.text()).toContain('The text of 0 answers was deleted');
  expect((await post('/settings/data/backups', {})).status).toBe(303);
  expect(await pageAt('/settings/data')).toMatch(/tempera-\d{4}-\d\d-\d\d-\d{6}\.db/);
});
