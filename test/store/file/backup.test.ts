import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { backUp, checkBackup, restoreFolder } from '../../../src/store/file/backup.ts';
import { temporaryFolder, temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, folderStore, startRun } from '../support/fixtures.ts';

const NOW = new Date('2026-03-10T12:00:00Z');

async function storeWithAnswers(folder: string, count: number) {
  const { store } = await folderStore(folder);
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: count });
  for (const { id } of completions) await finish(store, id, { text: `answer ${id}` });
  return { store, experimentId };
}

function answersIn(path: string): number {
  const database = new BetterSqlite3(path, { readonly: true });
  const count = database.prepare("select count(*) from completions where text <> ''").pluck().get() as number;
  database.close();
  return count;
}

test('a copy made while answers come in is whole, of one moment, and for this account alone', async () => {
  const folder = temporaryFolder();
  const { store, experimentId } = await storeWithAnswers(folder, 20);
  const { completions } = await startRun(store, experimentId, { samples: 100 });
  const target = join(folder, 'copy.db');
  const copied = backUp(join(folder, 'tempera.db'), target);
  for (const { id } of completions) await finish(store, id, { text: 'more' });
  await copied;
  expect(statSync(target).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
  expect(() => checkBackup(target)).not.toThrow();
  const answers = answersIn(target);
  expect(answers).toBeGreaterThanOrEqual(20);
  const database = new BetterSqlite3(target, { readonly: true });
  expect(database.prepare('select sum(completions) from daily_costs').pluck().get()).toBe(answers);
  database.close();
  await store.close();
});

test('a copy never replaces a file', async () => {
  const folder = temporaryFolder();
  const { store } = await storeWithAnswers(folder, 1);
  await store.close();
  const target = join(folder, 'mine.txt');
  writeFileSync(target, 'dear diary');
  await expect(backUp(join(folder, 'tempera.db'), target)).rejects.toThrow('exists already');
  expect(readFileSync(target, 'utf8')).toBe('dear diary');
});

test('a restored backup takes the place of the data file, which is kept', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const backup = join(elsewhere, 'backup.db');
  const before = await storeWithAnswers(folder, 2);
  await backUp(join(folder, 'tempera.db'), backup);
  const { completions } = await startRun(before.store, before.experimentId, { samples: 3 });
  for (const { id } of completions) await finish(before.store, id);
  await expect(restoreFolder(backup, folder, NOW)).rejects.toMatchObject({ kind: 'locked_by_other_server' });
  await before.store.close();
  const previous = await restoreFolder(backup, folder, NOW);
  expect(previous).toBe(join(folder, 'tempera.db.before-restore-2026-03-10-120000'));
  expect(answersIn(previous ?? '')).toBe(5);
  const { store } = await folderStore(folder);
  expect(await store.history.totals({})).toMatchObject({ completions: 2 });
  await store.close();
});

test('a damaged, foreign or missing backup changes nothing', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const { store } = await storeWithAnswers(folder, 40);
  await store.close();
  const damaged = join(elsewhere, 'damaged.db');
  copyFileSync(join(folder, 'tempera.db'), damaged);
  const bytes = readFileSync(damaged);
  bytes.fill(0x5a, 4096 * 6, 4096 * 12);
  writeFileSync(damaged, bytes);
  const foreign = join(elsewhere, 'foreign.db');
  new BetterSqlite3(foreign).exec('create table t (x)').close();
  for (const [file, kind] of [
    [damaged, 'corrupt'],
    [foreign, 'foreign'],
    [join(elsewhere, 'none.db'), 'io'],
  ] as const) {
    await expect(restoreFolder(file, folder, NOW)).rejects.toMatchObject({ kind });
  }
  expect(readdirSync(folder).sort()).toEqual(['tempera.db', 'tempera.lock']);
  expect(answersIn(join(folder, 'tempera.db'))).toBe(40);
});

test('a backup that is chosen while the store is open is restored when it is opened next', async () => {
  const folder = temporaryFolder();
  const { store, experimentId } = await storeWithAnswers(folder, 1);
  const name = await store.dataFile.backUp(NOW);
  expect(name).toBe('tempera-2026-03-10-120000.db');
  await startRun(store, experimentId);
  expect(await store.dataFile.stageRestore('../tempera.db')).toBe(false);
  expect(await store.dataFile.stageRestore(name)).toBe(true);
  expect(await store.dataFile.facts()).toMatchObject({ restorePending: true, backups: [{ name }], completions: 1 });
  expect(await store.runs.get(2)).not.toBeNull();
  await store.close();
  const { store: restored, database } = await folderStore(folder);
  expect(database.warnings.join()).toContain('A backup was restored');
  expect(await restored.runs.get(2)).toBeNull();
  expect(await restored.dataFile.facts()).toMatchObject({ restorePending: false });
  await restored.close();
});

test('old answers lose their texts and keep their figures, but for those that are pinned', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: 3 });
  for (const { id } of completions) await finish(store, id);
  await startRun(store, experimentId, { createdAt: new Date('2026-03-09T00:00:00Z') });
  await finish(store, 4);
  await database.writer.updateTable('completions').set({ pinned: 1 }).where('id', '=', 2).execute();
  const before = await store.history.totals({});
  expect(await store.dataFile.forgetAnswers(new Date('2026-03-05T00:00:00Z'), { now: NOW })).toBe(2);
  expect(await store.dataFile.forgetAnswers(new Date('2026-03-05T00:00:00Z'), { now: NOW })).toBe(0);
  expect(await store.history.totals({})).toEqual(before);
  const { rows } = await store.history.page({}, { before: null, limit: 10 });
  expect(rows.map(({ id, text, forgotten }) => [id, text, forgotten ?? false])).toEqual([
    [4, 'Hello!', false],
    [3, '', true],
    [2, 'Hello!', false],
    [1, '', true],
  ]);
  expect(await store.completions.raw(1)).toEqual({ request: null, response: null });
  expect((await store.completions.raw(2))?.response).not.toBeNull();
});

test('a vacuum gives the room of deleted texts back', async () => {
  const folder = temporaryFolder();
  const { store, experimentId } = await storeWithAnswers(folder, 1);
  const { completions } = await startRun(store, experimentId, { samples: 30 });
  for (const { id } of completions) await finish(store, id, { text: 'long '.repeat(5_000) });
  await store.dataFile.forgetAnswers(NOW, { now: NOW });
  expect((await store.dataFile.facts()).freeBytes).toBeGreaterThan(500_000);
  await store.dataFile.vacuum();
  expect((await store.dataFile.facts()).freeBytes).toBe(0);
  expect(await store.history.totals({})).toMatchObject({ completions: 31 });
  await store.close();
});

test('the commands copy a data file and put it back', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const { store } = await storeWithAnswers(folder, 2);
  const file = join(elsewhere, 'backup.db');
  expect(await command('backup', [file, '--data-dir', folder])).toContain(file);
  await expect(command('restore', [file, '--data-dir', folder])).rejects.toMatchObject({ code: 4 });
  await store.close();
  expect(await command('restore', [file, '--data-dir', folder])).toContain('before-restore');
  await expect(command('backup', [])).rejects.toMatchObject({ code: 1 });
  expect(existsSync(join(folder, 'tempera.db'))).toBe(true);
});

async function command(name: string, args: readonly string[]): Promise<string> {
  const file = new URL(`../../../dist/src/${name}.js`, import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args]);
  return stdout;
}

test('a folder in the place of a backup is one line, and nothing is replaced', async () => {
  const folder = temporaryFolder();
  const { store } = await storeWithAnswers(folder, 1);
  await store.close();
  await expect(restoreFolder(folder, folder, NOW)).rejects.toThrow(/is a folder: name the backup file in it\.$/);
  expect(answersIn(join(folder, 'tempera.db'))).toBe(1);
});

test.each([
  ['without a table', 'pragma foreign_keys = off; drop table versions', 'versions is missing'],
  ['that says it is of another version', 'delete from schema_migrations where number = 1', 'contradicts itself'],
  ['that says it is of no version', 'pragma user_version = 0', 'contradicts itself'],
])('a backup %s replaces nothing', async (_, sql, message) => {
  const folder = temporaryFolder();
  const { store } = await storeWithAnswers(folder, 1);
  await store.close();
  const backup = join(folder, 'copy.db');
  await backUp(join(folder, 'tempera.db'), backup);
  const database = new BetterSqlite3(backup);
  database.exec(sql);
  database.close();
  await expect(restoreFolder(backup, folder, NOW)).rejects.toThrow(message);
  expect(answersIn(join(folder, 'tempera.db'))).toBe(1);
});
