import type { Notebook } from '../../domain/notebook/notebook.ts';
import type { NotebookContent } from '../../domain/notebook/notebook-content.ts';
import type { ImageContent } from '../../domain/prompt/image.ts';
import type { NotebookPiece } from './notebook-pieces.ts';

/** Whole notebooks, as files hold them. */
export interface NotebookContentStore {
  /** All that a notebook holds, without ids; `withResults`: also its versions and its ended runs. */
  get(id: number, options: { readonly withResults: boolean }): Promise<NotebookContent | null>;
  /** Kept images with their bytes, those that are there; `null` when they are too large to go along with a notebook. */
  images(hashes: readonly string[]): Promise<readonly ImageContent[] | null>;
  /** Makes a new notebook that holds all this; nobody sees it before it is whole. Its answers count as imported. */
  create(content: NotebookContent): Promise<Notebook>;
  /** The same out of pieces that come one batch after the other; nothing is written before the first one. */
  createFrom(batches: AsyncIterable<readonly NotebookPiece[]>): Promise<Notebook>;
}
