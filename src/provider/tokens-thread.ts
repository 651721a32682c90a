import type { Worker } from 'node:worker_threads';
import { startThread } from '../platform/start-thread.ts';
import type { CountJob, CountReply, Encoding } from './tokens-protocol.ts';

export interface CountingWorker {
  /** The tokens of each text; `null` when counting failed or took too long. Jobs are done one after the other. */
  count(job: CountJob): Promise<readonly number[] | null>;
  close(): Promise<void>;
}

/** Loading an encoding takes a quarter of a second, and much longer on a machine that has other things to do. */
const LOAD_WITHIN_MS = 20_000;

/**
 * A thread that is started at the first job, is replaced when a job takes longer than `timeoutMs`, and never keeps the
 * process alive. The time to load an encoding does not count.
 */
export function createCountingWorker(options: {
  readonly timeoutMs: number;
  readonly onError: (error: unknown) => void;
}): CountingWorker {
  const { timeoutMs, onError } = options;
  let worker: Worker | null = null;
  let loaded = new Set<Encoding>();
  let last: Promise<unknown> = Promise.resolve();

  async function run(job: CountJob): Promise<readonly number[] | null> {
    if (!loaded.has(job.encoding)) {
      if ((await ask({ encoding: job.encoding, texts: [] }, LOAD_WITHIN_MS)) === null) return null;
      loaded.add(job.encoding);
    }
    return ask(job, timeoutMs);
  }

  async function ask(job: CountJob, withinMs: number): Promise<readonly number[] | null> {
    worker ??= startThread('provider/tokens-worker').on('error', onError);
    const reply = await answerOf(worker, job, withinMs);
    if (reply === null) await replace();
    return reply;
  }

  async function replace(): Promise<void> {
    const old = worker;
    worker = null;
    loaded = new Set();
    await old?.terminate();
  }

  return {
    count: (job) => {
      const counted = last.then(() => run(job));
      last = counted.catch(() => undefined);
      return counted;
    },
    close: replace,
  };
}

function answerOf(worker: Worker, job: CountJob, withinMs: number): Promise<readonly number[] | null> {
  return new Promise((resolve) => {
    // The worker may not keep the process alive, but somebody who waits for its answer may.
    const timer = setTimeout(() => settle(null), withinMs);
    function settle(tokens: readonly number[] | null): void {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', failed);
      resolve(tokens);
    }
    function answered(reply: CountReply): void {
      settle(reply.tokens);
    }
    function failed(): void {
      settle(null);
    }
    worker.on('message', answered).on('error', failed).on('exit', failed);
    worker.postMessage(job);
  });
}
