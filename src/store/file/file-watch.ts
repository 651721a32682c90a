import { statSync } from 'node:fs';
import { StoreError } from '../../errors.ts';
import { watchWrites } from './written-over.ts';

const LOOK_EVERY_MS = 1_000;

/** Whether the data file that is open still stands where it was opened. */
export interface FileWatch {
  /** What became of the file; `null` while it is in its place. At most a second old. */
  readonly problem: StoreError | null;
  /** Tells whenever `problem` changes. Returns a function that ends that. */
  follow(listener: () => void): () => void;
  /** Looks at once. @throws StoreError `moved` */
  assertInPlace(): void;
  stop(): void;
  /** To be called once SQLite has closed the file, and not before. */
  release(): void;
}

/**
 * Watches an open data file and its log by device and inode. SQLite goes on reading and writing a file that was deleted
 * or renamed, and never says so: all of it would be gone with the process. What writes over a file in its place is noticed as well. (A file is looked at by its name only: opening
 * and closing it once more in this process would drop the locks that SQLite holds on it.)
 */
export function watchFile(path: string): FileWatch {
  const listeners = new Set<() => void>();
  const file = identityOf(path);
  const writes = watchWrites(path);
  let log = identityOf(`${path}-wal`);
  let problem: StoreError | null = null;

  function look(): void {
    // The log is there from the first time that something was read.
    log ??= identityOf(`${path}-wal`);
    const found = problemOf(path, { file, log }) ?? (writes.isWrittenOver() ? writtenOver(path) : null);
    if (found?.message === problem?.message) return;
    problem = found;
    for (const listener of listeners) listener();
  }

  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    get problem() {
      return problem;
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    assertInPlace: () => {
      look();
      if (problem !== null) throw problem;
    },
    stop: () => clearInterval(timer),
    release: writes.release,
  };
}

interface Opened {
  readonly file: string | null;
  readonly log: string | null;
}

function problemOf(path: string, opened: Opened): StoreError | null {
  const now = identityOf(path);
  if (now !== opened.file) {
    const what =
      now === null
        ? `The data file ${path} is no longer in its place: it was deleted or moved.`
        : `Another file stands in the place of the data file ${path}.`;
    return new StoreError(
      'moved',
      `${what} Tempera still holds all data, until it is stopped: put the file back, or save a copy on the page of the data file.`,
    );
  }
  if (identityOf(`${path}-wal`) === opened.log) return null;
  return new StoreError(
    'log_moved',
    `The log of the data file (${path}-wal) was deleted or replaced. Tempera still holds all data: stop it and start it again, which writes everything into the data file.`,
  );
}

function writtenOver(path: string): StoreError {
  return new StoreError(
    'written_over',
    `Something other than Tempera wrote into the data file ${path}, so what stood in it is lost or mixed up. Stop Tempera, then restore a backup: npm run restore.`,
  );
}

/** Device and inode; `null` when there is no such file. What cannot be looked at counts as being as it was. */
function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
