import type { DataFileFacts } from '../../domain/data-file.ts';

/** The file that keeps everything. */
export interface DataFileStore {
  facts(): Promise<DataFileFacts>;
  /** Copies it, while it is in use, into the folder `backups` beside it; answers the copy's name. */
  backUp(now: Date): Promise<string>;
  /** Checks a backup and puts it in the file's place at the next start; `false` when there is none of that name. */
  stageRestore(name: string): Promise<boolean>;
  /** Takes that back. */
  unstageRestore(): Promise<void>;
  /** Gives free room in it back to the disk. Takes seconds for a large file, and writes wait for it. */
  vacuum(): Promise<void>;
  /**
   * Deletes the text of answers that were asked for before, with what was received but for the figures. Pinned ones stay.
   * Answers how many it met; less than all once `signal` is aborted.
   */
  forgetAnswers(before: Date, options: { readonly now: Date; readonly signal?: AbortSignal }): Promise<number>;
}
