import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { FIRST_NOTES } from '../../../src/store/migrations/0010-starters.ts';
import { folderOfVersion } from '../support/earlier-file.ts';

/** Adds a notebook of a title with these notes to a file of an earlier schema. */
function addNotebook(file: BetterSqlite3.Database, title: string, notes: readonly string[]): void {
  const { lastInsertRowid } = file
    .prepare("insert into notebooks (title, origin, created_at, updated_at) values (?, 'page', 1, 1)")
    .run(title);
  const add = file.prepare(
    "insert into cells (notebook_id, kind, position, text, created_at, updated_at) values (?, 'note', ?, ?, 1, 1)",
  );
  for (const [position, text] of notes.entries()) add.run(lastInsertRowid, position * 3 + 2, text);
}

test('in a file from before, a notebook with the title and the first cell of a starter counts as one, others do not', async () => {
  const { folder, path } = folderOfVersion(6);
  const file = new BetterSqlite3(path);
  for (const [, title, note] of FIRST_NOTES) addNotebook(file, title, [note, 'What I found']);
  const [, , temperature] = FIRST_NOTES.find(([starter]) => starter === '2-temperature') ?? [];
  addNotebook(file, 'Temperature', ['My own note', temperature ?? '']);
  addNotebook(file, 'Temperature of tea', [temperature ?? '']);
  addNotebook(file, 'Temperature', []);
  file.close();

  const database = await openDatabase(folder);
  const store = await createStore(database);
  onTestFinished(() => store.close());
  const starters = (await store.notebooks.list('')).toReversed().map(({ title, starter }) => [title, starter]);
  expect(starters).toEqual([
    ...FIRST_NOTES.map(([starter, title]) => [title, starter]),
    ['Temperature', null],
    ['Temperature of tea', null],
    ['Temperature', null],
    ['API runs', null],
  ]);
});
