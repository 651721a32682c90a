import { AppError, StoreError } from '../errors.ts';

/** What a command ends with; docs/command-line.md lists them. 3 and 4 are those of the data file, see `StoreError`. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** What was asked for cannot be read: an option, a file, a field. */
  usage: 2,
  belowMinPass: 5,
  requestsFailed: 6,
  /** Not everything was sent: a cap, or a run that asks first. */
  notSent: 7,
  interrupted: 130,
  brokenPipe: 141,
  terminated: 143,
} as const;

/** A command that cannot go on, in words for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.usage, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The exit code of an error that is known; `null` for a mistake of ours. */
export function exitCodeOf(error: unknown): number | null {
  if (error instanceof CommandError || error instanceof StoreError) return error.exitCode;
  return error instanceof AppError ? EXIT.usage : null;
}
