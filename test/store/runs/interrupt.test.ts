import { expect, test } from 'vitest';
import { recountDailyCosts } from '../../../src/store/costs/rollups.ts';
import { interruptUnfinished } from '../../../src/store/runs/interrupt.ts';
import { temporaryFolder, temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, folderStore, startRun } from '../support/fixtures.ts';

test('what a server left unfinished is interrupted at the next start, with the text saved so far', async () => {
  const folder = temporaryFolder();
  const first = await folderStore(folder);
  const { experimentId } = await experimentIn(first.store);
  const { run, completions } = await startRun(first.store, experimentId, { samples: 3 });
  const [done, streaming] = completions.map(({ id }) => id);
  await finish(first.store, done ?? 0);
  await first.store.completions.write([
    { type: 'started', id: streaming ?? 0, startedAt: new Date() },
    { type: 'checkpoint', id: streaming ?? 0, text: 'So far' },
  ]);
  await first.store.close();
  const now = new Date('2026-03-02T08:00:00Z');
  const { store } = await folderStore(folder, now);
  expect(await store.completions.ofRun(run.id)).toMatchObject([
    { status: 'done', text: 'Hello!' },
    { status: 'interrupted', text: 'So far', error: null, usage: null, cost: null, endedAt: now },
    { status: 'interrupted', text: '', error: null, endedAt: now },
  ]);
  expect(await store.runs.get(run.id)).toMatchObject({ status: 'interrupted', endedAt: now });
  await store.close();
});

test('only one that was being sent counts as of unknown cost', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 3 });
  await store.completions.write([{ type: 'started', id: completions[0]?.id ?? 0, startedAt: new Date() }]);
  expect(await interruptUnfinished(database, new Date())).toBe(3);
  expect(await store.history.totals({})).toMatchObject({ completions: 3, unpriced: 1, costPicodollars: 0n });
  expect(await store.history.totals({ status: 'interrupted' })).toMatchObject({ completions: 3, unpriced: 1 });
});

test('on the built-in model nothing is of unknown cost', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 2, method: 'practice' });
  await store.completions.write([{ type: 'started', id: completions[0]?.id ?? 0, startedAt: new Date() }]);
  await interruptUnfinished(database, new Date());
  expect(await store.history.totals({})).toMatchObject({ completions: 2, unpriced: 0, free: 1 });
});

test('the roll-ups know interrupted completions, and interrupting twice changes nothing', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 4, sweep: { temperature: [0, 1] } });
  await finish(store, completions[0]?.id ?? 0);
  await interruptUnfinished(database, new Date());
  const before = await recountDailyCosts(database.writer);
  expect(before.reduce((sum, { completions }) => sum + completions, 0)).toBe(8);
  expect(await interruptUnfinished(database, new Date())).toBe(0);
  expect(await recountDailyCosts(database.writer)).toEqual(before);
  expect(await store.history.totals({})).toMatchObject({ completions: 8 });
});
