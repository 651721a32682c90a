import { StoreError } from '../errors.ts';

/** How each place says that what is answered cannot be kept as it should be. */
interface StorageWords {
  /** Followed by what is wrong. */
  readonly onPages: string;
  /** Followed by a colon and what is wrong. */
  readonly noRun: string;
  /** The status in `healthz`. */
  readonly health: string;
  readonly inLog: string;
}

const UNWRITABLE: StorageWords = {
  onPages: 'Answers cannot be saved at the moment; they are kept in memory until they can be.',
  noRun: 'No run can start while answers cannot be saved',
  health: 'cannot save answers',
  inLog: 'answers cannot be saved; they stay in memory and are tried again',
};

const MOVED: StorageWords = {
  onPages: 'No run can start until the data file is in its place again.',
  noRun: 'No run can start until the data file is in its place again',
  health: 'data file moved',
  inLog: 'the data file is not where it was opened; no run starts until it is',
};

/** The words for a problem with the data file: it cannot be written, or it has gone from under the server. */
export function storageWords(problem: Error): StorageWords {
  const moved = problem instanceof StoreError && (problem.kind === 'moved' || problem.kind === 'log_moved');
  return moved ? MOVED : UNWRITABLE;
}
