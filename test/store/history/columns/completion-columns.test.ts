import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTotals, COST_GROUPS, type CompletionFilter, NO_TOTALS } from '../../../../src/domain/history/history.ts';
import { ColumnPages } from '../../../../src/store/history/columns/column-pages.ts';
import { CompletionColumns } from '../../../../src/store/history/columns/completion-columns.ts';
import { matchingIds } from '../../../../src/store/history/ids.ts';
import { findAll } from '../../../../src/store/history/search-hits.ts';
import { addedUp, countedSums, sumsBesideColumns } from '../../../../src/store/history/sums/counted-sums.ts';
import type { GroupSums } from '../../../../src/store/history/sums/group-sums.ts';
import type { Store } from '../../../../src/store/store.ts';
import { temporaryStore } from '../../../support/temporary-data.ts';
import { experimentIn, finish, promptOf, startRun } from '../../support/fixtures.ts';

const TEXTS = ['weather in Tokyo', 'weathered wood', '東京の天気', 'say (yes)', 'nothing', ''];
const QUERIES = ['weather', 'weathered wood', '東京', '天', 'yes)', 'Question', 'question weather', 'zzz', '(', ' '];
const COSTS = [0n, 5n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 56n];

/** Seldom there, as many conditions at once leave nothing to compare. */
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary, weight: 1 });

const anyFilter = fc
  .record({
    model: optional(fc.constantFrom('a', 'b', 'c')),
    temperature: optional(fc.constantFrom(null, 0, 1)),
    notebook: optional(fc.constantFrom(1, 2, 3)),
    status: optional(fc.constantFrom('done' as const, 'failed' as const, 'queued' as const)),
    from: optional(fc.constantFrom(new Date('2026-03-02'), new Date('2026-03-03'))),
    to: optional(fc.constantFrom(new Date('2026-03-03'), new Date('2026-03-04'))),
    minCost: optional(fc.constantFrom(...COSTS)),
    maxCost: optional(fc.constantFrom(...COSTS)),
    minDuration: optional(fc.constantFrom(0, 50, 50.5)),
    maxDuration: optional(fc.constantFrom(50, 120)),
    q: optional(fc.constantFrom(...QUERIES)),
  })
  .map(
    (fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as CompletionFilter,
  );

const anyRun = fc.record({
  second: fc.boolean(),
  day: fc.constantFrom('2026-03-01', '2026-03-02', '2026-03-03'),
  answers: fc.array(
    fc.record({
      text: fc.constantFrom(...TEXTS),
      cost: fc.option(fc.constantFrom(...COSTS)),
      durationMs: fc.option(fc.constantFrom(10, 50, 50.25, 120)),
      end: fc.constantFrom('done', 'failed', 'live', 'again', 'retried'),
    }),
    { minLength: 4, maxLength: 4 },
  ),
});
type AnyRun = typeof anyRun extends fc.Arbitrary<infer Run> ? Run : never;

async function storeWith(runs: readonly AnyRun[]) {
  const { store, database } = await temporaryStore();
  const experiments = [await experimentIn(store), await experimentIn(store)] as const;
  const add = async (run: AnyRun) => {
    const { completions } = await startRun(store, experiments[run.second ? 1 : 0].experimentId, {
      sweep: { model: ['a', 'b'], temperature: [null, 0] },
      prompt: promptOf(run.second ? 'Question?' : 'weather?'),
      createdAt: new Date(`${run.day}T12:00:00Z`),
    });
    for (const [index, { id }] of completions.entries()) await end(store, id, run.answers[index]);
  };
  for (const run of runs) await add(run);
  return { store, db: database.reader, add };
}

async function end(store: Store, id: number, answer: AnyRun['answers'][number] | undefined): Promise<void> {
  if (answer === undefined || answer.end === 'live') return;
  const { text, cost, durationMs } = answer;
  const outcome = {
    text,
    durationMs,
    cost: cost === null ? null : ({ picodollars: cost, source: 'computed' } as const),
  };
  await finish(store, id, { ...outcome, status: answer.end === 'failed' ? 'failed' : 'done' });
  if (answer.end === 'done' || answer.end === 'failed') return;
  await store.completions.write([{ type: 'requeued', id }]);
  if (answer.end === 'retried') await finish(store, id, outcome);
}

function inOrder(sums: readonly GroupSums[]): readonly GroupSums[] {
  const keyOf = ({ key }: GroupSums) => JSON.stringify(key);
  return [...sums].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

test('The columns find and add up what the data file does, whatever is asked and whatever changes in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRun, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(anyFilter, fc.uniqueArray(fc.constantFrom(...COST_GROUPS), { maxLength: 2 })), {
        minLength: 8,
        maxLength: 8,
      }),
      anyRun,
      fc.constantFrom(1, 4, 3_000),
      async (runs, questions, later, readFirst) => {
        const { db, add } = await storeWith(runs);
        const columns = new CompletionColumns(db);
        for (const [index, [filter, groups]] of questions.entries()) {
          if (index === questions.length / 2) await add(later);
          const pages = new ColumnPages(db, columns, filter, readFirst);
          const all = await pages.ids({ before: null, limit: 100 });
          expect(all).toEqual(await matchingIds(db, filter, { before: null, limit: 100 }));
          const next = { before: all[1] ?? null, limit: 3 };
          expect(await pages.ids(next)).toEqual(await matchingIds(db, filter, next));
          const found = filter.q === undefined ? null : await findAll(db, filter.q);
          const sums = [
            ...(await columns.sums(groups, filter, found)),
            ...(await sumsBesideColumns(db, groups, { filter, hits: found })),
          ];
          const counted = await countedSums(db, groups, filter);
          if (groups.length > 0) expect(inOrder(addedUp(sums))).toEqual(inOrder(counted));
          expect(sums.reduce<typeof NO_TOTALS>(addTotals, NO_TOTALS)).toMatchObject(
            counted.reduce(addTotals, NO_TOTALS),
          );
        }
      },
    ),
    { numRuns: 8 },
  );
});

test('Sums stay exact where their halves would outgrow a floating-point number', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 40 });
  const cost = 2n ** 57n - 1n;
  for (const { id } of completions) await finish(store, id, { cost: { picodollars: cost, source: 'reported' } });
  await store.history.warmUp();
  expect(await store.history.totals({ minCost: 1n })).toMatchObject({ costPicodollars: 40n * cost });
});
