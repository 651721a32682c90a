import { inspect } from 'node:util';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COST_GROUPS, type CompletionFilter, SPEND_GROUPS } from '../../../src/domain/history/history.ts';
import { addDays } from '../../../src/domain/history/period.ts';
import type { Store } from '../../../src/store/store.ts';
import { openTemporaryStore, temporaryFolder, temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, folderStore, newRun, promptOf, startRun } from '../support/fixtures.ts';

const ALL = { before: null, limit: 1_000 } as const;

async function idsOf(store: Store, filter: CompletionFilter): Promise<readonly number[]> {
  return (await store.history.page(filter, ALL)).rows.map(({ id }) => id);
}

/** What a page of the history shows. */
async function overviewOf(store: Store, filter: CompletionFilter, since: readonly Date[] = []) {
  return await store.history.overview({ filter, page: ALL, spend: null, since });
}

/** Two notebooks; models a and b, temperatures not sent, 0 and 1; three days, the clock set back once. */
async function filledStore() {
  const { store, database, close } = await openTemporaryStore();
  const one = await experimentIn(store, { notebook: 'One', experiment: 'First' });
  const two = await experimentIn(store, { notebook: 'Two', experiment: 'Second' });
  const runs = [
    await startRun(store, one.experimentId, {
      sweep: { model: ['a', 'b'], temperature: [null, 0] },
      prompt: promptOf('天気はどうですか', 'Be "kind".'),
      createdAt: new Date('2026-03-01T12:00:00Z'),
    }),
    await startRun(store, one.experimentId, {
      sweep: { model: ['a'], temperature: [0, 1] },
      prompt: promptOf('Weather?'),
      createdAt: new Date('2026-03-03T12:00:00Z'),
    }),
    await startRun(store, two.experimentId, {
      connection: 'local',
      sweep: { model: ['a'], temperature: [1] },
      samples: 2,
      prompt: promptOf('Rain?'),
      createdAt: new Date('2026-03-02T12:00:00Z'),
    }),
  ];
  const texts = ['Sunny in 東京', 'Rain', 'rAIN again', '100% sure', 'under_score', 'Привет', 'ok', 'last'];
  for (const [index, { id }] of runs.flatMap(({ completions }) => completions).entries()) {
    if (index < 7) await finish(store, id, { text: texts[index] ?? '', status: index === 6 ? 'failed' : 'done' });
  }
  await sql`update completions set rating = case id when 2 then -1 else 1 end where id in (1, 2, 5)`.execute(
    database.writer,
  );
  await sql`update completions set pinned = 1 where id in (1, 6)`.execute(database.writer);
  return { store, one, two, close };
}

type Filled = Awaited<ReturnType<typeof filledStore>>;

/** Filled once: nothing here changes them. Pages that are hard to find are answered from the file, or from memory in the second. */
let filled: Filled;
let withFigures: Filled;
beforeAll(async () => {
  [filled, withFigures] = await Promise.all([filledStore(), filledStore()]);
  await withFigures.store.history.warmUp();
});
afterAll(() => Promise.all([filled.close(), withFigures.close()]));

test('a page says where each answer comes from', async () => {
  const { store, two } = filled;
  const [row] = (await store.history.page({ notebook: two.notebookId, status: 'failed' }, ALL)).rows;
  expect(row).toMatchObject({
    id: 7,
    runId: 3,
    connection: 'local',
    settings: { model: 'a', temperature: 1 },
    text: 'ok',
    cost: { picodollars: 20n, source: 'computed' },
    notebook: { id: two.notebookId, title: 'Two' },
    experiment: { id: two.experimentId, title: 'Second' },
    version: 1,
  });
});

const FILTERS: readonly (readonly [CompletionFilter, readonly number[]])[] = [
  [{}, [8, 7, 6, 5, 4, 3, 2, 1]],
  [{ model: 'b' }, [4, 3]],
  [{ model: 'c' }, []],
  [{ connection: 'local' }, [8, 7]],
  [{ temperature: null }, [3, 1]],
  [{ temperature: 0 }, [5, 4, 2]],
  [{ notebook: 1, model: 'a', temperature: 0 }, [5, 2]],
  [{ run: 2 }, [6, 5]],
  [{ status: 'queued' }, [8]],
  [{ status: 'done', temperature: 1 }, [6]],
  [{ from: new Date('2026-03-02T12:00:00Z') }, [8, 7, 6, 5]],
  [{ to: new Date('2026-03-02T12:00:00Z') }, [4, 3, 2, 1]],
  [{ from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') }, [8, 7]],
  [{ from: new Date('2026-03-01T12:00:00.001Z'), to: new Date('2026-03-03T12:00:00Z') }, [8, 7]],
  [{ from: new Date('2026-03-02T11:00:00Z'), to: new Date('2026-03-02T13:00:00Z') }, [8, 7]],
  [{ from: new Date('2026-03-04T00:00:00Z') }, []],
  [{ from: new Date('2026-03-03T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') }, []],
  [{ experiment: 1 }, [6, 5, 4, 3, 2, 1]],
  [{ version: 2 }, [6, 5]],
  [{ version: 2, temperature: 1 }, [6]],
  [{ rating: 'good' }, [5, 1]],
  [{ rating: 'bad' }, [2]],
  [{ rating: 'good', model: 'a', q: 'sunny' }, [1]],
  [{ pinned: true }, [6, 1]],
  [{ pinned: false, connection: 'local' }, [8, 7]],
  [{ minCost: 21n }, []],
  [{ minCost: 20n, maxCost: 20n }, [7, 6, 5, 4, 3, 2, 1]],
  [{ maxCost: 19n }, []],
  [{ minDuration: 80, model: 'b' }, [4, 3]],
  [{ maxDuration: 79.9 }, []],
];

test.each(FILTERS.map(([filter, expected]) => [inspect(filter), filter, expected] as const))(
  'the filter %s finds what it names, and its totals agree with its rows',
  async (_, filter, expected) => {
    const { rows } = await filled.store.history.page(filter, ALL);
    expect(rows.map(({ id }) => id)).toEqual(expected);
    expect(await idsOf(withFigures.store, filter)).toEqual(expected);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const totals = {
      completions: rows.length,
      inputTokens: sum(rows.map(({ usage }) => usage?.inputTokens ?? 0)),
      cachedInputTokens: sum(rows.map(({ usage }) => usage?.cachedInputTokens ?? 0)),
      outputTokens: sum(rows.map(({ usage }) => usage?.outputTokens ?? 0)),
      costPicodollars: rows.reduce((total, { cost }) => total + (cost?.picodollars ?? 0n), 0n),
      unpriced: 0,
      free: 0,
    };
    for (const { store } of [filled, withFigures]) expect(await store.history.totals(filter)).toEqual(totals);
  },
);

const SEARCHES: readonly (readonly [string, readonly number[]])[] = [
  ['rain', [8, 7, 3, 2]],
  ['RAIN again', [3]],
  ['東京', [1]],
  ['東', [1]],
  ['天気', [4, 3, 2, 1]],
  ['"kind"', [4, 3, 2, 1]],
  ['kind 東京', [1]],
  ['привет', [6]],
  ['ПРИВЕТ', [6]],
  ['100%', [4]],
  ['%', [4]],
  ['_', [5]],
  ['content', []],
  ['role', []],
  ['" OR NEAR( *', []],
  ['\0', [8, 7, 6, 5, 4, 3, 2, 1]],
  ['   ', [8, 7, 6, 5, 4, 3, 2, 1]],
  ["'; drop table completions; --", []],
  ['\ud800', []],
];

test.each(SEARCHES)('the search %j finds words in answers and in prompts', async (q, expected) => {
  for (const { store } of [filled, withFigures]) {
    expect(await idsOf(store, { q })).toEqual(expected);
    expect(await store.history.totals({ q })).toMatchObject({ completions: expected.length });
  }
});

test.each([false, true])('a search keeps to the other filters (all figures read before: %s)', async (isRead) => {
  const { store } = isRead ? withFigures : filled;
  expect(await idsOf(store, { q: 'rain', model: 'b' })).toEqual([3]);
  expect(await idsOf(store, { q: 'rain', status: 'queued' })).toEqual([8]);
});

test('pages follow one another without gaps or doubles while new answers come in', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  await startRun(store, experimentId, { samples: 10 });
  const seen: number[] = [];
  for (let before: number | null = null; ; ) {
    const { rows: page } = await store.history.page({ model: 'gpt-test' }, { before, limit: 3 });
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last === undefined) break;
    before = last.id;
    await startRun(store, experimentId, { samples: 2 });
  }
  expect(seen).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('of very long answers a page holds as many as fit, and an export all of them, in parts', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  await startRun(store, experimentId, { samples: 6 });
  const text = 'x'.repeat(15_000_000);
  for (let id = 1; id <= 6; id++) await finish(store, id, { text });
  const first = await store.history.page({}, { before: null, limit: 100 });
  const second = await store.history.page({}, { before: first.next, limit: 100 });
  expect([first.rows.map(({ id }) => id), first.next]).toEqual([[6, 5, 4, 3], 3]);
  expect([second.rows.map(({ id }) => id), second.next]).toEqual([[2, 1], null]);
  const parts: number[][] = [];
  for await (const rows of store.history.stream({})) parts.push(rows.map(({ id }) => id));
  expect(parts).toEqual([
    [6, 5, 4, 3],
    [2, 1],
  ]);
  let length = 0;
  for await (const part of store.history.csv({})) length += part.length;
  expect(length).toBeGreaterThan(6 * text.length);
}, 60_000);

test('costs are grouped by day, newest first, and by anything else, largest cost first', async () => {
  const { store, two } = filled;
  const days = await store.history.costs(['day'], {});
  expect(days.map(({ key, completions, costPicodollars }) => [key, completions, costPicodollars])).toEqual([
    [{ day: '2026-03-03' }, 2, 40n],
    [{ day: '2026-03-02' }, 1, 20n],
    [{ day: '2026-03-01' }, 4, 80n],
  ]);
  const models = await store.history.costs(['model'], {});
  expect(models.map(({ key, costPicodollars }) => [key, costPicodollars])).toEqual([
    [{ model: 'a' }, 100n],
    [{ model: 'b' }, 40n],
  ]);
  const temperatures = await store.history.costs(['temperature', 'model'], { model: 'b' });
  expect(new Set(temperatures.map(({ key }) => key.temperature))).toEqual(new Set([null, 0]));
  expect(Object.keys(temperatures[0]?.key ?? {})).toEqual(['temperature', 'model']);
  const titles = await store.history.costs(['notebook', 'experiment', 'version'], { notebook: two.notebookId });
  expect(titles.map(({ key }) => key)).toEqual([{ notebook: 'Two', experiment: 'Second', version: 'Second v1' }]);
});

test('notebooks of the same title stay apart', async () => {
  const { store } = await temporaryStore();
  for (let i = 0; i < 2; i += 1) {
    const { experimentId } = await experimentIn(store, { notebook: 'Twin' });
    const { completions } = await startRun(store, experimentId);
    await finish(store, completions[0]?.id ?? 0);
  }
  const keys = (await store.history.costs(['notebook'], {})).map(({ key }) => key);
  expect(keys).toEqual([{ notebook: 'Twin' }, { notebook: 'Twin' }]);
});

test('every grouping adds up to the same total', async () => {
  const { store } = filled;
  for (const group of COST_GROUPS) {
    const rows = await store.history.costs([group], {});
    expect([group, rows.reduce((sum, row) => sum + row.costPicodollars, 0n)]).toEqual([group, 140n]);
  }
  expect(await store.history.costs([], {})).toMatchObject([{ key: {}, completions: 7, costPicodollars: 140n }]);
});

test('costs keep to the times that are asked about, to the millisecond', async () => {
  const { store } = filled;
  const days = async (from: string, to: string) =>
    (await store.history.costs(['day'], { from: new Date(from), to: new Date(to) })).map(({ key }) => key.day);
  expect(await days('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')).toEqual(['2026-03-02']);
  expect(await days('2026-03-01T12:00:00.001Z', '2026-03-03T12:00:00.001Z')).toEqual(['2026-03-03', '2026-03-02']);
  expect(await days('2026-03-02T13:00:00Z', '2026-03-03T12:00:00Z')).toEqual([]);
});

test('sums above 2^53 are exact, in totals, groups and notebooks', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 3 });
  const picodollars = 2n ** 53n + 1n;
  for (const { id } of completions) await finish(store, id, { cost: { picodollars, source: 'reported' } });
  const costPicodollars = 3n * picodollars;
  expect(await store.history.totals({})).toMatchObject({ costPicodollars });
  expect(await store.history.totals({ run: 1 })).toMatchObject({ costPicodollars });
  expect(await store.history.costs(['day'], {})).toMatchObject([{ costPicodollars }]);
  expect(await store.notebooks.list('')).toMatchObject([{ costPicodollars }]);
});

test('facets name what was used', async () => {
  const { store } = filled;
  expect((await overviewOf(store, {})).facets).toEqual({
    models: ['a', 'b'],
    temperatures: [null, 0, 1],
    connections: ['local', 'openai'],
    notebooks: [
      { id: 1, title: 'One' },
      { id: 2, title: 'Two' },
    ],
  });
});

test('an empty history has no rows, no costs and no facets', async () => {
  const { store } = await temporaryStore();
  expect(await store.history.page({}, ALL)).toEqual({ rows: [], next: null });
  expect(await store.history.totals({})).toMatchObject({ completions: 0, costPicodollars: 0n });
  expect(await store.history.costs(['day'], {})).toEqual([]);
  expect((await overviewOf(store, {})).facets).toEqual({
    models: [],
    temperatures: [],
    connections: [],
    notebooks: [],
  });
});

test('a run that was planned before but saved later is found on its own day', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  for (const day of ['2026-03-05', '2026-03-01', '2026-03-05']) {
    await store.runs.create(newRun(experimentId, { createdAt: new Date(`${day}T09:00:00Z`) }));
  }
  expect(await idsOf(store, { to: new Date('2026-03-02T00:00:00Z') })).toEqual([2]);
  expect(await idsOf(store, { from: new Date('2026-03-02T00:00:00Z') })).toEqual([3, 1]);
});

test('sums by week and month add up the days in them', async () => {
  const { store } = filled;
  const weeks = await store.history.costs(['week'], {});
  expect(weeks.map(({ key, completions }) => [key.week, completions])).toEqual([
    ['2026-03-02', 3],
    ['2026-02-23', 4],
  ]);
  const months = await store.history.costs(['month'], { minCost: 1n });
  expect(months.map(({ key, completions }) => [key.month, completions])).toEqual([['2026-03-01', 7]]);
});

test('sums kept by day and sums counted one by one say the same, whatever they are grouped by', async () => {
  const { store } = filled;
  for (const by of SPEND_GROUPS) {
    const byDay = await store.history.spend({ by, period: 'day' }, { status: 'done' });
    const counted = await store.history.spend({ by, period: 'day' }, { status: 'done', from: new Date(1) });
    expect(counted).toEqual(byDay);
    expect(byDay.totals).toMatchObject({ completions: 6, costPicodollars: 120n });
    expect(byDay.bars.map(({ start }) => start)).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
  }
});

test('groups are added up over all time, and the bars of the last days alone', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  for (const [index, day] of ['2026-01-01', '2026-02-10', '2026-04-20'].entries()) {
    const createdAt = new Date(`${day}T12:00:00Z`);
    const { completions } = await startRun(store, experimentId, { sweep: { model: ['a', `b${index}`] }, createdAt });
    for (const { id } of completions) await finish(store, id);
  }
  for (const to of ['2026-04-21', '2026-05-01']) {
    const filter = { to: new Date(`${to}T00:00:00Z`) };
    const byDay = await store.history.spend({ by: 'model', period: 'day' }, filter);
    expect(byDay).toEqual(await store.history.spend({ by: 'model', period: 'day' }, { ...filter, from: new Date(1) }));
    expect(byDay.rows.map(({ value, completions }) => [value, completions])).toEqual([
      ['a', 3],
      ['b0', 1],
      ['b1', 1],
      ['b2', 1],
    ]);
    expect(byDay).toMatchObject({ cut: true, totals: { completions: 6 } });
    expect(byDay.bars.map(({ start }) => start)).toEqual(daysUntil('2026-04-20', 62));
  }
});

/** Days in order, the last one named. */
function daysUntil(last: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => addDays(last, index - count + 1));
}

test('what a page shows is that of the file as it is now', async () => {
  const { store } = await temporaryStore();
  const { experimentId, notebookId } = await experimentIn(store, { notebook: 'Before' });
  const shown = async () => {
    const since = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-02T00:00:00Z')];
    const question = { filter: { notebook: notebookId }, page: ALL, since };
    const spend = { by: 'notebook', period: 'day' } as const;
    const { log, facets, titles, spend: report, stretches } = await store.history.overview({ ...question, spend });
    return {
      runs: 'runs' in log && log.runs.map(({ id, matching, answered }) => [id, matching, answered]),
      notebooks: [facets.notebooks.map(({ title }) => title), titles.notebook, report?.rows.map(({ label }) => label)],
      models: facets.models,
      requests: [report?.totals, ...stretches].map((totals) => totals?.completions),
      cost: report?.totals.costPicodollars,
    };
  };
  expect(await shown()).toMatchObject({ runs: [], requests: [0, 0, 0] });
  const at = new Date('2026-03-01T12:00:00Z');
  const { completions } = await startRun(store, experimentId, { samples: 2, createdAt: at });
  const [first, second] = completions.map(({ id }) => id);
  const none = { runs: [[1, 2, 0]], notebooks: [[], 'Before', []], models: [], requests: [2, 2, 0], cost: 0n };
  expect(await shown()).toEqual(none);
  await finish(store, first ?? 0);
  const one = { notebooks: [['Before'], 'Before', ['Before']], models: ['gpt-test'], requests: [2, 2, 0], cost: 20n };
  expect(await shown()).toEqual({ ...one, runs: [[1, 2, 1]] });
  await store.notebooks.rename(notebookId, 'After');
  await finish(store, second ?? 0);
  const all = { notebooks: [['After'], 'After', ['After']], models: ['gpt-test'], requests: [2, 2, 0], cost: 40n };
  expect(await shown()).toEqual({ ...all, runs: [[1, 2, 2]] });
});

test('groups come with names and, where there is one, an experiment to look at', async () => {
  const { store } = filled;
  const { rows } = await store.history.spend({ by: 'version', period: null }, {});
  expect(rows.map(({ label, experiment, value }) => [label, experiment, value])).toEqual([
    ['First v1', 1, 1],
    ['First v2', 1, 2],
    ['Second v1', 2, 3],
  ]);
  expect((await overviewOf(store, { version: 2, notebook: 99 })).titles).toEqual({
    notebook: null,
    experiment: null,
    version: 'First v2',
  });
});

test('a term may be in the answer and another in the prompt; words are found by their beginnings', async () => {
  const { store } = filled;
  expect(await idsOf(store, { q: 'sunny kind' })).toEqual([1]);
  expect(await idsOf(store, { q: 'weath' })).toEqual([6, 5]);
  expect(await idsOf(store, { q: 'eather' })).toEqual([]);
  expect(await idsOf(store, { q: '気はど' })).toEqual([4, 3, 2, 1]);
  expect(await idsOf(store, { q: 'rain kind 東京 sunny again' })).toEqual([]);
});

test('an answer is found from its end, until it is asked again or deleted for its age', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 2 });
  const [first = 0, second = 0] = completions.map(({ id }) => id);
  await finish(store, first, { text: 'A marmot whistles.' });
  await finish(store, second, { text: 'Another marmot.' });
  expect(await idsOf(store, { q: 'marmot' })).toEqual([second, first]);
  await store.completions.write([{ type: 'requeued', id: first }]);
  expect(await idsOf(store, { q: 'marmot' })).toEqual([second]);
  await finish(store, first, { text: 'A badger.' });
  expect(await idsOf(store, { q: 'badger' })).toEqual([first]);
  await store.dataFile.forgetAnswers(new Date('2026-03-02T00:00:00Z'), { now: new Date() });
  expect(await idsOf(store, { q: 'badger' })).toEqual([]);
});

test('an export has what is filtered, newest first, and no cell that a spreadsheet would run', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store, { notebook: '=1+1', experiment: 'a "quoted", title' });
  const texts = ['=HYPERLINK("http://x","y")', '+1', '-1', '@sum', '\t=1', 'two\r\nlines, and a comma', '＝全角'];
  const { completions } = await startRun(store, experimentId, { samples: texts.length });
  for (const [index, { id }] of completions.entries()) {
    await finish(store, id, { text: texts[index] ?? '', cost: { picodollars: 2n ** 60n + 1n, source: 'reported' } });
  }
  const rows = parse(await textOf(store.history.csv({})), { columns: true, bom: true }) as Record<string, string>[];
  expect(rows.map(({ id }) => Number(id))).toEqual(completions.map(({ id }) => id).reverse());
  expect(rows.map(({ text }) => text).reverse()).toEqual([
    `'${texts[0]}`,
    "'+1",
    "'-1",
    "'@sum",
    "'\t=1",
    texts[5],
    `'${texts[6]}`,
  ]);
  expect(rows[0]).toMatchObject({
    notebook: "'=1+1",
    experiment: 'a "quoted", title',
    cost_usd: '1152921.504606846977',
  });
  expect(parse(await textOf(store.history.csv({ q: 'lines' })), { columns: true, bom: true })).toHaveLength(1);
  const streamed: number[] = [];
  for await (const part of store.history.stream({})) streamed.push(...part.map(({ id }) => id));
  expect(streamed).toEqual(rows.map(({ id }) => Number(id)));
});

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

test('figures follow what is written, and nothing is answered once the store is closed', async () => {
  const { store } = await folderStore(temporaryFolder());
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 3 });
  for (const { id } of completions) await finish(store, id, { text: '雨 rain' });
  expect(await idsOf(store, { q: '雨' })).toEqual([3, 2, 1]);
  expect(await store.history.totals({})).toMatchObject({ completions: 3, costPicodollars: 60n });
  expect(await store.history.totals({ q: 'rain' })).toMatchObject({ completions: 3, costPicodollars: 60n });
  await store.completions.write([{ type: 'requeued', id: 1 }]);
  expect(await store.history.totals({ status: 'done' })).toMatchObject({ completions: 2, costPicodollars: 60n });
  expect((await textOf(store.history.csv({}))).split('\r\n')).toHaveLength(5);
  await store.close();
  await expect(store.history.totals({})).rejects.toThrow();
});
