/** Answers what is asked of the history away from the main thread, through a read-only connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { StoreError, type StoreErrorKind } from '../../errors.ts';
import { openReader } from '../file/open-reader.ts';
import { HistoryQueries } from './queries.ts';

export interface HistoryJob {
  readonly id: number;
  readonly method: keyof HistoryQueries;
  readonly args: readonly unknown[];
}

export type HistoryReply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string; readonly kind: StoreErrorKind | null };

const { path } = workerData as { readonly path: string };
const queries = new HistoryQueries(openReader(path).reader);
/** One after the other: two at a time would only share the thread. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (job: HistoryJob) => {
  last = last.then(async () => parentPort?.postMessage(await replyTo(job)));
});

async function replyTo({ id, method, args }: HistoryJob): Promise<HistoryReply> {
  try {
    const run = queries[method] as (...given: readonly unknown[]) => Promise<unknown>;
    return { id, answer: await run.apply(queries, [...args]) };
  } catch (error) {
    const kind = error instanceof StoreError ? error.kind : null;
    return { id, error: error instanceof Error ? error.message : String(error), kind };
  }
}
