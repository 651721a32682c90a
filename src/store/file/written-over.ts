import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { APPLICATION_ID } from './inspect-file.ts';

/** The page with SQLite's header and the root of its schema; no page of ours is larger. */
const FIRST_BYTES = 4_096;
const MAGIC = 'SQLite format 3\0';
/** Of the header (https://www.sqlite.org/fileformat2.html#the_database_header). */
const PAGE_SIZE_AT = 16;
const CHANGES_AT = 24;
const PAGES_AT = 28;
const APPLICATION_ID_AT = 68;
/** Of the index of the log: the salts of the log, how much of it is in the file, and how much shall be. */
const INDEX_BYTES = 136;
const SALTS_AT = 32;
const BACKFILL_AT = 96;
const ATTEMPTED_AT = 128;

/** Tells whether something else wrote into an open data file. */
export interface WriteWatch {
  /** Looks now. Once true it stays so: what stood in the file is gone. */
  isWrittenOver(): boolean;
  /** To be called once SQLite has closed the file, and not before: it would lose its locks. */
  release(): void;
}

/**
 * Watches the content of an open data file in WAL mode. SQLite writes into it only when it takes the log over, and notes in the
 * index of the log (https://www.sqlite.org/walformat.html) that it will, before the first page: a first page or a size that
 * changed without such a note is not of SQLite, nor is a first page that is none of ours, or is older than it was.
 */
export function watchWrites(path: string): WriteWatch {
  const file = openSync(path, 'r');
  const index = opened(`${path}-shm`);
  let isOver = false;
  let before = look();

  function look(): Look {
    // The size goes first: what was written by then was noted before.
    const { size, mtimeNs } = fstatSync(file, { bigint: true });
    return { written: `${size} ${mtimeNs}`, size, first: firstBytes(file, FIRST_BYTES), note: noteIn(index) };
  }

  return {
    isWrittenOver: () => {
      if (isOver) return true;
      const { size, mtimeNs } = fstatSync(file, { bigint: true });
      if (`${size} ${mtimeNs}` === before.written) return false;
      const now = look();
      isOver = !isSound(before, now) || (isUnnoted(before.note, now.note) && isChanged(before, now));
      before = now;
      return isOver;
    },
    release: () => {
      closeSync(file);
      if (index !== null) closeSync(index);
    },
  };
}

interface Look {
  readonly written: string;
  readonly size: bigint;
  readonly first: Buffer;
  readonly note: Note | null;
}

interface Note {
  readonly text: string;
  /** Whether the log was being taken over at that moment. */
  readonly isUnderWay: boolean;
}

/** Whether it can be what SQLite made of it: ours, no older than before, and as long as it says. */
function isSound(before: Look, { first, size, note }: Look): boolean {
  if (first.length < INDEX_BYTES || first.toString('latin1', 0, MAGIC.length) !== MAGIC) return false;
  if (first.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) return false;
  if (first.readUInt32BE(CHANGES_AT) < before.first.readUInt32BE(CHANGES_AT)) return false;
  const said = first.readUInt32BE(PAGES_AT) * (first.readUInt16BE(PAGE_SIZE_AT) || 1);
  return note?.isUnderWay === true || size >= said;
}

function isChanged(before: Look, now: Look): boolean {
  return before.size !== now.size || !before.first.equals(now.first);
}

/** Without an index nothing is known of the log, so nothing is said. */
function isUnnoted(before: Note | null, now: Note | null): boolean {
  if (before === null || now === null) return false;
  return before.text === now.text && !before.isUnderWay && !now.isUnderWay;
}

function noteIn(index: number | null): Note | null {
  if (index === null) return null;
  const bytes = firstBytes(index, INDEX_BYTES);
  if (bytes.length < INDEX_BYTES) return null;
  const [done, attempted] = [bytes.readUInt32LE(BACKFILL_AT), bytes.readUInt32LE(ATTEMPTED_AT)];
  return {
    text: `${bytes.toString('hex', SALTS_AT, SALTS_AT + 8)} ${done} ${attempted}`,
    isUnderWay: done < attempted,
  };
}

function firstBytes(file: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
}

function opened(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
