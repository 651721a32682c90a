import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { added, NOTHING_SPENT, type Spent } from '../../../src/domain/money/caps.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { MIGRATIONS } from '../../../src/store/migrations/ledger.ts';
import { openTemporaryStore, temporaryFolder, temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, folderStore, NOTHING_USED, outcomeOf, startRun } from '../support/fixtures.ts';

const DAY = { scope: 'day', id: { day: '2026-03-01', zone: 'UTC' } } as const;

test('an ended completion counts for its run, day, notebook and connection', async () => {
  const { store } = await temporaryStore();
  const { experimentId, notebookId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, { samples: 3 });
  for (const { id } of completions) await finish(store, id, { attempts: 2 });
  const spent: Spent = { money: 60n, tokens: 45n, requests: 6n, assumed: 0n, unpriced: 0 };
  expect(await store.spending.of({ scope: 'run', id: run.id })).toEqual(spent);
  expect(await store.spending.of(DAY)).toEqual(spent);
  expect(await store.spending.of({ scope: 'notebook', id: notebookId })).toEqual(spent);
  expect(await store.spending.of({ scope: 'connection', id: 'openai' })).toEqual(spent);
  expect(await store.spending.byConnection()).toEqual(new Map([['openai', spent]]));
  expect(await store.spending.of({ scope: 'day', id: { day: '2026-03-02', zone: 'UTC' } })).toEqual(NOTHING_SPENT);
});

test('it counts on the day it was sent, whenever it was asked for', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { createdAt: new Date('2026-02-11T10:00:00Z') });
  for (const { id } of completions) await finish(store, id);
  expect((await store.spending.of(DAY)).money).toBe(20n);
});

test('one that is asked again stays paid for, and one that was held costs nothing', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 2 });
  const [first, second] = completions.map(({ id }) => id);
  if (first === undefined || second === undefined) throw new Error('There are too few.');
  await finish(store, first);
  await store.completions.write([
    { type: 'requeued', id: first },
    { type: 'ended', id: second, outcome: outcomeOf({ ...NOTHING_USED, status: 'held' }), endedAt: new Date() },
  ]);
  await finish(store, first);
  await store.completions.write([{ type: 'requeued', id: second }]);
  expect(await store.spending.of(DAY)).toMatchObject({ money: 40n, requests: 2n });
});

test('sums are exact, also above 2^53, and tell what is known from what is assumed', async () => {
  const amounts = fc.array(
    fc.record({ known: fc.bigInt(0n, 2n ** 58n), assumed: fc.bigInt(0n, 2n ** 58n), unpriced: fc.nat(1) }),
    { minLength: 1, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(amounts, async (charges) => {
      const { store, close } = await openTemporaryStore();
      const { experimentId } = await experimentIn(store);
      const { run, completions } = await startRun(store, experimentId, { samples: charges.length });
      let sum = NOTHING_SPENT;
      for (const [index, { known, assumed, unpriced }] of charges.entries()) {
        const charge = { money: known + assumed, assumed, tokens: 7n, requests: 1n, unpriced };
        sum = added(sum, charge);
        const id = completions[index]?.id ?? 0;
        const endedAt = new Date('2026-03-01T10:00:02Z');
        await store.completions.write([{ type: 'ended', id, outcome: outcomeOf(), endedAt, charge }]);
      }
      expect(await store.spending.of(DAY)).toEqual(sum);
      expect(await store.spending.of({ scope: 'run', id: run.id })).toEqual({ ...sum, unpriced: 0 });
      await close();
    }),
    { numRuns: 15 },
  );
});

test('what was in flight when the server died counts as one request of unknown cost, and what waited as none', async () => {
  const folder = temporaryFolder();
  const { store } = await folderStore(folder);
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, { samples: 2 });
  await store.completions.write([
    { type: 'started', id: completions[0]?.id ?? 0, startedAt: new Date('2026-03-01T10:00:01Z') },
  ]);
  await store.close();
  const { store: next } = await folderStore(folder);
  const spent = { money: 0n, tokens: 0n, requests: 1n, assumed: 0n };
  expect(await next.spending.of(DAY)).toEqual({ ...spent, unpriced: 1 });
  expect(await next.spending.of({ scope: 'run', id: run.id })).toMatchObject(spent);
  await next.close();
});

test('a run of which a cap held the rest is still held after a crash', async () => {
  const folder = temporaryFolder();
  const { store } = await folderStore(folder);
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, { samples: 2 });
  const [first, second] = completions.map(({ id }) => id);
  await finish(store, first ?? 0);
  const held = outcomeOf({ ...NOTHING_USED, status: 'held' });
  await store.completions.write([{ type: 'ended', id: second ?? 0, outcome: held, endedAt: new Date() }]);
  await store.close();
  const { store: next } = await folderStore(folder);
  expect((await next.runs.get(run.id))?.status).toBe('held');
  await next.close();
});

test('a file from before there were caps knows what was spent in it', async () => {
  const folder = temporaryFolder();
  const old = new BetterSqlite3((await oldFile(folder)).path);
  old.exec(`
    insert into notebooks values (1, 'Old', 'page', 0, 0, null);
    insert into cells values (1, 1, 'experiment', 1, null, 0, 0, null);
    insert into experiments values (1, 'Old', 'page', '{}', 1);
    insert into prompts values ('hash', '{}');
    insert into versions values (1, 1, 1, 'hash', null, 0);
    insert into message_lists values (1, 'hash', '[]');
    insert into runs (id, notebook_id, experiment_id, version_id, message_list_id, status, request, columns_axis, planned,
      estimate_input_tokens, estimate_method, created_at)
      values (1, 1, 1, 1, 1, 'finished', '{}', 'temperature', 2, 9, 'tiktoken', 0);
    insert into daily_costs (day, connection, model, notebook_id, experiment_id, version_id, temperature_key, status,
      completions, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, cost_pico, unpriced, free)
      values ('2026-03-01', 'openai', 'm', 1, 1, 1, -1, 'done', 2, 20, 0, 10, 0, 40, 0, 0),
        ('2026-03-01', 'openai', 'm', 1, 1, 1, -1, 'held', 5, 0, 0, 0, 0, 0, 0, 0);`);
  const completion = old.prepare(`insert into completions (run_id, ordinal, notebook_id, experiment_id, version_id,
    message_list_id, connection, model, settings, column_index, row_index, sample, created_at, status, attempts, text,
    input_tokens, output_tokens, cost_pico) values (1, ?, 1, 1, 1, 1, 'openai', 'm', '{}', 0, 0, 0, 0, 'done', 2, '', 10, 5, 20)`);
  for (const ordinal of [0, 1]) completion.run(ordinal);
  old.close();
  const { store } = await folderStore(folder);
  const known = { money: 40n, tokens: 30n, assumed: 0n, unpriced: 0 };
  expect(await store.spending.of({ scope: 'run', id: 1 })).toEqual({ ...known, requests: 4n });
  // The daily sums do not know attempts.
  for (const account of [DAY, { scope: 'notebook', id: 1 }, { scope: 'connection', id: 'openai' }] as const) {
    expect(await store.spending.of(account)).toEqual({ ...known, requests: 2n });
  }
  await store.close();
});

/** An empty data file as it was before there were caps. */
async function oldFile(folder: string) {
  const database = await openDatabase(folder, MIGRATIONS.slice(0, 3));
  await database.close();
  return database;
}
