import { type DestinationStream, type Logger, pino } from 'pino';
import { redact } from './redact.ts';

export interface LogOptions {
  readonly level: string;
  /** What must never be written: keys, the password. It may grow later. */
  readonly secrets: Iterable<string | null>;
  /** Where lines go; standard output when left out. */
  readonly destination?: DestinationStream;
}

/**
 * The server's own log: one JSON object a line. Secrets, and whatever looks like a key, are taken out of the finished line,
 * so that it does not matter in which field, message or stack trace they would have stood.
 */
export function createLog({ level, secrets, destination }: LogOptions): Logger {
  const hidden = () => [...secrets].flatMap((secret) => (secret === null ? [] : [secret, inJson(secret)]));
  const options = { level, base: null, hooks: { streamWrite: (line: string) => redact(line, hidden()) } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A text as it stands between the quotes of a JSON string. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
