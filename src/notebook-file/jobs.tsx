import { html } from 'hono/html';
import { SharedNotebook } from '../../views/notebooks/shared-notebook.tsx';
import { calendarOf } from '../domain/history/time-zone.ts';
import { imagesIn } from '../domain/notebook/notebook-images.ts';
import { AppError, orNotFound, ValidationError } from '../errors.ts';
import { readUtf8 } from '../platform/input/read-json.ts';
import { BODY_LIMITS } from '../platform/limits.ts';
import type { NotebookContentStore } from '../store/contents/notebook-content-store.ts';
import type { ReadNotebook } from './promptfoo/read-config.ts';
import { readNotebookText } from './read-text.ts';
import { writeNotebookFile } from './write.ts';

/** What is done with whole notebooks, each in one go: for large ones, away from the main thread. */

export interface NotebookBytes {
  readonly title: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A request's body with its media type: a form with a file, or the file itself. */
export interface NotebookUpload {
  readonly body: ArrayBuffer;
  readonly type: string;
}

export interface PageToShare {
  /** What answers of the built-in model are called. */
  readonly demoLabels: Readonly<Record<string, string>>;
  /** What connections are called, by id. */
  readonly connectionNames: Readonly<Record<string, string>>;
  readonly styles: string;
  /** The time zone that its times are told in. */
  readonly zone: string;
}

/** What of a notebook goes into its file besides what stands in its cells. */
export interface FileOptions {
  readonly withResults: boolean;
  /** The bytes of the images that it names. */
  readonly withImages: boolean;
}

type Contents = Pick<NotebookContentStore, 'get' | 'images'>;

/** @throws NotFoundError, or AppError 422 when the file would be too large to be imported again */
export async function notebookFile(contents: Contents, id: number, options: FileOptions): Promise<NotebookBytes> {
  const content = orNotFound(await contents.get(id, options), 'notebook');
  const images = options.withImages ? await contents.images(imagesIn(content)) : [];
  if (images === null) throw tooLargeToComeBack(options);
  const bytes = new TextEncoder().encode(writeNotebookFile({ ...content, images }));
  if (bytes.length > BODY_LIMITS.imports) throw tooLargeToComeBack(options);
  return { title: content.title, bytes };
}

/** @throws NotFoundError */
export async function notebookPage(
  contents: Pick<Contents, 'get'>,
  id: number,
  { zone, ...page }: PageToShare,
): Promise<NotebookBytes> {
  const content = orNotFound(await contents.get(id, { withResults: true }), 'notebook');
  const markup =
    await html`<!doctype html>${<SharedNotebook content={content} calendar={calendarOf(zone)} {...page} />}`;
  return { title: content.title, bytes: new TextEncoder().encode(String(markup)) };
}

/**
 * A notebook file, or a promptfoo configuration: in YAML, in JSON, or as the text of `{"promptfoo": "..."}`.
 * @throws AppError 400 for what is no JSON or no form, ValidationError for what is neither
 */
export async function readUpload(upload: NotebookUpload): Promise<ReadNotebook> {
  return readNotebookText(await textOf(upload));
}

async function textOf({ body, type }: NotebookUpload): Promise<string> {
  if (!type.startsWith('multipart/form-data')) return readUtf8(body);
  const sent = new Response(body, { headers: { 'Content-Type': type } });
  const form = await sent.formData().catch((cause: unknown) => {
    throw new AppError(400, 'bad-form', 'The form cannot be read.', { cause });
  });
  const file = form.get('file');
  if (typeof file === 'string' || file === null || file.size === 0) {
    throw new ValidationError([{ path: 'file', message: 'Choose a notebook file, as Export makes it.' }]);
  }
  return readUtf8(await file.arrayBuffer());
}

function tooLargeToComeBack({ withResults, withImages }: FileOptions): AppError {
  const size = `${BODY_LIMITS.imports / 1_000_000} MB, more than could be imported again`;
  const without = withImages ? ' Export it without images.' : withResults ? ' Export it without results.' : '';
  const message = `The file would be larger than ${size}.${without}`;
  return new AppError(422, 'too-large', message);
}
