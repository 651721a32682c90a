import { setImmediate } from 'node:timers/promises';
import type { Notebook } from '../domain/notebook.ts';
import type { NotebookPreview } from '../domain/notebook-preview.ts';
import { inTurn } from '../platform/in-turn.ts';
import { askOnce, threadClient } from '../platform/thread-client.ts';
import type { NotebookPiece } from '../store/contents/notebook-pieces.ts';
import type { Store } from '../store/store.ts';
import { arrived } from './carried-error.ts';
import type { FileJob, FileReply } from './file-worker.ts';
import type { FileOptions, NotebookBytes, NotebookUpload, PageToShare } from './jobs.tsx';
import type { ImportProblem } from './promptfoo/problems.ts';

/** Whole notebooks as files, in and out. */
export interface NotebookFiles {
  /** @throws NotFoundError, or AppError 422 when the file would be too large to be imported again */
  file(id: number, options: Partial<FileOptions>): Promise<NotebookBytes>;
  /** One HTML page that stands alone. @throws NotFoundError */
  page(id: number, page: PageToShare): Promise<NotebookBytes>;
  /** What a file holds, so far as it can be read; nothing is written. @throws AppError, ValidationError */
  preview(upload: NotebookUpload): Promise<NotebookPreview>;
  /** A new notebook; nothing is written unless all of the file is right. @throws AppError, ValidationError */
  create(upload: NotebookUpload): Promise<ImportedNotebook>;
}

/** A new notebook, and what of the file is not in it. */
interface ImportedNotebook {
  readonly notebook: Notebook;
  readonly problems: readonly ImportProblem[];
}

type Kept = Pick<Store, 'notebookContents' | 'path'> & { readonly dataFile: Pick<Store['dataFile'], 'assertInPlace'> };

/**
 * Twenty megabytes take half a second to parse and check, as long to write, and everybody else would wait: each job has a
 * thread of its own, one at a time. Only what goes into the data file goes through the main thread, in small batches.
 */
export function createNotebookFiles({ notebookContents, path, dataFile }: Kept): NotebookFiles {
  const queue = inTurn();
  /** The thread opens the file by its name, under which another one may stand. */
  const read = (job: FileJob) =>
    queue(() => {
      dataFile.assertInPlace();
      return written(job);
    });
  return {
    file: (id, { withResults = false, withImages = false }) =>
      read({ type: 'file', path, id, withResults, withImages }),
    page: (id, page) => read({ type: 'page', path, id, page }),
    preview: (upload) => queue(() => previewed(upload)),
    create: (upload) =>
      queue(async () => {
        let problems: readonly ImportProblem[] = [];
        const batches = batchesIn(upload, (found) => {
          problems = found;
        });
        return { notebook: await notebookContents.createFrom(batches), problems };
      }),
  };
}

async function previewed(upload: NotebookUpload): Promise<NotebookPreview> {
  const options = { workerData: { type: 'preview', upload } satisfies FileJob, transferList: [upload.body] };
  const reply = replied(await askOnce<FileReply>('notebook-file/file-worker', options));
  if (!('preview' in reply)) throw new Error('The thread answered something else than a preview.');
  return reply.preview;
}

async function written(job: FileJob): Promise<NotebookBytes> {
  const reply = replied(await askOnce<FileReply>('notebook-file/file-worker', { workerData: job }));
  if (!('written' in reply)) throw new Error('The thread answered something else than bytes.');
  return reply.written;
}

/** Each batch is asked for when the one before is in the data file, so that the event loop turns in between. */
async function* batchesIn(
  upload: NotebookUpload,
  onProblems: (problems: readonly ImportProblem[]) => void,
): AsyncGenerator<readonly NotebookPiece[]> {
  const workerData: FileJob = { type: 'read', upload };
  const options = { workerData, transferList: [upload.body] };
  const thread = threadClient<'next', FileReply>('notebook-file/file-worker', options);
  try {
    for (;;) {
      const reply = replied(await thread.ask('next'));
      if (!('batch' in reply)) throw new Error('The thread answered something else than a batch.');
      onProblems(reply.problems);
      if (reply.batch === null) return;
      yield reply.batch;
      // A port hands over whatever has come meanwhile without a turn of the event loop.
      await setImmediate();
    }
  } finally {
    await thread.close();
  }
}

function replied(reply: FileReply | null): Exclude<FileReply, { readonly error: unknown }> {
  if (reply === null) throw new Error('The thread that works on a notebook file ended without an answer.');
  if ('error' in reply) throw arrived(reply.error);
  return reply;
}
