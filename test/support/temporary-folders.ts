import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files in memory where there are any: every commit waits for the disk, in tests as in production. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const PREFIX = 'tempera-test-';
/** The test run, which starts the processes that tests run in: those are killed at its end and tidy up nothing. */
const RUN = process.ppid;

/** A folder that its maker removes; what is forgotten goes with the test run. */
export function newFolder(): string {
  return mkdtempSync(join(PLACE, `${PREFIX}${RUN}-`));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Removes what the test run left, and what earlier ones did that were killed: it would fill the memory. */
export function removeForgotten(): void {
  for (const name of readdirSync(PLACE)) {
    const run = name.startsWith(PREFIX) ? Number(name.split('-')[2]) : null;
    if (run !== null && (run === process.pid || !isRunning(run))) removeFolder(join(PLACE, name));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
