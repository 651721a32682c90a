import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** A file of settings that cannot be read; its message is one line that names the file and the mend. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
}

/**
 * The settings of a `.env` file by name; none where there is no file. A byte order mark at its start is not part of the
 * first name.
 * @throws EnvFileError for a file that cannot be read, or is not text in UTF-8
 */
export function readEnvFile(path: string): Readonly<Record<string, string | undefined>> {
  const bytes = bytesOf(path);
  if (bytes === null) return {};
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) throw new EnvFileError('.env is saved as UTF-16: save it as UTF-8.');
  return { ...parseEnv(textOf(bytes)) };
}

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new EnvFileError(`.env cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** TextDecoder strips the byte order mark; one more may be left of a file that was put together from two. */
function textOf(bytes: Buffer): string {
  if (bytes.includes(0)) throw new EnvFileError('.env is not a text file: write NAME=value lines in UTF-8.');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.replace(/^\uFEFF+/, '').replace(/\r\n?/g, '\n');
  } catch (cause) {
    throw new EnvFileError('.env is not in UTF-8: save it as UTF-8.', { cause });
  }
}
