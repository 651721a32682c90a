import { existsSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { StoreError } from '../../errors.ts';
import { translateError } from '../translate-error.ts';
import { createPrivateFile } from './data-folder.ts';

export interface ServerLock {
  readonly pid: number;
  release(): void;
}

const TABLE = 'create table if not exists server (id integer primary key check (id = 1), pid integer not null)';

/**
 * Takes the folder for this process; throws `locked_by_other_server`, naming its pid, when a server has it. The lock is
 * an open transaction on a small database, so the operating system frees it however the process ends. It is an
 * immediate transaction, not an exclusive one, because that keeps other servers out and still lets them read the pid.
 */
export function lockDataFolder(folder: string): ServerLock {
  const path = join(folder, 'tempera.lock');
  if (!existsSync(path)) createPrivateFile(path);
  const database = new BetterSqlite3(path, { timeout: 0 });
  try {
    hold(database);
    return { pid: process.pid, release: () => database.close() };
  } catch (error) {
    const refusal = isBusy(error) ? lockedBy(pidIn(database), folder) : translateError(error, path);
    database.close();
    throw refusal;
  }
}

/** The pid must be committed to be readable, and committing ends the transaction: hence write, commit, hold, compare. */
function hold(database: Database): void {
  database.exec('begin immediate');
  while (committedPid(database) !== process.pid) {
    database.exec(TABLE);
    database.prepare('insert or replace into server (id, pid) values (1, ?)').run(process.pid);
    commitDespiteReaders(database);
    database.exec('begin immediate');
  }
}

function commitDespiteReaders(database: Database): void {
  database.pragma('busy_timeout = 500');
  database.exec('commit');
  database.pragma('busy_timeout = 0');
}

function committedPid(database: Database): number | null {
  const hasTable = database.prepare("select 1 from sqlite_master where name = 'server'").get() !== undefined;
  if (!hasTable) return null;
  const pid = database.prepare<[], number>('select pid from server').pluck().get();
  return pid ?? null;
}

function pidIn(database: Database): number | null {
  try {
    database.pragma('busy_timeout = 500');
    return committedPid(database);
  } catch {
    return null;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function lockedBy(pid: number | null, folder: string): StoreError {
  const who = pid === null ? 'Another Tempera' : `Another Tempera (process ${pid})`;
  return new StoreError(
    'locked_by_other_server',
    `${who} is using ${folder}: use that one, stop it first, or set DATA_DIR to another folder.`,
  );
}
