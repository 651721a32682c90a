import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { MIGRATIONS, type Migration } from '../../../src/store/migrations/ledger.ts';
import { temporaryFolder } from '../../support/temporary-data.ts';
import { folderStore } from '../support/fixtures.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

async function pragma(db: Kysely<never> | Awaited<ReturnType<typeof openDatabase>>['writer'], name: string) {
  const { rows } = await sql.raw(`pragma ${name}`).execute(db as Kysely<never>);
  return Object.values(rows[0] as Record<string, unknown>)[0];
}

const SECOND: Migration = {
  name: '0002-colours',
  up: async (db) => {
    await db.schema.alterTable('notebooks').addColumn('colour', 'text').execute();
  },
};

test('a new folder and all its files are open to this account only', async () => {
  const folder = join(temporaryFolder(), 'data', 'local');
  const { store } = await folderStore(folder);
  await store.notebooks.create('Private');
  expect(mode(folder)).toBe('700');
  expect(readdirSync(folder).toSorted()).toEqual(['tempera.db', 'tempera.db-shm', 'tempera.db-wal', 'tempera.lock']);
  for (const file of readdirSync(folder)) expect([file, mode(join(folder, file))]).toEqual([file, '600']);
  await store.close();
  expect(readdirSync(folder).toSorted()).toEqual(['tempera.db', 'tempera.lock']);
});

test('a folder and files that others can read are narrowed, and that is told', async () => {
  const folder = temporaryFolder();
  await (await openDatabase(folder)).close();
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'tempera.db'), 0o644);
  const { warnings, close } = await openDatabase(folder);
  expect(warnings).toEqual([
    `${folder} was open to other accounts (0755); it is now 0700.`,
    `${join(folder, 'tempera.db')} was open to other accounts (0644); it is now 0600.`,
  ]);
  expect([mode(folder), mode(join(folder, 'tempera.db'))]).toEqual(['700', '600']);
  await close();
});

test('a folder made for sharing is refused and left as it was', async () => {
  const folder = join(temporaryFolder(), 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o1777);
  await expect(openDatabase(folder)).rejects.toMatchObject({ name: 'StoreError', kind: 'io', exitCode: 1 });
  expect([mode(folder), readdirSync(folder)]).toEqual(['777', []]);
});

test('a file in the place of the folder is refused', async () => {
  const folder = join(temporaryFolder(), 'file');
  writeFileSync(folder, '');
  await expect(openDatabase(folder)).rejects.toMatchObject({ name: 'StoreError', kind: 'io' });
});

test('commits are synchronised in full, in a new file and in one opened again, also after a write', async () => {
  const folder = temporaryFolder();
  for (const title of ['first', 'again']) {
    const { store, database } = await folderStore(folder);
    await store.notebooks.create(title);
    expect(await pragma(database.writer, 'synchronous')).toBe(2);
    expect(await pragma(database.writer, 'journal_mode')).toBe('wal');
    expect(await pragma(database.writer, 'foreign_keys')).toBe(1);
    expect(await pragma(database.writer, 'busy_timeout')).toBe(20);
    await store.close();
  }
});

test('a new file says whose it is and how many migrations it has been through', async () => {
  const { writer, close } = await openDatabase(temporaryFolder());
  expect(await pragma(writer, 'application_id')).toBe(0x546d7061);
  expect(await pragma(writer, 'user_version')).toBe(MIGRATIONS.length);
  const ledger = await writer.selectFrom('schema_migrations').select(['number', 'name']).execute();
  expect(ledger).toEqual(MIGRATIONS.map(({ name }, index) => ({ number: index + 1, name })));
  await close();
});

test('the reader cannot write', async () => {
  const { reader, close } = await openDatabase(temporaryFolder());
  const write = reader.insertInto('settings').values({ name: 'a', value: '1' }).execute();
  await expect(write).rejects.toMatchObject({ kind: 'read_only' });
  await close();
});

test('what was written is there after closing and opening again', async () => {
  const folder = temporaryFolder();
  const first = await folderStore(folder);
  const { id } = await first.store.notebooks.create('Kept');
  await first.store.close();
  const again = await folderStore(folder);
  expect(await again.store.notebooks.get(id)).toMatchObject({ title: 'Kept' });
  await again.store.close();
});

test('a file that was being made when the process ended is made anew', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'tempera.db.new'), 'half');
  const { store } = await folderStore(folder);
  expect(await store.notebooks.list('')).toEqual([]);
  await store.close();
  expect(existsSync(join(folder, 'tempera.db.new'))).toBe(false);
});

test('an older file is copied beside itself, then migrated with its rows', async () => {
  const folder = temporaryFolder();
  const older = await folderStore(folder);
  await older.store.notebooks.create('From before');
  await older.store.close();
  const database = await openDatabase(folder, [...MIGRATIONS, SECOND]);
  expect(await pragma(database.writer, 'user_version')).toBe(MIGRATIONS.length + 1);
  const { rows } = await sql`select title, colour from notebooks`.execute(database.writer);
  expect(rows).toEqual([{ title: 'From before', colour: null }]);
  await database.close();
  const backup = join(folder, `tempera.db.v${MIGRATIONS.length}-backup`);
  expect(mode(backup)).toBe('600');
  const copy = new BetterSqlite3(backup, { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  expect(copy.prepare('select title from notebooks').all()).toEqual([{ title: 'From before' }]);
  copy.close();
});

test('a migration that fails leaves the file as it was, and the next start can go on', async () => {
  const folder = temporaryFolder();
  await (await openDatabase(folder)).close();
  const failing: Migration = {
    name: '0003-failing',
    up: async (db) => {
      await sql`insert into nowhere values (1)`.execute(db);
    },
  };
  await expect(openDatabase(folder, [...MIGRATIONS, SECOND, failing])).rejects.toThrow('nowhere');
  const { writer, close } = await openDatabase(folder);
  const { rows } = await sql`select name from pragma_table_info('notebooks') where name = 'colour'`.execute(writer);
  expect(rows).toEqual([]);
  expect(await pragma(writer, 'user_version')).toBe(MIGRATIONS.length);
  await close();
});

test('a migration that breaks a reference is taken back', async () => {
  const folder = temporaryFolder();
  const { store } = await folderStore(folder);
  await store.cells.addNote((await store.notebooks.create('Parent')).id, { text: 'child' });
  await store.close();
  const breaking: Migration = {
    name: '0002-breaking',
    up: async (db) => {
      await sql`delete from notebooks`.execute(db);
    },
  };
  await expect(openDatabase(folder, [...MIGRATIONS, breaking])).rejects.toThrow('point nowhere');
  const again = await folderStore(folder);
  expect(await again.store.notebooks.list('')).toMatchObject([{ title: 'Parent', cells: 1 }]);
  await again.store.close();
});
