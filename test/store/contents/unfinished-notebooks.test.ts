import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { NotebookPiece } from '../../../src/store/contents/notebook-pieces.ts';
import { batchesOf } from '../../../src/store/contents/notebook-pieces.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { temporaryFolder } from '../../support/temporary-data.ts';
import { experimentIn, finish, startRun } from '../support/fixtures.ts';

/** The batches of a notebook, of which the last never comes, as when the server dies. */
async function* broken(batches: readonly (readonly NotebookPiece[])[]) {
  yield* batches;
  throw new Error('The disk is full.');
}

test('a notebook whose import stopped half-way is nowhere to be seen, cannot be restored, and is gone after the next start', async () => {
  const folder = temporaryFolder();
  const database = await openDatabase(folder);
  const store = await createStore(database);
  const { notebookId, experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 3 });
  for (const { id } of completions) await finish(store, id, { text: `answer ${id}` });
  await store.cases.keep(experimentId, [{ input: { message: 'kept' }, expected: null, name: null }]);
  const content = await store.notebookContents.get(notebookId, { withResults: true });
  if (content === null) throw new Error('There is no notebook.');
  const others = Array.from({ length: 6_000 }, (_, place) => ({
    input: { message: `case ${place}` },
    expected: null,
    name: null,
  }));
  const withCases = content.cells.map((cell) => (cell.kind === 'note' ? cell : { ...cell, cases: others }));
  const batches = [...batchesOf({ ...content, cells: withCases })];
  expect(batches.length).toBeGreaterThan(2);
  await expect(store.notebookContents.createFrom(broken(batches.slice(0, 1)))).rejects.toThrow('The disk is full.');
  await expect(store.notebookContents.createFrom(broken(batches))).rejects.toThrow('The disk is full.');
  const [row] = await database.writer.selectFrom('notebooks').selectAll().where('origin', '=', 'making').execute();
  expect(await store.notebooks.list('')).toHaveLength(1);
  expect(await store.notebooks.restore(row?.id ?? 0)).toBeNull();
  await store.close();

  const next = await openDatabase(folder);
  const reopened = await createStore(next);
  const count = async (table: 'notebooks' | 'cells' | 'runs' | 'completions' | 'versions' | 'experiments') => {
    const { count: rows } = await next.writer
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(rows);
  };
  expect([await count('notebooks'), await count('experiments'), await count('runs')]).toEqual([1, 1, 1]);
  expect([await count('completions'), await count('versions'), await count('cells')]).toEqual([3, 1, 1]);
  // The one that is kept, and the one that became whole before its notebook did.
  const { rows } = await sql<{ cases: number }>`select cases from case_sets order by id`.execute(next.writer);
  expect(rows).toEqual([{ cases: 1 }, { cases: 6_000 }]);
  await reopened.close();
});
