/** Answers what is asked of the history away from the main thread, through a read-only connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { StoreError, type StoreErrorKind } from '../../errors.ts';
import { openReader } from '../file/open-reader.ts';
import { HistoryQueries } from './queries.ts';

export interface HistoryJob {
  readonly method: keyof HistoryQueries;
  readonly args: readonly unknown[];
}

export type HistoryReply =
  | { readonly answer: unknown }
  | { readonly error: string; readonly kind: StoreErrorKind | null };

const { path } = workerData as { readonly path: string };
const queries = new HistoryQueries(openReader(path).reader);

parentPort?.on('message', (job: HistoryJob) => {
  void replyTo(job).then((reply) => parentPort?.postMessage(reply));
});

async function replyTo({ method, args }: HistoryJob): Promise<HistoryReply> {
  try {
    const run = queries[method] as (...given: readonly unknown[]) => Promise<unknown>;
    return { answer: await run.apply(queries, [...args]) };
  } catch (error) {
    const kind = error instanceof StoreError ? error.kind : null;
    return { error: error instanceof Error ? error.message : String(error), kind };
  }
}
