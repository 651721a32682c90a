import { StoreError } from '../../errors.ts';
import { threadClient } from '../../platform/thread-client.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { HistoryJob, HistoryReply } from './history-worker.ts';
import type { HistoryQueries } from './queries.ts';

type Methods = Pick<HistoryQueries, keyof HistoryQueries>;

/** Asks the history, wherever it is answered. */
export type AskHistory = <Name extends keyof Methods>(
  method: Name,
  ...args: Parameters<Methods[Name]>
) => ReturnType<Methods[Name]>;

export interface HistoryThread {
  readonly ask: AskHistory;
  /** Ends the thread; what was still asked of it fails. */
  close(): Promise<void>;
}

/**
 * A thread over a data file, started when it is first asked; it never keeps the process alive. One that runs holds the file
 * open, so only the start needs the file under its name.
 */
export function historyThread({ path, watch }: Pick<OpenDatabase, 'path' | 'watch'>): HistoryThread {
  const thread = threadClient<HistoryJob, HistoryReply>('store/history/history-worker', { workerData: { path } });
  let closed = false;

  async function ask(method: keyof Methods, ...args: readonly unknown[]): Promise<unknown> {
    if (!thread.isStarted) watch.assertInPlace();
    const reply = closed ? null : await thread.ask({ method, args });
    if (reply === null) {
      throw new StoreError('io', closed ? 'The data file is closed.' : 'The history could not be read: try again.');
    }
    if ('answer' in reply) return reply.answer;
    throw reply.kind === null ? new Error(reply.error) : new StoreError(reply.kind, reply.error);
  }

  return {
    ask: ask as AskHistory,
    close: () => {
      closed = true;
      return thread.close();
    },
  };
}
