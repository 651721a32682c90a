/** What there is to know of the file that keeps everything. */
export interface DataFileFacts {
  readonly path: string;
  /** What became of the file, in sentences, when it is not where it was opened; else `null`. */
  readonly problem: string | null;
  /** With its log. */
  readonly bytes: number;
  /** What a vacuum would give back. */
  readonly freeBytes: number;
  readonly completions: number;
  /** The first day anything was asked, `YYYY-MM-DD`; `null` when nothing ever was. */
  readonly oldestDay: string | null;
  /** Newest first. */
  readonly backups: readonly { readonly name: string; readonly path: string; readonly bytes: number }[];
  /** Whether a backup takes the place of the data file at the next start. */
  readonly restorePending: boolean;
}
