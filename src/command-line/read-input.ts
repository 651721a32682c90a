import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { BODY_LIMITS } from '../platform/limits.ts';
import { CommandError } from './exit-codes.ts';

/** A text with the name it goes by. */
export interface Input {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a file of text, or standard input for `-`.
 * @throws CommandError when it cannot be read, is too large, or is no UTF-8
 */
export async function readInput(file: string, stdin: AsyncIterable<string | Uint8Array>): Promise<Input> {
  const name = file === '-' ? 'standard input' : basename(file);
  const bytes = file === '-' ? await allOf(stdin) : await fileOf(file);
  if (bytes.length > BODY_LIMITS.imports) {
    throw new CommandError(`${name} is larger than ${BODY_LIMITS.imports / 1_000_000} MB.`);
  }
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (cause) {
    throw new CommandError(`${name} is no text in UTF-8.`, undefined, { cause });
  }
}

async function fileOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : String(code);
    throw new CommandError(`${file} cannot be read: ${reason}.`, undefined, { cause });
  }
}

async function allOf(stdin: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stdin) {
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
    length += piece.length;
    if (length > BODY_LIMITS.imports) break;
  }
  return Buffer.concat(pieces);
}
