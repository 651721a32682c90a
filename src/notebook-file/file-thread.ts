import type { TransferListItem } from 'node:worker_threads';
import { inTurn } from '../platform/in-turn.ts';
import { threadClient } from '../platform/thread-client.ts';
import { arrived } from './carried-error.ts';
import type { FileJob, FileReply } from './file-worker.ts';

/** The thread that works on whole notebooks, started by the first job; it knows nothing of a store. */
export interface FileThread {
  /** Does all that needs the thread for itself; others wait meanwhile. */
  alone<T>(work: (ask: AskFileThread) => Promise<T>): Promise<T>;
  /** Ends the thread; a job that is not done fails. */
  close(): Promise<void>;
}

/** @throws Error of the kind that was thrown in the thread; Error when it ended without an answer */
export type AskFileThread = (
  job: FileJob,
  transferList?: readonly TransferListItem[],
) => Promise<Exclude<FileReply, { readonly error: unknown }>>;

/** Starting the thread takes longer than most jobs; unused for so long, it gives back what large files took. */
const UNUSED_AFTER_MS = 30_000;

/** Makes the thread's client; starts nothing yet. */
export function createFileThread(): FileThread {
  const client = threadClient<FileJob, FileReply>('notebook-file/file-worker');
  const queue = inTurn();
  let unused: NodeJS.Timeout | undefined;

  const ask: AskFileThread = async (job, transferList) => {
    clearTimeout(unused);
    const reply = await client.ask(job, undefined, transferList);
    unused = setTimeout(() => void client.letGo(), UNUSED_AFTER_MS).unref();
    if (reply === null) throw new Error('The thread that works on notebook files ended without an answer.');
    if ('error' in reply) throw arrived(reply.error);
    return reply;
  };

  return {
    alone: (work) => queue(() => work(ask)),
    close: () => {
      clearTimeout(unused);
      return client.close();
    },
  };
}
