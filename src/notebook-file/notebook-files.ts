import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Notebook } from '../domain/notebook.ts';
import { startThread } from '../platform/start-thread.ts';
import type { NotebookPiece } from '../store/contents/notebook-pieces.ts';
import type { Store } from '../store/store.ts';
import { arrived } from './carried-error.ts';
import type { FileJob, FileReply } from './file-worker.ts';
import type { NotebookBytes, NotebookUpload, PageToShare } from './jobs.tsx';

/** Whole notebooks as files, in and out. */
export interface NotebookFiles {
  /** @throws NotFoundError, or AppError 422 when the file would be too large to be imported again */
  file(id: number, options: { readonly withResults: boolean }): Promise<NotebookBytes>;
  /** One HTML page that stands alone. @throws NotFoundError */
  page(id: number, page: PageToShare): Promise<NotebookBytes>;
  /** A new notebook; nothing is written unless all of the file is right. @throws AppError, ValidationError */
  create(upload: NotebookUpload): Promise<Notebook>;
}

type Kept = Pick<Store, 'notebookContents' | 'path'>;

/**
 * Twenty megabytes take half a second to parse and check, as long to write, and everybody else would wait: each job has a
 * thread of its own, one at a time. Only what goes into the data file goes through the main thread, in small batches.
 */
export function createNotebookFiles({ notebookContents, path }: Kept): NotebookFiles {
  const inTurn = oneAtATime();
  return {
    file: (id, { withResults }) => inTurn(() => written({ type: 'file', path, id, withResults })),
    page: (id, page) => inTurn(() => written({ type: 'page', path, id, page })),
    create: (upload) => inTurn(() => notebookContents.createFrom(batchesIn(upload))),
  };
}

async function written(job: FileJob): Promise<NotebookBytes> {
  const thread = startThread('notebook-file/file-worker', job);
  try {
    const reply = await replyOf(thread);
    if (!('written' in reply)) throw new Error('The thread answered something else than bytes.');
    return reply.written;
  } finally {
    await thread.terminate();
  }
}

/** Each batch is asked for when the one before is in the data file, so that the event loop turns in between. */
async function* batchesIn(upload: NotebookUpload): AsyncGenerator<readonly NotebookPiece[]> {
  const thread = startThread('notebook-file/file-worker', { type: 'read', upload } satisfies FileJob, [upload.body]);
  try {
    for (;;) {
      thread.postMessage('next');
      const reply = await replyOf(thread);
      if (!('batch' in reply)) throw new Error('The thread answered something else than a batch.');
      if (reply.batch === null) return;
      yield reply.batch;
      // A port hands over whatever has come meanwhile without a turn of the event loop.
      await setImmediate();
    }
  } finally {
    await thread.terminate();
  }
}

async function replyOf(thread: Worker): Promise<FileReply> {
  const [reply] = (await once(thread, 'message')) as [FileReply];
  if ('error' in reply) throw arrived(reply.error);
  return reply;
}

function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
