import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { StoreError } from '../../errors.ts';

/** "Tmpa": what the `application_id` of a file says it is. */
export const APPLICATION_ID = 0x546d7061;

/** Larger files are not read through at each start: at 5 ms per megabyte that would keep people waiting. */
const MAX_CHECKED_BYTES = 16 * 1024 * 1024;
const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * How many migrations an existing data file has been through. Throws `empty_file`, `corrupt`, `foreign` or `newer` for
 * one that must not be opened. Nothing is written, so that a refused file stays as it was to the byte: a file that was
 * closed properly is looked at without SQLite; one with a log beside it, the trace of a crash, needs SQLite's reader.
 */
export function inspectFile(path: string, known: number): number {
  const { size } = statSync(path);
  if (size === 0) {
    throw new StoreError(
      'empty_file',
      `${path} is empty, so its data is lost or elsewhere: put a backup in its place, or delete it to start anew.`,
    );
  }
  const header = readHeader(path);
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw damaged(path);
  const { applicationId, userVersion } = hasLog(path) ? readWithLog(path, size) : readClosed(path, header, size);
  if (applicationId !== APPLICATION_ID) {
    throw new StoreError('foreign', `${path} belongs to another program: set DATA_DIR to a folder without it.`);
  }
  if (userVersion > known) {
    throw new StoreError(
      'newer',
      `${path} was written by a newer Tempera (format ${userVersion}, this one knows ${known}): start the newer one.`,
    );
  }
  return userVersion;
}

interface Identity {
  readonly applicationId: number;
  readonly userVersion: number;
}

function readHeader(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

function hasLog(path: string): boolean {
  return ['-wal', '-journal'].some((suffix) => existsSync(path + suffix) && statSync(path + suffix).size > 0);
}

/** The fields of https://www.sqlite.org/fileformat2.html#the_database_header. */
function readClosed(path: string, header: Buffer, size: number): Identity {
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const countIsValid = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (countIsValid && header.readUInt32BE(28) * pageSize > size) throw damaged(path);
  if (size <= MAX_CHECKED_BYTES) checkCopy(path);
  return { applicationId: header.readUInt32BE(68), userVersion: header.readUInt32BE(60) };
}

/** A copy in memory cannot have a log, so its header is set back to the format without one (bytes 18 and 19). */
function checkCopy(path: string): void {
  const bytes = readFileSync(path);
  bytes[18] = 1;
  bytes[19] = 1;
  withReader(path, bytes, (database) => quickCheck(database, path));
}

function readWithLog(path: string, size: number): Identity {
  const hadIndex = existsSync(`${path}-shm`);
  try {
    return withReader(path, path, (database) => {
      if (size <= MAX_CHECKED_BYTES) quickCheck(database, path);
      return {
        applicationId: database.pragma('application_id', { simple: true }) as number,
        userVersion: database.pragma('user_version', { simple: true }) as number,
      };
    });
  } finally {
    if (!hadIndex) rmSync(`${path}-shm`, { force: true });
  }
}

function withReader<T>(path: string, source: string | Buffer, read: (database: Database) => T): T {
  let database: Database | null = null;
  try {
    database = new BetterSqlite3(source, { readonly: true });
    return read(database);
  } catch (error) {
    throw error instanceof StoreError ? error : damaged(path, error);
  } finally {
    database?.close();
  }
}

function quickCheck(database: Database, path: string): void {
  if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') throw damaged(path);
}

function damaged(path: string, cause?: unknown): StoreError {
  return new StoreError('corrupt', `${path} is damaged or no database: keep it, and put a backup in its place.`, {
    cause,
  });
}
