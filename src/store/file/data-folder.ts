import { chmodSync, closeSync, existsSync, mkdirSync, openSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../errors.ts';

const OTHERS = 0o077;
const STICKY = 0o1000;

/**
 * Makes the folder that holds the data, open to this account only (0700). A wider one is narrowed when it belongs to
 * this account, and refused otherwise, as is one that is made for sharing, such as `/tmp`. Answers what was changed,
 * in sentences.
 */
export function prepareDataFolder(folder: string): readonly string[] {
  if (!existsSync(folder)) {
    makeFolder(folder);
    return [];
  }
  const stats = statSync(folder);
  if (!stats.isDirectory()) throw new StoreError('io', `${folder} is not a folder: set DATA_DIR to one.`);
  if (stats.mode & STICKY) {
    throw new StoreError('io', `${folder} is shared between accounts: set DATA_DIR to a folder of its own.`);
  }
  return narrow(folder, stats, 0o700);
}

/** Step by step: the recursive way of Node never ends where a folder that is there says that it is not, as /proc does. */
function makeFolder(folder: string): void {
  const missing: string[] = [];
  // A drive that is not there is its own parent.
  for (let one = folder; !existsSync(one) && one !== missing[0]; one = dirname(one)) missing.unshift(one);
  try {
    for (const one of missing) makeUnlessMade(one);
  } catch (error) {
    // What is said of a full disk needs no other folder.
    if (!(error instanceof Error) || /^(ENOSPC|EDQUOT)/.test(error.message)) throw error;
    throw new StoreError(
      'io',
      `The data folder ${folder} cannot be made (${error.message}): set DATA_DIR to a folder elsewhere.`,
      { cause: error },
    );
  }
}

/** Another server may have been quicker. */
function makeUnlessMade(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** Narrows a file that others could read to 0600; nothing happens when there is no such file. */
export function narrowFile(path: string): readonly string[] {
  return existsSync(path) ? narrow(path, statSync(path), 0o600) : [];
}

/** Creates an empty file that only this account can read, whatever the umask; fails when it exists. */
export function createPrivateFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
  chmodSync(path, 0o600);
}

function narrow(path: string, { mode, uid }: Stats, wanted: number): readonly string[] {
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return [];
  if (uid !== process.getuid?.()) {
    throw new StoreError('io', `${path} is open to other accounts and belongs to one of them: set DATA_DIR elsewhere.`);
  }
  chmodSync(path, wanted);
  const octal = (bits: number) => (bits & 0o777).toString(8).padStart(4, '0');
  return [`${path} was open to other accounts (${octal(mode)}); it is now ${octal(wanted)}.`];
}
