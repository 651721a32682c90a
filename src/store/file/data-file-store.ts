import type { DataFileFacts } from '../../domain/history/data-file.ts';
import type { FileWatch } from './file-watch.ts';

/** The file that keeps everything. */
export interface DataFileStore extends Pick<FileWatch, 'problem' | 'follow' | 'assertInPlace'> {
  facts(): Promise<DataFileFacts>;
  /**
   * Copies it, while it is in use, into the folder `backups` beside it; answers the copy's name. A file that was deleted or
   * replaced meanwhile is copied from the open one.
   */
  backUp(now: Date): Promise<string>;
  /** Does so when the file no longer stands in its place, before it is closed for good; answers the copy's path, else `null`. */
  saveIfMoved(now: Date): Promise<string | null>;
  /** Checks a backup and puts it in the file's place at the next start; `false` when there is none of that name. */
  stageRestore(name: string): Promise<boolean>;
  /** Takes that back. */
  unstageRestore(): Promise<void>;
  /** Gives free room in it back to the disk. Takes seconds for a large file, and writes wait for it. */
  vacuum(): Promise<void>;
  /** Deletes images that were kept before and that nothing names: no draft, no step to undo, no version, no run. Answers how many. */
  deleteUnusedImages(before: Date): Promise<number>;
  /**
   * Deletes the text of answers that were asked for before, with what was received but for the figures. Pinned ones stay.
   * Answers how many it met; less than all once `signal` is aborted.
   */
  forgetAnswers(before: Date, options: { readonly now: Date; readonly signal?: AbortSignal }): Promise<number>;
}
