import { setImmediate } from 'node:timers/promises';
import type { Notebook } from '../domain/notebook/notebook.ts';
import type { NotebookPreview } from '../domain/notebook/notebook-preview.ts';
import type { NotebookPiece } from '../store/contents/notebook-pieces.ts';
import type { Store } from '../store/store.ts';
import type { AskFileThread, FileThread } from './file-thread.ts';
import type { FileJob } from './file-worker.ts';
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
 * Twenty megabytes take half a second to parse and check, as long to write, and everybody else would wait: a thread does it,
 * one job at a time. Only what goes into the data file goes through the main thread, in small batches.
 */
export function createNotebookFiles({ notebookContents, path, dataFile }: Kept, thread: FileThread): NotebookFiles {
  /** The thread opens the file by its name, under which another one may stand. */
  const read = (job: FileJob) =>
    thread.alone((ask) => {
      dataFile.assertInPlace();
      return written(ask, job);
    });
  return {
    file: (id, { withResults = false, withImages = false }) =>
      read({ type: 'file', path, id, withResults, withImages }),
    page: (id, page) => read({ type: 'page', path, id, page }),
    preview: (upload) => thread.alone((ask) => previewed(ask, upload)),
    create: (upload) =>
      thread.alone(async (ask) => {
        let problems: readonly ImportProblem[] = [];
        const batches = batchesIn(ask, upload, (found) => {
          problems = found;
        });
        return { notebook: await notebookContents.createFrom(batches), problems };
      }),
  };
}

async function previewed(ask: AskFileThread, upload: NotebookUpload): Promise<NotebookPreview> {
  const reply = await ask({ type: 'preview', upload }, [upload.body]);
  if (!('preview' in reply)) throw new Error('The thread answered something else than a preview.');
  return reply.preview;
}

async function written(ask: AskFileThread, job: FileJob): Promise<NotebookBytes> {
  const reply = await ask(job);
  if (!('written' in reply)) throw new Error('The thread answered something else than bytes.');
  return reply.written;
}

/** Each batch is asked for when the one before is in the data file, so that the event loop turns in between. */
async function* batchesIn(
  ask: AskFileThread,
  upload: NotebookUpload,
  onProblems: (problems: readonly ImportProblem[]) => void,
): AsyncGenerator<readonly NotebookPiece[]> {
  let reply = await ask({ type: 'read', upload }, [upload.body]);
  for (;;) {
    if (!('batch' in reply)) throw new Error('The thread answered something else than a batch.');
    onProblems(reply.problems);
    if (reply.batch === null) return;
    yield reply.batch;
    // A port hands over whatever has come meanwhile without a turn of the event loop.
    await setImmediate();
    reply = await ask({ type: 'next' });
  }
}
