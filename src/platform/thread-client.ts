import type { TransferListItem, Worker } from 'node:worker_threads';
import { inTurn } from './in-turn.ts';
import { startThread } from './start-thread.ts';

/** Asks a thread that answers each message with one. */
export interface ThreadClient<Job, Reply> {
  /** Whether a thread is there; one that failed, or took too long, is not, until something is asked again. */
  readonly isStarted: boolean;
  /**
   * The reply to a job; `null` when the thread failed, took longer than `withinMs`, or is closed. Jobs are done one after the
   * other. A thread that gave no reply is ended, and a new one starts with the next job. What `transferList` names goes over
   * without being copied, and is gone here.
   */
  ask(job: Job, withinMs?: number, transferList?: readonly TransferListItem[]): Promise<Reply | null>;
  /** Ends the thread once it has done what was asked of it; the next job starts a new one. */
  letGo(): Promise<void>;
  /** Ends the thread; what was asked of it and is not done is answered with `null`, and so is all that comes later. */
  close(): Promise<void>;
}

export interface ThreadOptions {
  readonly workerData?: unknown;
  /** What goes over without being copied. */
  readonly transferList?: readonly TransferListItem[];
  /** How far the thread's heap may grow, MB; what is built up while it starts is then cleared away earlier. */
  readonly maxHeapMb?: number;
  /** Told what stopped a thread, if it was not stopped on purpose. */
  readonly onError?: (error: unknown) => void;
}

/** A thread of a file below `src/`, started by the first job. It never keeps the process alive; somebody who waits may. */
export function threadClient<Job, Reply>(
  name: string,
  { onError = () => undefined, ...options }: ThreadOptions = {},
): ThreadClient<Job, Reply> {
  const queue = inTurn();
  let worker: Worker | null = null;
  let closed = false;

  function start(): Worker {
    const started = startThread(name, options).on('error', onError);
    return started.on('exit', () => {
      if (worker === started) worker = null;
    });
  }

  async function stop(): Promise<void> {
    const stopped = worker;
    worker = null;
    await stopped?.terminate();
  }

  return {
    get isStarted() {
      return worker !== null;
    },
    ask: (job, withinMs, transferList) =>
      queue(async () => {
        if (closed) return null;
        worker ??= start();
        const reply = await replyOf<Reply>(worker, { job, transferList }, withinMs);
        if (reply === null) await stop();
        return reply;
      }),
    letGo: () => queue(stop),
    close: () => {
      closed = true;
      return stop();
    },
  };
}

/** The one reply of a thread that does a single job, told by its `workerData`; `null` when it ended without one. */
export async function askOnce<Reply>(name: string, options: ThreadOptions = {}): Promise<Reply | null> {
  const worker = startThread(name, options).on('error', options.onError ?? (() => {}));
  try {
    return await replyOf<Reply>(worker);
  } finally {
    await worker.terminate();
  }
}

interface Message {
  readonly job: unknown;
  readonly transferList?: readonly TransferListItem[] | undefined;
}

function replyOf<Reply>(worker: Worker, message: Message | null = null, withinMs?: number): Promise<Reply | null> {
  return new Promise((resolve) => {
    const timer = withinMs === undefined ? undefined : setTimeout(failed, withinMs);
    // Whoever waits for a reply keeps the process alive, unlike a thread that waits for jobs.
    worker.ref();
    function settle(reply: { readonly value: Reply } | null): void {
      clearTimeout(timer);
      worker.unref();
      worker.off('message', answered).off('messageerror', failed).off('error', failed).off('exit', failed);
      resolve(reply === null ? null : reply.value);
    }
    function answered(value: Reply): void {
      settle({ value });
    }
    function failed(): void {
      settle(null);
    }
    worker.on('message', answered).on('messageerror', failed).on('error', failed).on('exit', failed);
    if (message !== null) worker.postMessage(message.job, message.transferList ?? []);
  });
}
