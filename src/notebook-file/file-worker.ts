/** Carries out jobs with whole notebooks away from the main thread, one at a time, each through a read-only connection of its own. */
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { type NotebookPreview, notebookPreview } from '../domain/notebook/notebook-preview.ts';
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
  | { readonly type: 'read'; readonly upload: NotebookUpload }
  | { readonly type: 'next' };

/** What comes back; `read` is answered with a first batch, and each `next` with one more, until there is none left. */
export type FileReply =
  | { readonly written: NotebookBytes }
  | { readonly preview: NotebookPreview }
  | { readonly batch: readonly NotebookPiece[] | null; readonly problems: readonly ImportProblem[] }
  | { readonly error: CarriedError };

interface Reading {
  readonly batches: Iterator<readonly NotebookPiece[]>;
  readonly problems: readonly ImportProblem[];
}

/** The upload of which batches are left. */
let reading: Reading | null = null;

parentPort?.on('message', (job: FileJob) => void answer(job));

async function answer(job: FileJob): Promise<void> {
  try {
    const reply = await replyTo(job);
    const moved: readonly TransferListItem[] = 'written' in reply ? [reply.written.bytes.buffer] : [];
    parentPort?.postMessage(reply, moved);
  } catch (error) {
    reading = null;
    parentPort?.postMessage({ error: carried(error) } satisfies FileReply);
  }
}

async function replyTo(job: FileJob): Promise<FileReply> {
  switch (job.type) {
    case 'file':
    case 'page':
      return { written: await bytesOf(job) };
    case 'preview': {
      const { content, problems } = await readUpload(job.upload);
      return { preview: notebookPreview(content, problems) };
    }
    case 'read': {
      const { content, problems } = await readUpload(job.upload);
      reading = { batches: batchesOf(content), problems };
      return nextBatch(reading);
    }
    case 'next':
      if (reading === null) throw new Error('There is no upload of which batches are left.');
      return nextBatch(reading);
  }
}

function nextBatch({ batches, problems }: Reading): FileReply {
  const next = batches.next();
  if (next.done !== true) return { batch: next.value, problems };
  // What was read takes memory as long as somebody may ask for more of it.
  reading = null;
  return { batch: null, problems };
}

async function bytesOf(job: Extract<FileJob, { readonly path: string }>): Promise<NotebookBytes> {
  const { reader, close } = openReader(job.path);
  const contents = {
    get: (id: number, options: { readonly withResults: boolean }) => notebookContent(reader, id, options),
    images: (hashes: readonly string[]) => imageContents(reader, hashes),
  };
  try {
    return job.type === 'file'
      ? await notebookFile(contents, job.id, job)
      : await notebookPage(contents, job.id, job.page);
  } finally {
    await close();
  }
}
