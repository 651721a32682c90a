/** Counts the roll-ups anew for another time zone, away from the main thread, through a connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import type { ReportingZone } from '../../domain/history/reporting-days.ts';
import type { Schema } from '../schema.ts';
import { SqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { DaysRecount } from './recount.ts';

/** First everything is counted for a zone; then the new sums take the place of the old. */
export type RecountJob =
  | { readonly type: 'count'; readonly zone: string }
  | { readonly type: 'exchange'; readonly zone: ReportingZone };

export type RecountReply = { readonly done: true } | { readonly done: false; readonly error: string };

const BUSY_TIMEOUT_MS = 100;
const { path } = workerData as { readonly path: string };
const handle = new BetterSqlite3(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
handle.pragma('synchronous = FULL');
handle.pragma('temp_store = MEMORY');
// Every row is made of rows that are in the file.
handle.pragma('foreign_keys = OFF');
const db = new Kysely<Schema>({ dialect: new SqliteDialect(handle) });
let recount: DaysRecount | null = null;

parentPort?.on('message', (job: RecountJob) => {
  void replyTo(job).then((reply) => parentPort?.postMessage(reply));
});

async function replyTo(job: RecountJob): Promise<RecountReply> {
  try {
    await carryOut(job);
    return { done: true };
  } catch (error) {
    return { done: false, error: error instanceof Error ? error.message : String(error) };
  }
}

async function carryOut(job: RecountJob): Promise<void> {
  if (job.type === 'count') {
    recount = new DaysRecount(db, job.zone);
    return await recount.count();
  }
  if (recount === null) throw new Error('Nothing was counted yet.');
  await recount.exchange(job.zone);
}
