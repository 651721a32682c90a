import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { ReportingDays } from '../../domain/history/reporting-days.ts';
import { UTC } from '../../domain/history/time-zone.ts';
import { StoreError } from '../../errors.ts';
import { mendSums } from '../costs/mend-sums.ts';
import { beginWithZone, readReportingDays } from '../days/reporting-zones.ts';
import { applyMigrations, MIGRATIONS, type Migration } from '../migrations/ledger.ts';
import type { Schema, StoreDatabase } from '../schema.ts';
import { SqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { translateError } from '../translate-error.ts';
import { applyStagedRestore, stamp } from './backup.ts';
import { createPrivateFile, narrowFile, prepareDataFolder } from './data-folder.ts';
import { type FileWatch, watchFile } from './file-watch.ts';
import { APPLICATION_ID, inspectFile } from './inspect-file.ts';
import { lockDataFolder } from './server-lock.ts';

export interface OpenDatabase {
  /** For everything that writes, and for short reads that must see it. */
  readonly writer: StoreDatabase;
  /** A read-only connection of its own, so that long reads do not hold up the writer. */
  readonly reader: StoreDatabase;
  /** The file. */
  readonly path: string;
  /** The days that roll-ups are kept by, and those that caps are held against. */
  readonly days: ReportingDays;
  /** Whether the file is still under that name. */
  readonly watch: FileWatch;
  /** The open file itself, as it is copied when its name is gone. */
  readonly handle: Pick<Database, 'backup'>;
  /** What was put right on the way, in sentences for the person who started the server. */
  readonly warnings: readonly string[];
  /** Waits for what is under way, checkpoints, closes, and frees the folder for another server. */
  close(): Promise<void>;
}

/** SQLite waits this long by itself, with the event loop blocked. Once the server runs, longer waits are made of pauses. */
const BUSY_TIMEOUT_MS = { opening: 100, running: 20 } as const;

/**
 * Opens the data folder for this process alone, creating it and its file when they are missing, and brings an older
 * file up to date after saving a copy beside it. Rejects with a `StoreError` for a file that must not be opened (it is
 * left untouched) and for a folder another server uses. A file that is made here has its days in what `newFileZone` names.
 */
export async function openDatabase(
  folder: string,
  migrations: readonly Migration[] = MIGRATIONS,
  { newFileZone = () => UTC }: { readonly newFileZone?: () => string } = {},
): Promise<OpenDatabase> {
  try {
    return await openFolder(folder, migrations, newFileZone);
  } catch (error) {
    throw translateError(error, join(folder, 'tempera.db'));
  }
}

async function openFolder(
  folder: string,
  migrations: readonly Migration[],
  newFileZone: () => string,
): Promise<OpenDatabase> {
  const folderWarnings = prepareDataFolder(folder);
  const lock = lockDataFolder(folder);
  try {
    const path = join(folder, 'tempera.db');
    const previous = applyStagedRestore(folder, new Date());
    const isNew = !existsSync(path);
    if (isNew) {
      refuseOrphanedLog(path);
      await createFile(folder, { path, migrations, zone: newFileZone() });
    }
    const done = inspectFile(path, migrations.length);
    const restored = previous === null ? [] : [`A backup was restored; the data file of before is ${previous}.`];
    const warnings = [
      ...folderWarnings,
      ...(isNew ? earlierCopies(folder) : []),
      ...restored,
      ...['', '-wal', '-shm'].flatMap((suffix) => narrowFile(path + suffix)),
    ];
    if (done < migrations.length) await saveCopy(path, `${path}.v${done}-backup`);
    const { database, writer } = await openFile(path, migrations, done);
    const days = isWhole(migrations) ? await readReportingDays(writer) : new ReportingDays();
    const mended = isWhole(migrations)
      ? await mendSums({ writer, days }, { thoroughly: done < migrations.length })
      : [];
    const readHandle = new BetterSqlite3(path, { readonly: true, timeout: BUSY_TIMEOUT_MS.running });
    const reader = new Kysely<Schema>({ dialect: new SqliteDialect(readHandle) });
    const watch = watchFile(path);
    // The writer goes last: only it can checkpoint and remove the log.
    const close = async () => {
      watch.stop();
      await reader.destroy();
      readHandle.close();
      await writer.destroy();
      database.close();
      watch.release();
      if (watch.problem?.kind === 'moved') setLogAside(path, new Date());
      lock.release();
    };
    return { writer, reader, path, days, watch, handle: database, warnings: [...warnings, ...mended], close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** SQLite would take the log for that of the file made in the place of the missing one, and both would be spoilt. */
function refuseOrphanedLog(path: string): void {
  if (!existsSync(`${path}-wal`) || statSync(`${path}-wal`).size === 0) return;
  throw new StoreError(
    'corrupt',
    `${path} is missing, but its log ${path}-wal is still there: put the file back, restore a backup, or move the log away to start anew.`,
  );
}

/** Who starts anew beside backups may have lost a file without knowing it. */
function earlierCopies(folder: string): readonly string[] {
  const backups = join(folder, 'backups');
  const newest = existsSync(backups)
    ? readdirSync(backups)
        .filter((name) => name.endsWith('.db'))
        .sort()
        .at(-1)
    : undefined;
  if (newest === undefined) return [];
  const copy = join(backups, newest);
  return [
    `There was no data file in ${folder}, so a new one was made. An earlier copy is ${copy}: npm run restore -- ${copy} brings it back.`,
  ];
}

/** The log of a file that is gone must not meet the next file of that name. */
function setLogAside(path: string, now: Date): void {
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, `${path}.moved-${stamp(now)}${suffix}`);
  }
}

/** Made under another name and renamed when complete: a crash on the way cannot leave a file that is then refused. */
async function createFile(
  folder: string,
  {
    path,
    migrations,
    zone,
  }: { readonly path: string; readonly migrations: readonly Migration[]; readonly zone: string },
): Promise<void> {
  const unfinished = `${path}.new`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true });
  createPrivateFile(unfinished);
  const { database, writer } = await openFile(unfinished, migrations, 0);
  if (isWhole(migrations)) await beginWithZone(writer, zone);
  database.close();
  renameSync(unfinished, path);
  syncFolder(folder);
}

async function saveCopy(path: string, copy: string): Promise<void> {
  const unfinished = `${copy}.new`;
  rmSync(unfinished, { force: true });
  createPrivateFile(unfinished);
  const source = new BetterSqlite3(path, { readonly: true, timeout: BUSY_TIMEOUT_MS.opening });
  try {
    await source.backup(unfinished);
  } finally {
    source.close();
  }
  renameSync(unfinished, copy);
}

interface Connected {
  readonly database: Database;
  readonly writer: StoreDatabase;
}

async function openFile(path: string, migrations: readonly Migration[], done: number): Promise<Connected> {
  const database = new BetterSqlite3(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS.opening });
  try {
    database.pragma('journal_mode = WAL');
    const writer = await connect(database, migrations, done);
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS.running}`);
    return { database, writer };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Foreign keys are off while tables may be rebuilt, and checked before they are on again. Statistics (`pragma optimize`)
 * are left out on purpose: those gathered while a file was small made SQLite scan it once it had grown.
 */
async function connect(database: Database, migrations: readonly Migration[], done: number): Promise<StoreDatabase> {
  const writer = new Kysely<Schema>({ dialect: new SqliteDialect(database) });
  database.pragma('synchronous = FULL');
  database.pragma('temp_store = MEMORY');
  if (done < migrations.length) {
    database.pragma('foreign_keys = OFF');
    await migrate(writer, migrations, done);
  }
  database.pragma('foreign_keys = ON');
  return writer;
}

/** Only a file that is up to date has all that is looked at. */
function isWhole(migrations: readonly Migration[]): boolean {
  return migrations.length >= MIGRATIONS.length;
}

async function migrate(writer: StoreDatabase, migrations: readonly Migration[], done: number): Promise<void> {
  await writer.transaction().execute(async (transaction) => {
    await applyMigrations(transaction, done, migrations);
    const { rows } = await sql`pragma foreign_key_check`.execute(transaction);
    if (rows.length > 0) throw new Error(`A migration left ${rows.length} rows that point nowhere.`);
    await sql.raw(`pragma application_id = ${APPLICATION_ID}`).execute(transaction);
    await sql.raw(`pragma user_version = ${migrations.length}`).execute(transaction);
  });
}

/** Commits are on disk before they are told; without this a power cut could take back the last ones. */
export async function assertDurable({ writer, path }: OpenDatabase): Promise<void> {
  const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(writer);
  if (rows[0]?.synchronous !== 2) {
    throw new StoreError('io', `${path} would not keep commits safe from a power cut: report this as a bug.`);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
