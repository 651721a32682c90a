import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { StoreError } from '../../errors.ts';
import { MIGRATIONS } from '../migrations/ledger.ts';
import { translateError } from '../translate-error.ts';
import { createPrivateFile } from './data-folder.ts';
import { inspectFile } from './inspect-file.ts';
import { lockDataFolder } from './server-lock.ts';

const BUSY_TIMEOUT_MS = 15_000;
const SUFFIXES = ['', '-wal', '-shm'] as const;

/**
 * Copies a data file while it may be in use: as it was at one moment, whatever is written meanwhile. The copy is for this
 * account alone (0600), is looked through, and gets its name only when it is complete.
 * @throws StoreError also when there is a file of that name already
 */
export async function backUp(source: string, target: string): Promise<void> {
  if (existsSync(target)) throw new StoreError('io', `${target} exists already: choose another name.`);
  if (!existsSync(source)) throw new StoreError('io', `There is no data file ${source} to copy.`);
  try {
    await copyTo(source, target);
  } catch (error) {
    throw translateError(error, target);
  }
}

async function copyTo(source: string, target: string): Promise<void> {
  const unfinished = beginCopy(target);
  try {
    await copyAtOneMoment(source, unfinished);
    finishCopy(unfinished, target);
  } finally {
    removeCopy(unfinished);
  }
}

/** Makes the file that a copy is written to until it is whole, for this account alone; answers its name. */
function beginCopy(target: string): string {
  const unfinished = `${target}.unfinished`;
  removeCopy(unfinished);
  createPrivateFile(unfinished);
  return unfinished;
}

/** Looks through a copy and gives it its name. One file, without a log beside it, can be carried elsewhere. */
export function finishCopy(unfinished: string, target: string): void {
  const copy = new BetterSqlite3(unfinished);
  copy.pragma('journal_mode = DELETE');
  copy.close();
  checkBackup(unfinished);
  renameSync(unfinished, target);
  syncFolder(dirname(target));
}

function removeCopy(unfinished: string): void {
  for (const suffix of SUFFIXES) rmSync(unfinished + suffix, { force: true });
}

/**
 * Copies an open data file, wherever it has gone, with all that is committed until the last page is copied; then hands the
 * copy to `finish`, which looks through it and names it. The event loop turns meanwhile, also for commits.
 */
export async function backUpOpen(
  database: Pick<Database, 'backup'>,
  target: string,
  finish: (unfinished: string, target: string) => Promise<void>,
): Promise<void> {
  if (existsSync(target)) throw new StoreError('io', `${target} exists already: try again.`);
  const unfinished = beginCopy(target);
  try {
    await database.backup(unfinished);
    await finish(unfinished, target);
  } finally {
    removeCopy(unfinished);
  }
}

/** A read transaction holds the moment: without it, each commit of a server would make SQLite begin anew. */
async function copyAtOneMoment(source: string, target: string): Promise<void> {
  const from = new BetterSqlite3(source, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    from.exec('begin');
    from.prepare('select count(*) from sqlite_master').get();
    await from.backup(target);
  } finally {
    from.close();
  }
}

/** Throws a `StoreError` for a file that is damaged, incomplete, no data file of Tempera, or of a newer one. */
export function checkBackup(path: string): void {
  if (!existsSync(path)) throw new StoreError('io', `There is no file ${path}.`);
  if (statSync(path).isDirectory()) throw new StoreError('io', `${path} is a folder: name the backup file in it.`);
  const version = inspectFile(path, MIGRATIONS.length);
  const database = new BetterSqlite3(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') {
      throw new StoreError('corrupt', `${path} is damaged: use another backup.`);
    }
    checkTables(database, path, version);
  } finally {
    database.close();
  }
}

/** What every data file holds since the first; a file without one of them was not written by Tempera alone. */
const TABLES = [
  'schema_migrations',
  'settings',
  'notebooks',
  'cells',
  'experiments',
  'prompts',
  'versions',
  'message_lists',
  'runs',
  'completions',
];

/** That the file is what its version says: its tables, and its own list of what it has been through. */
function checkTables(database: Database, path: string, version: number): void {
  const tables = new Set(database.prepare("select name from sqlite_master where type = 'table'").pluck().all());
  const missing = TABLES.find((name) => !tables.has(name));
  if (missing !== undefined) {
    throw new StoreError('corrupt', `${path} is no complete data file (${missing} is missing): use another backup.`);
  }
  const passed = database.prepare('select count(*) from schema_migrations').pluck().get();
  if (version === 0 || passed !== version) {
    throw new StoreError('corrupt', `${path} contradicts itself about its version: use another backup.`);
  }
}

/** Puts a backup beside the data file, to take its place at the next start. Nothing else changes until then. */
export async function stageRestore(backup: string, folder: string): Promise<void> {
  checkBackup(backup);
  const staged = stagedFile(folder);
  rmSync(staged, { force: true });
  await backUp(backup, staged);
}

/** Where a backup waits for the next start. */
export function stagedFile(folder: string): string {
  return join(folder, 'tempera.db.restore');
}

/**
 * Puts a staged backup in the place of the data file, which is kept under the name that is answered; `null` when none is
 * staged. Only for who holds the folder's lock. Interrupted half-way, the next call finishes it.
 */
export function applyStagedRestore(folder: string, now: Date): string | null {
  const staged = stagedFile(folder);
  if (!existsSync(staged)) return null;
  checkBackup(staged);
  const path = join(folder, 'tempera.db');
  const previous = `${path}.before-restore-${stamp(now)}`;
  // The log goes first: with the file gone, nobody would know whose it is.
  for (const suffix of [...SUFFIXES].reverse()) {
    if (existsSync(path + suffix)) renameSync(path + suffix, previous + suffix);
  }
  renameSync(staged, path);
  syncFolder(folder);
  return existsSync(previous) ? previous : null;
}

/** Restores at once, for a folder that no server uses. Answers where the data file of before is kept. */
export async function restoreFolder(backup: string, folder: string, now: Date): Promise<string | null> {
  const lock = lockDataFolder(folder);
  try {
    await stageRestore(backup, folder);
    return applyStagedRestore(folder, now);
  } finally {
    lock.release();
  }
}

/** `2026-11-22-140305`, UTC. */
export function stamp(now: Date): string {
  const text = now.toISOString();
  return `${text.slice(0, 10)}-${text.slice(11, 19).replaceAll(':', '')}`;
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
