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

const SPOILT: StorageWords = {
  ...MOVED,
  onPages: 'No run can start until a backup is restored.',
  noRun: 'No run can start until a backup is restored',
  inLog: 'something else wrote into the data file; no run starts until a backup is restored',
};

/** The words for a problem with the data file: it cannot be written, has gone from under the server, or was written over. */
export function storageWords(problem: Error): StorageWords {
  const kind = problem instanceof StoreError ? problem.kind : null;
  if (kind === 'written_over') return SPOILT;
  return kind === 'moved' || kind === 'log_moved' ? MOVED : UNWRITABLE;
}
