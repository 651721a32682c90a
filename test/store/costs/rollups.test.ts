import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { CompletionFilter } from '../../../src/domain/history/history.ts';
import type { CompletionOutcome } from '../../../src/domain/run/completion.ts';
import { type DailyCost, recountDailyCosts } from '../../../src/store/costs/rollups.ts';
import type { OpenDatabase } from '../../../src/store/file/open-database.ts';
import { HistoryQueries } from '../../../src/store/history/queries.ts';
import { interruptUnfinished } from '../../../src/store/runs/interrupt.ts';
import type { Store } from '../../../src/store/store.ts';
import { openTemporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, outcomeOf, startRun } from '../support/fixtures.ts';

const count = fc.option(fc.nat(10_000), { nil: null });

const outcome: fc.Arbitrary<CompletionOutcome> = fc
  .record({
    status: fc.constantFrom(
      'done' as const,
      'incomplete' as const,
      'failed' as const,
      'cancelled' as const,
      'held' as const,
    ),
    text: fc.constantFrom('', 'some text'),
    usage: fc.option(
      fc.record({
        inputTokens: count,
        cachedInputTokens: count,
        outputTokens: count,
        reasoningTokens: count,
        source: fc.constantFrom('reported' as const, 'estimated' as const),
      }),
      { nil: null },
    ),
    cost: fc.option(
      fc.oneof(
        fc.record({ picodollars: fc.bigInt(0n, 2n ** 57n), source: fc.constant('reported' as const) }),
        fc.constant({ picodollars: 0n, source: 'free' as const }),
      ),
      { nil: null },
    ),
    error: fc.option(
      fc.record({
        kind: fc.constantFrom('rate_limit' as const, 'timeout' as const),
        message: fc.constant('no'),
        status: fc.constant(null),
        param: fc.constant(null),
      }),
      { nil: null },
    ),
  })
  .map((given) => outcomeOf(given));

const step = fc.record({
  completion: fc.nat(11),
  change: fc.oneof(
    { weight: 3, arbitrary: outcome.map((value) => ({ type: 'ended' as const, outcome: value })) },
    { weight: 2, arbitrary: fc.constant({ type: 'started' as const }) },
    { weight: 2, arbitrary: fc.constant({ type: 'requeued' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'interrupt' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'forget' as const }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('price' as const), model: fc.constantFrom('a', 'b') }) },
  ),
});

const FILTERS: readonly CompletionFilter[] = [
  {},
  { model: 'b' },
  { temperature: null },
  { temperature: 1 },
  { connection: 'openai' },
  { status: 'done' },
  { status: 'queued' },
  { status: 'failed', model: 'a' },
  { from: new Date('2026-03-02T00:00:00Z') },
  { to: new Date('2026-03-02T00:00:00Z') },
];

async function keptRollUps({ writer }: OpenDatabase) {
  const { rows } = await sql<Record<string, unknown>>`
    select day, connection, model, notebook_id, experiment_id, version_id, temperature_key, status, completions,
      input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, unpriced, free, cast(cost_pico as text) as cost_pico
    from daily_costs
    where completions or input_tokens or cached_input_tokens or output_tokens or reasoning_tokens or unpriced or cost_pico
    order by day, connection, model, notebook_id, experiment_id, version_id, temperature_key, status`.execute(writer);
  return rows;
}

/** Rows without any count are as good as absent. */
function meaningful(rows: readonly object[]): readonly object[] {
  const counts = [
    'completions',
    'input_tokens',
    'cached_input_tokens',
    'output_tokens',
    'reasoning_tokens',
    'unpriced',
  ];
  return rows.filter((row) =>
    Object.entries(row).some(([name, value]) =>
      name === 'cost_pico' ? value !== '0' : counts.includes(name) && value !== 0,
    ),
  );
}

const ESTIMATE = { inputTokens: 4_321, likely: 2n ** 55n, atMost: 2n ** 58n };

/** What `estimate_errors` should hold, from every completion and earlier attempt that was expected to come to something. */
async function recountedErrors({ writer }: OpenDatabase) {
  const { rows } = await sql<{ model: string; input_tokens: number | null; cost: string | null }>`
    select model, case when attempt.usage_source = 'reported' then attempt.input_tokens end as input_tokens,
      case when attempt.cost_source in ('computed', 'reported') then cast(attempt.cost_pico as text) end as cost
    from (select id as completion_id, usage_source, input_tokens, cost_source, cost_pico from completions
      where status not in ('queued', 'streaming')
      union all select completion_id, usage_source, input_tokens, cost_source, cost_pico from earlier_attempts) as attempt
    join completions on completions.id = attempt.completion_id
    where completions.estimate_input_tokens is not null`.execute(writer);
  const sums: Record<string, number[]> = {};
  for (const { model, input_tokens, cost } of rows) {
    const [input, money] = [
      input_tokens ? Math.trunc(((ESTIMATE.inputTokens - input_tokens) * 1e6) / input_tokens) : null,
      cost === null || cost === '0'
        ? null
        : Math.min(1e12, Number(((ESTIMATE.likely - BigInt(cost)) * 1_000_000n) / BigInt(cost))),
    ];
    if (input === null && money === null) continue;
    const own = [
      Number(input !== null),
      input ?? 0,
      Math.abs(input ?? 0),
      Number(money !== null),
      money ?? 0,
      Math.abs(money ?? 0),
    ];
    sums[model] = own.map((value, index) => value + (sums[model]?.[index] ?? 0));
  }
  return sums;
}

async function keptErrors({ writer }: OpenDatabase) {
  const rows = await writer.selectFrom('estimate_errors').selectAll().execute();
  return Object.fromEntries(
    rows.map(({ model, connection: _, ...sums }) => [
      model,
      [
        sums.inputs,
        sums.input_error_ppm,
        sums.input_distance_ppm,
        sums.costs,
        sums.cost_error_ppm,
        sums.cost_distance_ppm,
      ],
    ]),
  );
}

async function twoRuns() {
  const { store, database, close } = await openTemporaryStore();
  const { experimentId } = await experimentIn(store);
  const first = await startRun(store, experimentId, {
    sweep: { model: ['a', 'b'], temperature: [null, 1] },
    samples: 2,
    createdAt: new Date('2026-03-01T23:59:59.999Z'),
    estimate: ESTIMATE,
  });
  const second = await startRun(store, experimentId, {
    connection: 'practice',
    sweep: { model: ['a'], temperature: [0, 1] },
    samples: 2,
    method: 'practice',
    createdAt: new Date('2026-03-02T00:00:00Z'),
  });
  // Asked here and not in a thread: starting one for each of a hundred stores takes longer than all questions.
  const history = new HistoryQueries(database.reader);
  const ids = [...first.completions, ...second.completions].map(({ id }) => id);
  return { store, database, history, ids, close };
}

/** The sums that pages show, which are kept in memory between two questions. */
async function sumsOf(history: HistoryQueries) {
  const rows = await history.costs(['day', 'model', 'temperature'], {}, null);
  return Object.fromEntries(
    rows.map(({ key, completions, costPicodollars, unpriced }) => [
      `${key.day} ${key.model} ${key.temperature ?? -1}`,
      { completions, cost: costPicodollars, unpriced },
    ]),
  );
}

function byDayModelAndTemperature(rows: readonly object[]) {
  const sums: Record<string, { completions: number; cost: bigint; unpriced: number }> = {};
  for (const row of rows as readonly DailyCost[]) {
    // Of a row that is nothing but reasoning tokens the history shows nothing.
    const tokens = row.input_tokens + row.cached_input_tokens + row.output_tokens;
    if (row.completions + tokens + row.unpriced === 0 && row.cost_pico === '0') continue;
    const key = `${row.day} ${row.model} ${row.temperature_key}`;
    const sum = sums[key] ?? { completions: 0, cost: 0n, unpriced: 0 };
    sums[key] = {
      completions: sum.completions + row.completions,
      cost: sum.cost + BigInt(row.cost_pico),
      unpriced: sum.unpriced + row.unpriced,
    };
  }
  return sums;
}

/** Two prices, the second from the day of the second run, for whatever of a model has none. */
async function priceAll(store: Store, model: string): Promise<void> {
  for (const connection of ['openai', 'practice']) {
    const prices = ['2026-01-01', '2026-03-02'].map((from, index) => ({
      id: index + 1,
      connection,
      model,
      from,
      input: 10n ** BigInt(12 + index),
      cachedInput: 7n,
      output: 3n,
      setAt: new Date(0),
    }));
    const offer = await store.prices.priceBackfill({ connection, model }, prices);
    expect(await store.prices.pricePast({ connection, model }, prices)).toMatchObject(offer);
    expect(await store.prices.priceBackfill({ connection, model }, prices)).toMatchObject({
      requests: 0,
      picodollars: 0n,
    });
  }
}

test('whatever happens to completions, the roll-ups equal a full recount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { store, database, history, ids, close } = await twoRuns();
      for (const { completion, change } of steps) {
        const id = ids[completion] ?? 0;
        const at = new Date('2026-03-05T00:00:00Z');
        // Asked in between, so that what is kept in memory has to be brought up to date.
        await history.totals({}, null);
        if (change.type === 'interrupt') await interruptUnfinished(database, at);
        else if (change.type === 'price') await priceAll(store, change.model);
        else if (change.type === 'forget')
          await store.dataFile.forgetAnswers(new Date('2026-03-02T00:00:00Z'), { now: at });
        else if (change.type === 'started') await store.completions.write([{ ...change, id, startedAt: at }]);
        else if (change.type === 'ended') await store.completions.write([{ ...change, id, endedAt: at }]);
        else await store.completions.write([{ ...change, id }]);
      }
      const recounted = meaningful(await recountDailyCosts(database.writer));
      expect(await keptRollUps(database)).toEqual(recounted);
      expect(await sumsOf(history)).toEqual(byDayModelAndTemperature(recounted));
      expect(await keptErrors(database)).toEqual(await recountedErrors(database));
      await close();
    }),
    { numRuns: 60 },
  );
});

test('totals from the roll-ups equal those counted one by one, and the costs that were written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { store, history, ids, close } = await twoRuns();
      const at = new Date('2026-03-05T00:00:00Z');
      const ended = new Set<number>();
      let spent = 0n;
      for (const { completion, change } of steps) {
        const id = ids[completion] ?? 0;
        if (change.type === 'ended') {
          await store.completions.write([{ ...change, id, endedAt: at }]);
          if (!ended.has(id)) spent += change.outcome.cost?.picodollars ?? 0n;
          ended.add(id);
        } else if (change.type === 'requeued') {
          await store.completions.write([{ ...change, id }]);
          ended.delete(id);
        }
      }
      expect(await history.totals({}, null)).toMatchObject({ completions: 12, costPicodollars: spent });
      for (const filter of FILTERS) {
        // A search that matches everything is counted one by one.
        const counted = await history.totals({ ...filter, q: 'Say hello' }, null);
        expect([filter, await history.totals(filter, null)]).toEqual([filter, counted]);
      }
      await close();
    }),
    { numRuns: 40 },
  );
});

test('what is free counts its tokens but no money, and what was refused is not of unknown cost', async () => {
  const { store, ids, close } = await twoRuns();
  onTestFinished(close);
  const at = new Date();
  const refused = { kind: 'rate_limit', message: 'Too many requests.', status: 429, param: null } as const;
  const broken = { kind: 'connection_lost', message: 'Cut.', status: null, param: null } as const;
  const [free = 0, failed = 0, lost = 0, unpriced = 0] = ids;
  await store.completions.write([
    ...[free, failed, lost].map((id) => ({ type: 'started' as const, id, startedAt: at })),
    { type: 'ended', id: free, outcome: outcomeOf({ cost: { picodollars: 0n, source: 'free' } }), endedAt: at },
    {
      type: 'ended',
      id: failed,
      outcome: outcomeOf({ status: 'failed', usage: null, cost: null, text: '', error: refused }),
      endedAt: at,
    },
    {
      type: 'ended',
      id: lost,
      outcome: outcomeOf({ status: 'failed', usage: null, cost: null, text: '', error: broken }),
      endedAt: at,
    },
    { type: 'ended', id: unpriced, outcome: outcomeOf({ prices: null, cost: null }), endedAt: at },
  ]);
  expect(await store.history.totals({})).toEqual({
    completions: 12,
    inputTokens: 20,
    cachedInputTokens: 0,
    outputTokens: 10,
    costPicodollars: 0n,
    unpriced: 2,
    free: 1,
  });
});
