/** Carries out one job with a whole notebook away from the main thread, through a read-only connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { type NotebookPreview, notebookPreview } from '../domain/notebook-preview.ts';
import { notebookContent } from '../store/contents/notebook-contents.ts';
import { batchesOf, type NotebookPiece } from '../store/contents/notebook-pieces.ts';
import { openReader } from '../store/file/open-reader.ts';
import { imageContents } from '../store/images/notebook-images.ts';
import { type CarriedError, carried } from './carried-error.ts';
import {
  type FileOptions,
  type NotebookBytes,
  type NotebookUpload,
  notebookFile,
  notebookPage,
  type PageToShare,
  readUpload,
} from './jobs.tsx';
import type { ImportProblem } from './promptfoo/problems.ts';

export type FileJob =
  | ({ readonly type: 'file'; readonly path: string; readonly id: number } & FileOptions)
  | { readonly type: 'page'; readonly path: string; readonly id: number; readonly page: PageToShare }
  | { readonly type: 'preview'; readonly upload: NotebookUpload }
  | { readonly type: 'read'; readonly upload: NotebookUpload };

/** What comes back; a job that reads answers each `next` with a batch, until there is none left. */
export type FileReply =
  | { readonly written: NotebookBytes }
  | { readonly preview: NotebookPreview }
  | { readonly batch: readonly NotebookPiece[] | null; readonly problems: readonly ImportProblem[] }
  | { readonly error: CarriedError };

const job = workerData as FileJob;

if (job.type === 'read') void answerBatches(job.upload);
else if (job.type === 'preview') void answerPreview(job.upload);
else void answerBytes(job);

async function answerBatches(upload: NotebookUpload): Promise<void> {
  const read = await readUpload(upload).catch((error: unknown) => fail(error));
  const batches = read === null ? null : batchesOf(read.content);
  parentPort?.on('message', () => reply({ batch: batches?.next().value ?? null, problems: read?.problems ?? [] }));
  // Whoever waits for the first batch has asked for it already.
}

async function answerPreview(upload: NotebookUpload): Promise<void> {
  const read = await readUpload(upload).catch((error: unknown) => fail(error));
  if (read !== null) reply({ preview: notebookPreview(read.content, read.problems) });
}

async function answerBytes(asked: Extract<FileJob, { readonly path: string }>): Promise<void> {
  const { reader, close } = openReader(asked.path);
  const contents = {
    get: (id: number, options: { readonly withResults: boolean }) => notebookContent(reader, id, options),
    images: (hashes: readonly string[]) => imageContents(reader, hashes),
  };
  try {
    const written =
      asked.type === 'file'
        ? await notebookFile(contents, asked.id, asked)
        : await notebookPage(contents, asked.id, asked.page);
    parentPort?.postMessage({ written } satisfies FileReply, [written.bytes.buffer]);
  } catch (error) {
    fail(error);
  } finally {
    await close();
  }
}

function fail(error: unknown): null {
  reply({ error: carried(error) });
  return null;
}

function reply(message: FileReply): void {
  parentPort?.postMessage(message);
}
