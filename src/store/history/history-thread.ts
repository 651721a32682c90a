import type { Worker } from 'node:worker_threads';
import { StoreError } from '../../errors.ts';
import { startThread } from '../../platform/start-thread.ts';
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

/** A thread over a data file, started when it is first asked; it never keeps the process alive. */
export function historyThread(path: string): HistoryThread {
  let worker: Worker | null = null;
  let asked = 0;
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();

  function failAll(cause: unknown): void {
    worker = null;
    for (const { reject } of waiting.values()) {
      reject(new StoreError('io', 'The history could not be read: try again.', { cause }));
    }
    waiting.clear();
  }

  function start(): Worker {
    const started = startThread('store/history/history-worker', { path });
    started.on('message', (reply: HistoryReply) => {
      const { resolve, reject } = waiting.get(reply.id) ?? {};
      waiting.delete(reply.id);
      if ('answer' in reply) resolve?.(reply.answer);
      else reject?.(reply.kind === null ? new Error(reply.error) : new StoreError(reply.kind, reply.error));
    });
    started.on('error', failAll);
    started.on('exit', failAll);
    return started;
  }

  let closed = false;
  const ask = (method: keyof Methods, ...args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (closed) throw new StoreError('io', 'The data file is closed.');
      worker ??= start();
      const id = asked++;
      waiting.set(id, { resolve, reject });
      const job: HistoryJob = { id, method, args };
      worker.postMessage(job);
    });

  return {
    ask: ask as AskHistory,
    close: async () => {
      closed = true;
      await worker?.terminate();
    },
  };
}
