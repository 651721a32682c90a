/** Does what takes seconds on a large data file, once, away from the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { StoreError, type StoreErrorKind } from '../../errors.ts';
import { unusedImages } from '../images/unused-images.ts';
import { translateError } from '../translate-error.ts';
import { backUp, finishCopy, stageRestore } from './backup.ts';

export type MaintenanceTask =
  | { readonly type: 'backup'; readonly path: string; readonly target: string }
  | { readonly type: 'finish'; readonly path: string; readonly target: string }
  | { readonly type: 'stage'; readonly backup: string; readonly folder: string }
  | { readonly type: 'vacuum'; readonly path: string }
  /** `before`: milliseconds. */
  | { readonly type: 'unused-images'; readonly path: string; readonly before: number };

/** How it went. */
export type MaintenanceReply =
  | { readonly done: true; readonly unusedImages?: readonly string[] }
  | { readonly done: false; readonly kind: StoreErrorKind; readonly message: string };

type Done = Extract<MaintenanceReply, { readonly done: true }>;

const VACUUM_WAITS_MS = 15_000;
const task = workerData as MaintenanceTask;

carryOut(task).then(
  (found) => parentPort?.postMessage({ done: true, ...found } satisfies MaintenanceReply),
  (error: unknown) => {
    const known = translateError(error, 'path' in task ? task.path : task.folder);
    const reply: MaintenanceReply =
      known instanceof StoreError
        ? { done: false, kind: known.kind, message: known.message }
        : { done: false, kind: 'io', message: String(known) };
    parentPort?.postMessage(reply);
  },
);

/** What was found, where something was looked for. */
async function carryOut(given: MaintenanceTask): Promise<Pick<Done, 'unusedImages'>> {
  switch (given.type) {
    case 'backup':
      await backUp(given.path, given.target);
      return {};
    case 'finish':
      finishCopy(given.path, given.target);
      return {};
    case 'stage':
      await stageRestore(given.backup, given.folder);
      return {};
    case 'vacuum':
      vacuum(given.path);
      return {};
    case 'unused-images':
      return { unusedImages: imagesUnused(given.path, given.before) };
  }
}

/** Writes wait meanwhile, and are tried again by whoever wrote. */
function vacuum(path: string): void {
  const database = new BetterSqlite3(path, { fileMustExist: true, timeout: VACUUM_WAITS_MS });
  try {
    database.exec('vacuum');
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

function imagesUnused(path: string, before: number): readonly string[] {
  const database = new BetterSqlite3(path, { fileMustExist: true, readonly: true });
  try {
    return unusedImages(database, before);
  } finally {
    database.close();
  }
}
