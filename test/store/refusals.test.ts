import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { temporaryFolder } from '../support/temporary-data.ts';
import { folderStore } from './support/fixtures.ts';

/** Names and hashes of a folder's files, but for the lock. */
function fingerprint(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder).filter((name) => name !== 'tempera.lock');
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(files.toSorted().map((name) => [name, hash(name)]));
}

async function filledFolder(): Promise<{ readonly folder: string; readonly path: string }> {
  const folder = temporaryFolder();
  const { store } = await folderStore(folder);
  for (let i = 0; i < 30; i += 1) await store.notebooks.create(`Notebook ${i} ${'x'.repeat(500)}`);
  await store.close();
  return { folder, path: join(folder, 'tempera.db') };
}

function edit(path: string, change: (database: BetterSqlite3.Database) => void): void {
  const database = new BetterSqlite3(path);
  change(database);
  database.close();
}

interface Refusal {
  readonly what: string;
  readonly kind: string;
  readonly spoil: (path: string) => void;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'written by a newer Tempera',
    kind: 'newer',
    spoil: (path) => edit(path, (database) => database.pragma('user_version = 999')),
  },
  {
    what: 'of another program',
    kind: 'foreign',
    spoil: (path) => edit(path, (database) => database.pragma('application_id = 7')),
  },
  { what: 'that is no database', kind: 'corrupt', spoil: (path) => writeFileSync(path, 'not a database '.repeat(99)) },
  { what: 'shorter than a header', kind: 'corrupt', spoil: (path) => writeFileSync(path, 'SQLite format 3\0') },
  { what: 'that was cut off', kind: 'corrupt', spoil: (path) => truncateSync(path, 8_192) },
  {
    what: 'with a damaged page',
    kind: 'corrupt',
    spoil: (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xff, 3 * 4_096, 4 * 4_096);
      writeFileSync(path, bytes);
    },
  },
  { what: 'that is empty', kind: 'empty_file', spoil: (path) => writeFileSync(path, '') },
];

describe.each(REFUSALS)('a file $what', ({ kind, spoil }) => {
  test('is refused with one sentence, and left untouched to the byte', async () => {
    const { folder, path } = await filledFolder();
    spoil(path);
    const before = fingerprint(folder);
    const refusal = await openDatabase(folder).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'StoreError', kind, exitCode: 3 });
    expect((refusal as Error).message).toContain(path);
    expect((refusal as Error).message.split('\n')).toHaveLength(1);
    expect(fingerprint(folder)).toEqual(before);
    expect(Object.keys(before)).toEqual(['tempera.db']);
  });
});

test('a newer file that its server left without closing is refused, and its log is left untouched', async () => {
  const { path } = await filledFolder();
  const database = new BetterSqlite3(path);
  database.pragma('user_version = 999');
  const folder = join(temporaryFolder(), 'copy');
  mkdirSync(folder, { mode: 0o700 });
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(folder, `tempera.db${suffix}`));
  database.close();
  const before = fingerprint(folder);
  await expect(openDatabase(folder)).rejects.toMatchObject({ kind: 'newer', exitCode: 3 });
  expect(fingerprint(folder)).toEqual(before);
});

test('a file that its server left without closing opens with everything that was committed', async () => {
  const { path } = await filledFolder();
  const database = new BetterSqlite3(path);
  database.prepare("update notebooks set title = 'Committed' where id = 1").run();
  const folder = join(temporaryFolder(), 'copy');
  mkdirSync(folder, { mode: 0o700 });
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(folder, `tempera.db${suffix}`));
  database.close();
  const { store } = await folderStore(folder);
  expect(await store.notebooks.get(1)).toMatchObject({ title: 'Committed' });
  await store.close();
});

test('a refused folder is free again at once', async () => {
  const { folder, path } = await filledFolder();
  const whole = readFileSync(path);
  writeFileSync(path, '');
  await expect(openDatabase(folder)).rejects.toMatchObject({ kind: 'empty_file' });
  writeFileSync(path, whole);
  await (await openDatabase(folder)).close();
});
