import { SqliteError } from 'better-sqlite3';
import { StoreError } from '../errors.ts';

/** A driver's or file system's error as a `StoreError`; anything else (a mistake in a query) comes back unchanged. */
export function translateError(error: unknown, path: string): unknown {
  const kind = kindOf(error);
  return kind === null ? error : new StoreError(kind, SENTENCES[kind](path, String(error)), { cause: error });
}

function kindOf(error: unknown): RuntimeKind | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (error instanceof SqliteError) return SQLITE_KINDS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? null;
  if (!('syscall' in error)) return null;
  return FILE_SYSTEM_KINDS[code] ?? 'io';
}

type RuntimeKind = 'corrupt' | 'disk_full' | 'busy' | 'read_only' | 'io';

const SQLITE_KINDS: readonly (readonly [prefix: string, RuntimeKind])[] = [
  ['SQLITE_FULL', 'disk_full'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CANTOPEN', 'io'],
  ['SQLITE_PERM', 'io'],
  ['SQLITE_AUTH', 'io'],
];

const FILE_SYSTEM_KINDS: Readonly<Record<string, RuntimeKind>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'read_only',
  EPERM: 'read_only',
  EROFS: 'read_only',
};

const SENTENCES: Readonly<Record<RuntimeKind, (path: string, reason: string) => string>> = {
  corrupt: (path) => `${path} is damaged: stop Tempera, keep the file, and put a backup in its place.`,
  disk_full: (path) => `The disk that holds ${path} is full: make room on it, then try again.`,
  busy: (path) =>
    `Another program keeps ${path} locked: close it there (a sqlite3 shell, for example), then try again.`,
  read_only: (path) => `${path} cannot be written: allow this account to write to it and to its folder.`,
  io: (path, reason) =>
    `${path} could not be read or written (${reason}): check the disk and the folder's permissions.`,
};
