import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-data.ts';
import { experimentIn, finish, folderStore, outcomeOf, startRun } from './support/fixtures.ts';

test('a write that meets a lock waits for it while the event loop turns and reads are answered', async () => {
  const { store, database } = await folderStore(temporaryFolder());
  const notebook = await store.notebooks.create('Before');
  const other = new BetterSqlite3(database.path);
  other.exec('begin immediate');
  const renamed = store.notebooks.rename(notebook.id, 'After');
  let turns = 0;
  const turning = setInterval(() => {
    turns += 1;
  }, 20);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await store.notebooks.get(notebook.id)).toMatchObject({ title: 'Before' });
  clearInterval(turning);
  expect(turns).toBeGreaterThan(10);
  other.exec('commit');
  other.close();
  expect(await renamed).toMatchObject({ title: 'After' });
  await store.close();
});

test('a full disk is told as such, nothing of the change stays, and the file is sound', async () => {
  const { store, database } = await folderStore(temporaryFolder());
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.writer);
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(database.writer);
  const id = completions[0]?.id ?? 0;
  const text = 'long '.repeat(100_000);
  await expect(finish(store, id, { text })).rejects.toMatchObject({ name: 'StoreError', kind: 'disk_full' });
  expect(await store.completions.get(id)).toMatchObject({ status: 'queued', text: '' });
  await sql`pragma max_page_count = 1000000`.execute(database.writer);
  const check = await sql`pragma integrity_check`.execute(database.writer);
  expect(check.rows).toEqual([{ integrity_check: 'ok' }]);
  await finish(store, id, { text });
  expect(await store.completions.get(id)).toMatchObject({ status: 'done', text });
  await store.close();
});

test('a file that cannot be written is told as such, and reads go on', async () => {
  const { store, database } = await folderStore(temporaryFolder());
  const { id } = await store.notebooks.create('Readable');
  await sql`pragma query_only = 1`.execute(database.writer);
  await expect(store.notebooks.rename(id, 'Other')).rejects.toMatchObject({ kind: 'read_only', exitCode: 1 });
  expect(await store.notebooks.list('')).toMatchObject([{ title: 'Readable' }]);
  await store.close();
});

test('one change that the file cannot take is answered, and holds up no other', async () => {
  const { store, database } = await folderStore(temporaryFolder());
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 2 });
  await sql`create trigger refuse before insert on completion_raw when new.response like '%poison%'
    begin select raise(abort, 'poison'); end`.execute(database.writer);
  const endedAt = new Date();
  const ends = completions.map(({ id }, index) => {
    const outcome = outcomeOf({ response: { id: index === 1 ? 'poison' : 'good' } });
    return { type: 'ended' as const, id, outcome, endedAt };
  });
  expect(await store.completions.write(ends)).toMatchObject([{ change: ends[1], reason: { message: 'poison' } }]);
  const { run } = await startRun(store, experimentId);
  expect(run.id).toBe(2);
  expect(await store.completions.ofRun(1)).toMatchObject([{ status: 'done' }, { status: 'queued' }]);
  await store.close();
});

test('changes that are written at the same time wait for one another', async () => {
  const { store } = await folderStore(temporaryFolder());
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId, { samples: 50 });
  await Promise.all([
    ...completions.map(({ id }) => finish(store, id)),
    store.notebooks.create('Meanwhile'),
    startRun(store, experimentId, { samples: 5 }),
  ]);
  const statuses = (await store.completions.ofRun(run.id)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set(['done']));
  await store.close();
});

test('closing waits for what is being written', async () => {
  const folder = temporaryFolder();
  const { store } = await folderStore(folder);
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId);
  const id = completions[0]?.id ?? 0;
  const writing = finish(store, id);
  await store.close();
  await writing;
  const again = await folderStore(folder);
  expect(await again.store.completions.get(id)).toMatchObject({ status: 'done' });
  await again.store.close();
});
